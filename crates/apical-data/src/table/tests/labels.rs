//! Which column the label is taken from.

use super::shared::{message, surveyed};
use crate::table::TableError;

/// Rows of numbers: the column of each function, called with the number of the row.
fn rows(count: usize, columns: &[&dyn Fn(usize) -> String]) -> String {
    let row = |row| columns.iter().map(|column| column(row)).collect::<Vec<_>>().join(",") + "\n";
    (0..count).map(row).collect()
}

fn label(text: &str) -> Option<usize> {
    surveyed(text).unwrap().layout.label
}

#[test]
fn by_name() {
    for (header, column) in [
        ("label,a,b", 0),
        ("a,Label,b", 1),
        ("a,b,CLASS", 2),
        ("a,b,Species", 2),
        ("diagnosis,a,b", 0),
        ("a,b,y", 2),
        ("digit,pixel0,pixel1", 0),
        ("p0,p1,digit", 2),
        ("y,z,class label", 2),
    ] {
        assert_eq!(label(&format!("{header}\n1,0,1\n0,1,1\n")), Some(column), "{header}");
    }
    let error = message("target,a,class\n1,0,1\n0,1,1\n");
    assert!(
        error.contains("column 1 (target) and column 3 (class)") && error.contains("--label-column"),
        "{error}"
    );
    // `y` beside `x` is a coordinate.
    let error = message("x,y,z\n1,0,1\n0,1,0\n");
    assert!(error.contains("column 1 (x) and column 3 (z) are equally likely"), "{error}");
    assert_eq!(label("f0,f1,f2,f3,f4,state\n1,0,1,0,1,0\n1,0,1,0,1,1\n"), Some(5));
}

#[test]
fn by_words() {
    assert_eq!(label("1,2,x\n3,4,y\n"), Some(2));
    assert_eq!(label("1,x,2\n3,y,4\n"), Some(1));
    assert_eq!(label("a,b,c\n1,2,x\n3,4,5\n"), Some(2));
    let error = message("a,b,c\nu,2,x\nv,4,y\n");
    assert!(error.contains("columns 1 (a) and 3 (c) hold words"), "{error}");
    // Digits and letters.
    let hexadecimal: String = (0..64).map(|row| format!("{row}.5,2,{:x}\n", row % 16)).collect();
    assert_eq!(surveyed(&hexadecimal).unwrap().classes.len(), 16);
}

/// One wrong value must not make labels of a feature.
#[test]
fn a_few_words_among_numbers_are_mistakes() {
    for at in [3, 650] {
        let digit = |row: usize| (row % 3).to_string();
        let real = |row: usize| if row == at { "much".to_owned() } else { format!("{row}.5") };
        let whole = |row: usize| if row == at { "n/a".to_owned() } else { (row % 9).to_string() };
        for (text, column, value) in [
            (rows(700, &[&digit, &digit, &real]), 3, "much"),
            (rows(700, &[&real, &digit, &digit]), 1, "much"),
            (rows(700, &[&digit, &digit, &whole]), 3, "n/a"),
            (rows(700, &[&digit, &real, &digit]), 2, "much"),
        ] {
            let error = message(&text);
            let problem = if value == "n/a" { "a missing value" } else { "not a number" };
            let start = format!("line {}, column {column}: {value:?} is {problem}", at + 1);
            assert!(error.starts_with(&start) || column == 2 && error.contains("much"), "{error}");
        }
    }
}

