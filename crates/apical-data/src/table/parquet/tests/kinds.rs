//! Columns of every type, and what is wrong with some.

use parquet::basic::{Compression, GzipLevel};

use super::write::{Values, file, plain, texts};
use super::*;
use crate::table::{LabelColumn, TableForm};

#[test]
fn columns_of_every_type() {
    let schema = "required boolean a; required int32 b; required int64 c; required float d; required double e; \
                  required binary kind (UTF8); required int32 f (UINT_8); required binary g (UTF8);";
    let columns = vec![
        Values::Bool(vec![true, false]),
        Values::Int32(vec![-5, 7]),
        Values::Int64(vec![-128, 127]),
        Values::Float(vec![1.0, 2.0]),
        Values::Double(vec![3.0, -4.0]),
        texts(&["oak", "ash"]),
        Values::Int32(vec![9, 10]),
        texts(&["11", "12.0"]),
    ];
    let gzip = Compression::GZIP(GzipLevel::default());
    for compression in [Compression::UNCOMPRESSED, Compression::SNAPPY, gzip] {
        for dictionary in [false, true] {
            let found = table(file(schema, std::slice::from_ref(&columns), compression, dictionary)).unwrap();
            assert_eq!(found.survey.classes, ["ash", "oak"]);
            assert_eq!(found.labels, [1, 0]);
            assert_eq!(numbers(&found.values), [1, -5, -128, 1, 3, 9, 11, 0, 7, 127, 2, -4, 10, 12]);
            assert_eq!(found.survey.feature_names, ["a", "b", "c", "d", "e", "f", "g"]);
            assert_eq!(found.survey.layout.form, TableForm::Parquet);
            assert_eq!(found.survey.layout.notes(true).len(), 1, "it alone holds words");
        }
    }
}

#[test]
fn whole_numbers_without_a_sign() {
    let schema = "required int32 a (UINT_32); required int64 b (UINT_64); required int32 label;";
    let columns = vec![Values::Int32(vec![-1, 0]), Values::Int64(vec![-1, 0]), Values::Int32(vec![0, 1])];
    let file = bytes::Bytes::from(plain(schema, columns));
    let found = survey(|| Ok(file.clone()), &TableOptions::default()).unwrap();
    assert_eq!(found.ranges, [(0.0, f64::from(u32::MAX)), (0.0, u64::MAX as f64)]);
}

#[test]
fn groups_of_rows_are_one_table() {
    let schema = "required int32 a; required int32 label;";
    let group = |from: i32| vec![Values::Int32(vec![from, from + 1]), Values::Int32(vec![0, 1])];
    let found = table(file(schema, &[group(0), group(2), group(4)], Compression::SNAPPY, true)).unwrap();
    assert_eq!(numbers(&found.values), [0, 1, 2, 3, 4, 5]);
    assert_eq!((found.labels, found.survey.counts), (vec![0, 1, 0, 1, 0, 1], vec![3, 3]));
}

#[test]
fn what_is_no_feature_is_passed_over_and_named() {
    let schema = "required int32 a; required int32 label; required int32 day (DATE); required int64 __index_level_0__;";
    let count: Vec<i32> = (0..20).collect();
    let labels = count.iter().map(|row| row % 2).collect();
    let columns = vec![
        Values::Int32(count.clone()),
        Values::Int32(labels),
        Values::Int32(count),
        Values::Int64((0..20).collect()),
    ];
    let found = table(plain(schema, columns)).unwrap();
    assert_eq!(found.survey.feature_names, ["a"]);
    let notes = found.survey.layout.notes(true).join("; ");
    assert!(notes.contains("3 (day) is passed over: it is a date"), "{notes}");
    assert!(
        notes.contains("4 (__index_level_0__) is passed over: it is the index of a table of pandas"),
        "{notes}"
    );
}

#[test]
fn a_null_names_group_row_and_column() {
    let schema = "optional int32 a; required int32 label;";
    let whole = vec![Values::Levels(vec![1, 2], vec![1, 1], None), Values::Int32(vec![0, 1])];
    assert!(table(plain(schema, whole.clone())).is_ok());
    let hole = vec![Values::Levels(vec![1], vec![1, 0], None), Values::Int32(vec![0, 1])];
    assert_eq!(
        message(file(schema, &[whole, hole], Compression::SNAPPY, true)),
        "row group 1, row 1 (both from 0), column 1 (a): there is no value (null): fill it in, or leave out its row"
    );
}

