//! Tables of a label and the pixels of a square image.

use proptest::prelude::*;

use crate::features::FeatureScale;
use crate::labelled::Labelled;
use crate::table::fill::fill;
use crate::table::{TableError, TableOptions, survey};

/// Labels from 0 to 255, and pixels as they are.
fn read_images<R: std::io::Read>(open: impl Fn() -> std::io::Result<R>) -> Result<Labelled, TableError> {
    let survey = survey(&open, &TableOptions::default())?;
    let labels: Vec<String> = (0..=u8::MAX).map(|label| label.to_string()).collect();
    let side = survey.ranges.len().isqrt();
    if side * side != survey.ranges.len() {
        return Err(TableError::Columns { line: survey.layout.first_row, columns: survey.layout.columns });
    }
    let (mut found, _) = fill(open, &survey.layout, &survey, &labels, &FeatureScale::Bytes)?;
    (found.width, found.height) = (side, side);
    Ok(found)
}

fn parse(text: &str) -> Result<Labelled, TableError> {
    read_images(|| Ok(text.as_bytes()))
}

#[test]
fn label_first_without_a_header() {
    let found = parse("7,0,255,1,2\n3,4,5,6,12.0\n").unwrap();
    assert_eq!((found.width, found.height), (2, 2));
    assert_eq!(found.labels, [7, 3]);
    assert_eq!(found.pixels, [0, 255, 1, 2, 4, 5, 6, 12]);
}

#[test]
fn the_header_says_where_the_label_is() {
    for (text, what) in [
        ("label,1x1,1x2,2x1,2x2\n9,1,2,3,4\n", "Kaggle order"),
        ("pixel1,pixel2,pixel3,pixel4,class\r\n1,2,3,4,9\r\n", "label last"),
        ("\u{feff}\"Label\",\"p1\",\"p2\",\"p3\",\"p4\"\n\"9\",1,2,3,4", "quoted, byte-order mark"),
        ("a,b,c,d,e\n9,1,2,3,4\n\n", "unknown names: label first"),
        ("0,1,target,2,3\n1,2,9,3,4\n", "one name makes a header"),
    ] {
        let found = parse(text).unwrap();
        assert_eq!((&found.labels[..], &found.pixels[..]), (&[9][..], &[1, 2, 3, 4][..]), "{what}");
    }
}

#[test]
fn a_bad_value_names_line_column_and_range() {
    let message = parse("label,a,b,c,d\n1,2,3,4,5\n1,2,256,4,5\n").unwrap_err().to_string();
    assert_eq!(
        message,
        "line 3, column 3 (b): \"256\" is not a pixel, which is a whole number from 0 to 255"
    );
    for (bad, part) in [
        ("NaN", "missing"),
        ("inf", "finite"),
        ("", "missing"),
        ("-1", "pixel"),
        ("12.5", "pixel"),
        ("300", "pixel"),
        ("x", "not a number"),
    ] {
        let message = parse(&format!("label,a,b,c,d\n1,2,3,4,5\n1,2,3,4,{bad}\n")).unwrap_err().to_string();
        assert!(message.starts_with("line 3, column 5 (d):") && message.contains(part), "{bad}: {message}");
    }
    for (bad, part) in [
        ("NaN", "missing"),
        ("inf", "finite"),
        ("", "missing"),
        ("-1", "label"),
        ("12.5", "label"),
        ("300", "label"),
    ] {
        let message = parse(&format!("label,a,b,c,d\n{bad},2,3,4,5\n1,2,3,4,5\n")).unwrap_err().to_string();
        assert!(
            message.starts_with("line 2, column 1 (label):") && message.contains(part),
            "{bad}: {message}"
        );
    }
}

#[test]
fn wrong_numbers_of_columns() {
    let message = parse("label,a,b\n1,2,3\n").unwrap_err().to_string();
    assert!(message.starts_with("line 2 has 3 columns") && message.contains("785"), "{message}");
    let unlabelled = vec!["0"; 784].join(",");
    let message = parse(&unlabelled).unwrap_err().to_string();
    assert!(message.contains("784") && message.contains("missing?"), "{message}");
    let message = parse("1,2,3,4,5\n1,2,3,4\n").unwrap_err().to_string();
    assert_eq!(message, "line 2 has 4 columns, but the first line has 5");
}

#[test]
fn nothing_in_it() {
    for text in ["", "\n\n", "label,a\n", "label,a,b,c,d\n"] {
        assert!(matches!(parse(text), Err(TableError::Empty)), "{text:?}");
    }
}

#[test]
fn a_quote_does_not_swallow_the_file() {
    // One image per line, whatever an unbalanced quote pretends.
    let message = parse("1,2,3,4,5\n1,\"2,3,4,5\n1,2,3,4,5\n").unwrap_err().to_string();
    assert!(message.starts_with("line 2, column 2"), "{message}");
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read_images(|| Ok(&bytes[..]));
    }

    #[test]
    fn nearly_csv_never_panics(text in "[0-9,.\"\n\r label-]{0,200}") {
        let _ = parse(&text);
    }

    #[test]
    fn what_is_written_reads_back(
        side in 1_usize..6,
        labels in proptest::collection::vec(any::<u8>(), 1..10),
        header in any::<bool>(),
        last in any::<bool>(),
        seed in any::<u8>(),
    ) {
        // Labels that are all the same look like the corner of an image.
        prop_assume!(header || labels.len() == 1 || labels.iter().any(|label| *label != labels[0]));
        let size = side * side;
        let pixels: Vec<u8> =
            (0..size * labels.len()).map(|i| (i as u8).wrapping_mul(37).wrapping_add(seed)).collect();
        let last = last && header;
        let mut text = String::new();
        let mut line = |label: String, fields: Vec<String>| {
            let mut fields = fields;
            fields.insert(if last { size } else { 0 }, label);
            text += &(fields.join(",") + "\n");
        };
        if header {
            line("label".into(), (0..size).map(|i| format!("pixel{i}")).collect());
        }
        for (label, image) in labels.iter().zip(pixels.chunks(size)) {
            line(label.to_string(), image.iter().map(ToString::to_string).collect());
        }
        let found = parse(&text).unwrap();
        prop_assert_eq!((found.width, found.height), (side, side));
        prop_assert_eq!(found.labels, labels);
        prop_assert_eq!(found.pixels, pixels);
    }
}
