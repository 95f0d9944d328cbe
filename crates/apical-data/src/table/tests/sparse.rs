//! `label index:value ...`.

use proptest::prelude::*;

use super::shared::{message, surveyed, table};
use crate::FeatureScale;
use crate::table::{LabelColumn, TableError, TableForm, TableOptions, read};

fn numbers(values: &[u8]) -> Vec<i16> {
    values.iter().map(|&value| i16::from(value) - 128).collect()
}

#[test]
fn what_is_left_out_is_zero() {
    let text = "# made by hand\n+1 1:5 3:-7\n-1 2:1e1 # a note\n+1 qid:4 4:0\n";
    let found = table(text, &TableOptions::default()).unwrap();
    assert_eq!(found.survey.layout.form, TableForm::Sparse { first: 1 });
    assert_eq!(
        (&found.survey.classes[..], &found.labels[..]),
        (&["-1".to_owned(), "1".into()][..], &[1, 0, 1][..])
    );
    assert_eq!(numbers(&found.values), [5, 0, -7, 0, 0, 10, 0, 0, 0, 0, 0, 0]);
    assert_eq!(found.survey.ranges, [(0.0, 5.0), (0.0, 10.0), (-7.0, 0.0), (0.0, 0.0)]);
    assert!(found.survey.layout.notes(true).is_empty());
    // A range without 0 where no value is left out.
    assert_eq!(surveyed("0 1:2\n1 1:3\n").unwrap().ranges, [(2.0, 3.0)]);
}

#[test]
fn indices_count_from_zero_where_one_is_zero() {
    let found = table("a 0:1 2:3\nb 1:2\n", &TableOptions::default()).unwrap();
    assert_eq!(
        (numbers(&found.values), found.survey.layout.form),
        (vec![1, 0, 3, 0, 2, 0], TableForm::Sparse { first: 0 })
    );
}

#[test]
fn another_table_may_say_less() {
    let features = TableOptions { features: Some(4), ..TableOptions::default() };
    assert_eq!(numbers(&table("1 2:5\n2 1:1\n", &features).unwrap().values), [0, 5, 0, 0, 1, 0, 0, 0]);
    let more = table("1 5:5\n2 1:1\n", &features);
    assert!(matches!(more, Err(TableError::Features { columns: 5, expected: 4 })), "{more:?}");
    let without = table("1:4 2:5\n2:1\n", &TableOptions::default()).unwrap();
    assert_eq!((numbers(&without.values), without.survey.layout.label), (vec![4, 5, 0, 1], None));
}

#[test]
fn what_is_wrong_is_named() {
    let rows = "1 1:1\n".repeat(60);
    let wrong = |line: &str| message(&format!("{rows}{line}\n"));
    assert_eq!(
        wrong("1 1:1 2:x"),
        "line 61, column 3: \"2:x\" is not index:value, of which the index is a whole number that rises within a row and the \
         value a finite number"
    );
    assert!(wrong("1 2:1 1:1").contains("line 61, column 3: \"1:1\" is not"));
    assert!(wrong("1 1:nan").contains("line 61, column 2: \"1:nan\" is not"));
    assert!(wrong("1:2").contains("line 61, column 1: \"1:2\" stands where other rows have a label"));
    let named = TableOptions { label_column: LabelColumn::Named("y".into()), ..TableOptions::default() };
    let error = table("1 1:1\n", &named).unwrap_err().to_string();
    assert_eq!(
        error,
        "there is no column \"y\"; the table has the label first in each row, and features without names"
    );
    let pixels = read(|| Ok(&b"1 1:300\n2 1:1\n"[..]), &TableOptions::default(), &FeatureScale::Bytes);
    assert!(pixels.unwrap_err().to_string().contains("line 1, column 2: \"300\" is not a pixel"));
}

proptest! {
    #[test]
    fn as_a_table_of_all_values(
        rows in prop::collection::vec((0_usize..3, prop::collection::vec(-3_i32..4, 5)), 2..40),
    ) {
        let all: String = rows
            .iter()
            .map(|(label, row)| format!("{label},{}\n", row.iter().map(i32::to_string).collect::<Vec<_>>().join(",")))
            .collect();
        let some = |row: &[i32]| {
            // The first is written in any case: something has to be there.
            let pairs = row.iter().enumerate().filter(|(at, value)| *at == 0 || **value != 0);
            pairs.map(|(at, value)| format!(" {}:{value}", at + 1)).collect::<String>()
        };
        let sparse: String = rows.iter().map(|(label, row)| format!("{label}{}\n", some(row))).collect();
        let options = TableOptions { label_column: LabelColumn::Index(0), features: Some(5), ..TableOptions::default() };
        let (expected, found) = (table(&all, &options).unwrap(), table(&sparse, &options).unwrap());
        prop_assert_eq!(found.survey.split().1, expected.survey.split().1);
        prop_assert_eq!((found.values, found.labels), (expected.values, expected.labels));
    }

    #[test]
    fn arbitrary_pairs_never_panic(text in "([01a-] ?([0-9]{0,8}:[-.0-9e]{0,4} ?){0,4}(#x)?\n){1,5}") {
        let _ = table(&text, &TableOptions::default());
    }
}