#[test]
fn by_values_first_or_last() {
    let class = |row: usize| (row % 3).to_string();
    let zero = |_: usize| "0".to_owned();
    let real = |row: usize| format!("{}.25", row * 7 % 11);
    let many = |row: usize| (row * 13 % 400 + 9).to_string();
    let corner = |row: usize| (if row % 40 == 7 { 3 } else { 0 }).to_string();
    let five_or_seven = |row: usize| ["5", "7"][row % 2].to_owned();
    for (what, columns, column) in [
        ("a constant last", [&class as &dyn Fn(usize) -> String, &many, &zero], 0),
        ("a constant first", [&zero as &dyn Fn(usize) -> String, &many, &class], 2),
        ("real numbers first", [&real as &dyn Fn(usize) -> String, &many, &class], 2),
        ("real numbers last", [&class as &dyn Fn(usize) -> String, &many, &real], 0),
        ("more values than classes", [&many as &dyn Fn(usize) -> String, &real, &five_or_seven], 2),
        ("nearly always background", [&corner as &dyn Fn(usize) -> String, &many, &class], 2),
        ("nearly always background, last", [&class as &dyn Fn(usize) -> String, &many, &corner], 0),
    ] {
        assert_eq!(label(&rows(400, &columns)), Some(column), "{what}");
    }
    // Values that count classes, but nearly all are 0; and labels that do not count, beside a constant.
    let rare = |row: usize| usize::from(row % 40 == 7).to_string();
    assert_eq!(label(&rows(400, &[&rare, &many, &class])), Some(2));
    assert_eq!(label(&rows(400, &[&class, &many, &rare])), Some(0));
    let uneven = |row: usize| (if row % 5 < 3 { 5 } else { 7 }).to_string();
    assert_eq!(label(&rows(400, &[&zero, &real, &uneven])), Some(2));
    assert_eq!(label(&rows(400, &[&uneven, &real, &zero])), Some(0));
    // Sorted by class: the first rows all have one label.
    let sorted = rows(2000, &[&zero, &many, &|row| (row / 500).to_string()]);
    assert_eq!(label(&sorted), Some(2));
}

#[test]
fn equally_likely_is_an_error_that_names_both() {
    let text = rows(
        40,
        &[&|row| (row % 2).to_string(), &|row| format!("{row}.5"), &|row| (row / 2 % 2).to_string()],
    );
    let error = message(&text);
    assert!(error.contains("column 1 and column 3") && error.contains("--label-column"), "{error}");
    let text = rows(40, &[&|row| format!("{row}.5"), &|row| format!("{row}.5")]);
    let error = message(&text);
    assert!(error.contains("neither the first nor the last") && error.contains("--label-column"), "{error}");
    // Unless the rest is a square image, as copies of MNIST have it.
    let two = |row: usize| (row % 2).to_string();
    assert_eq!(label(&rows(40, &[&two, &two, &two, &two, &two])), Some(0));
}

#[test]
fn numbers_of_any_kind() {
    for (labels, classes) in [
        (["1", "2", "10", "2"], &["1", "2", "10"][..]),
        (["-1", "1", "-1", "1"], &["-1", "1"]),
        (["0.0", "1.0", "0", "1"], &["0", "1"]),
        (["5", "7", "5", "7"], &["5", "7"]),
        (["0.5", "1.5", "1.5", "0.5"], &["0.5", "1.5"]),
        (["1000000", "2000000", "1.0e+06", "2"], &["2", "1000000", "2000000"]),
        (["1000000", "2000000", "1e6", "2"], &["2", "1000000", "1e6", "2000000"]),
        (["True", "False", "True", "True"], &["False", "True"]),
    ] {
        let text: String = labels.iter().map(|label| format!("{label},1,2\n")).collect();
        let found = surveyed(&format!("label,a,b\n{text}")).unwrap();
        assert_eq!(found.classes, classes, "{labels:?}");
        assert_eq!(found.counts.iter().sum::<u64>(), 4);
    }
}

#[test]
fn quantities_are_no_classes() {
    let text = format!("a,target\n{}", rows(400, &[&|row| row.to_string(), &|row| format!("{row}.5")]));
    let error = message(&text);
    assert!(
        error.starts_with("column 2 (target)") && error.contains("256") && error.contains("quantity"),
        "{error}"
    );
    let long = "x".repeat(300);
    assert!(message(&format!("1,2,{long}\n1,2,z\n")).contains("too long"));
    assert!(matches!(surveyed("1\n2\n"), Err(TableError::NoLabel { .. })));
}
