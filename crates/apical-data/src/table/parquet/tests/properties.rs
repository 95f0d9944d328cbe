//! A table is the same as text and as Parquet.

use parquet::basic::Compression;
use proptest::prelude::*;

use super::write::{Values, file};
use super::*;
use crate::table;

proptest! {
    #[test]
    fn as_text_and_as_parquet(
        rows in prop::collection::vec((-100_i64..100, -100_i64..100, 0_usize..3, -50_i32..50), 1..60),
        words in any::<bool>(),
        compressed in any::<bool>(),
        dictionary in any::<bool>(),
        at_a_time in 1_usize..40,
    ) {
        let label = |class: usize| if words { ["oak", "ash", "elm"][class].to_owned() } else { class.to_string() };
        let text = |row: &(i64, i64, usize, i32)| {
            format!("{},{},{},{}\n", row.0, f64::from(row.3) / 4.0, row.1, label(row.2))
        };
        let text = "a,b,c,label\n".to_owned() + &rows.iter().map(text).collect::<String>();
        let groups: Vec<Vec<Values>> = rows
            .chunks(at_a_time)
            .map(|rows| {
                vec![
                    Values::Int64(rows.iter().map(|row| row.0).collect()),
                    Values::Double(rows.iter().map(|row| f64::from(row.3) / 4.0).collect()),
                    Values::Int32(rows.iter().map(|row| row.1 as i32).collect()),
                    Values::Text(rows.iter().map(|row| label(row.2).into_bytes()).collect()),
                ]
            })
            .collect();
        let schema = "required int64 a; required double b; required int32 c; required binary label (UTF8);";
        let compression = if compressed { Compression::SNAPPY } else { Compression::UNCOMPRESSED };
        let scale = FeatureScale::Common { lower: -20.0, upper: 30.0 };
        let options = TableOptions::default();
        let expected = table::read(|| Ok(text.as_bytes()), &options, &scale).unwrap();
        let found = read(file(schema, &groups, compression, dictionary), &options, &scale).unwrap();
        prop_assert_eq!(&found.survey.layout.features, &expected.survey.layout.features);
        prop_assert_eq!(found.survey.split().1, expected.survey.split().1);
        prop_assert_eq!((found.values, found.labels, found.clamped), (expected.values, expected.labels, expected.clamped));
    }

    #[test]
    fn damaged_bytes_never_panic(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<prop::sample::Index>()) {
        let group = vec![Values::Int32((0..40).collect()), Values::Int64((0..40).map(|row| row % 3).collect())];
        let mut bytes = file("required int32 a; required int64 label;", &[group.clone(), group], Compression::SNAPPY, true);
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _ = table(bytes.clone());
        bytes.truncate(cut.index(bytes.len()));
        let _ = table(bytes);
    }
}

/// The first page begins behind the four bytes of the file's mark: its kind, and the size that it says it has.
#[test]
fn pages_that_say_they_hold_far_more_than_they_do_are_refused() {
    let schema = "required int32 a; required int64 label;";
    let group = vec![Values::Int32((0..40).collect()), Values::Int64((0..40).map(|row| row % 3).collect())];
    for (compression, dictionary) in
        [(Compression::SNAPPY, false), (Compression::SNAPPY, true), (Compression::UNCOMPRESSED, false)]
    {
        let whole = file(schema, std::slice::from_ref(&group), compression, dictionary);
        assert!(table(whole.clone()).is_ok());
        // 160 bytes, of which the number takes two; the most that two can say is 8191.
        assert_eq!((whole[6], whole[7..9].to_vec()), (0x15, vec![0xc0, 0x02]));
        let mut damaged = whole;
        damaged[7..9].copy_from_slice(&[0xfe, 0x7f]);
        let message = table(damaged).unwrap_err().to_string();
        assert!(message.contains("says that it holds 8191"), "{compression}: {message}");
    }
}