#[test]
fn numbers_that_are_none_name_row_and_column() {
    let with = |value: f64| {
        let (schema, labels) = ("required double a; required int32 label;", vec![0, 1, 0]);
        message(plain(schema, vec![Values::Double(vec![1.0, value, 2.0]), Values::Int32(labels)]))
    };
    assert_eq!(
        with(f64::NAN),
        "row group 0, row 1 (both from 0), column 1 (a): \"NaN\" is a missing value: fill it in, or leave out its row"
    );
    assert!(
        with(f64::INFINITY).contains("row 1 (both from 0), column 1 (a): \"inf\" is not a finite number")
    );
    let words = message(plain(
        "required binary a (UTF8); required binary b (UTF8); required int32 c;",
        vec![texts(&["x", "y"]), texts(&["x", "y"]), Values::Int32(vec![1, 2])],
    ));
    assert!(words.contains("columns 1 (a) and 2 (b) hold words"), "{words}");
}

#[test]
fn options_are_those_of_tables() {
    let file = plain(
        "required int32 a; required int32 b; required int32 c;",
        vec![Values::Int32(vec![1, 2]), Values::Int32(vec![3, 4]), Values::Int32(vec![5, 6])],
    );
    let with = |options: TableOptions| read(file.clone(), &options, &FeatureScale::Bytes);
    let named = |name: &str| TableOptions {
        label_column: LabelColumn::Named(name.into()),
        ..TableOptions::default()
    };
    assert_eq!(with(named("b")).unwrap().values, [1, 5, 2, 6]);
    let feature_names = Some(vec!["c".to_owned(), "a".to_owned()]);
    let found =
        with(TableOptions { feature_names, label_column: LabelColumn::None, ..TableOptions::default() });
    assert_eq!(found.unwrap().values, [5, 1, 6, 2]);
    let error = with(named("d")).unwrap_err().to_string();
    assert!(error.contains("there is no column \"d\"; the table has a, b, c"), "{error}");
}

#[test]
fn files_that_are_not_read_say_why() {
    let two = |values: &[i32]| {
        let columns = vec![Values::Int32(values.to_vec()), Values::Int32(values.to_vec())];
        plain("required int32 a; required int32 label;", columns)
    };
    assert!(message(b"PAR1".to_vec()).contains("it is not a whole Parquet file"));
    let whole = two(&[0, 1]);
    for length in (0..whole.len()).step_by(7) {
        let found = table(whole[..length].to_vec());
        assert!(matches!(found, Err(TableError::Parquet { .. })), "cut at {length}");
    }
    let refused = crate::table::parquet::kind::compressed("pixels", Compression::LZ4_RAW).to_string();
    assert!(refused.contains("column pixels is compressed with LZ4_RAW; read are"), "{refused}");
    assert!(refused.contains("write it with compression=\"snappy\""), "{refused}");
    assert!(matches!(table(two(&[])), Err(TableError::Empty)));
}

/// As people have them: two files in a folder, told apart by their names, the second scaled as the first.
#[test]
fn a_folder_of_two_files_is_a_dataset() {
    let folder = tempfile::tempdir().unwrap();
    let schema = "required int32 a; required int32 b; required binary kind (UTF8);";
    let write = |name: &str, a: &[i32], kinds: &[&str]| {
        let b = a.iter().map(|value| -value).collect();
        let bytes = plain(schema, vec![Values::Int32(a.to_vec()), Values::Int32(b), texts(kinds)]);
        std::fs::write(folder.path().join(name), bytes).unwrap();
    };
    write("my_train.parquet", &[0, 10, 5], &["oak", "ash", "oak"]);
    write("my_test.parquet", &[20, 5], &["ash", "oak"]);
    let source = crate::DataSource::parse(&[folder.path().display().to_string()], None).unwrap();
    let given = source.read(&crate::LoadOptions::default()).unwrap();
    assert_eq!(given.class_names, ["ash", "oak"]);
    let (train, test) = (given.train.unwrap(), given.test.unwrap());
    assert_eq!((train.pixels(), train.labels()), (&[0, 255, 255, 0, 128, 128][..], &[1, 0, 1][..]));
    assert_eq!((test.pixels(), test.labels()), (&[255, 0, 128, 128][..], &[0, 1][..]));
    let form = given.form.unwrap();
    assert_eq!(
        (&form.feature_names[..], form.label_column.as_deref()),
        (&["a".to_owned(), "b".into()][..], Some("kind"))
    );
    assert!(given.notes.iter().any(|note| note.contains("2 of 4 test values")), "{:?}", given.notes);
    // Without labels.
    let file = folder.path().join("my_test.parquet").display().to_string();
    let inputs =
        crate::DataSource::parse(&[file], None).unwrap().inputs(&crate::LoadOptions::default(), None);
    assert_eq!(inputs.unwrap().images.len(), 2);
}
