//! Each kind of table that people have, with the right values.

use super::shared::{message, surveyed, table};
use crate::table::{LabelColumn, Separator, TableError, TableForm, TableOptions, survey};
use crate::{FeatureScale, ImageSize};

fn values(text: &str) -> Vec<i32> {
    let found = table(text, &TableOptions::default()).unwrap();
    found.values.iter().map(|&byte| i32::from(byte) - 128).collect()
}

#[test]
fn every_separator_and_quoting() {
    let lines = ["a|b|species", "1|-2|x", "3|4|y", "5|6|x"];
    for (mark, separator) in [
        (",", Separator::Comma),
        (";", Separator::Semicolon),
        ("\t", Separator::Tab),
        ("   ", Separator::Spaces),
        (" , ", Separator::Comma),
        (" \t ", Separator::Tab),
    ] {
        for end in ["\n", "\r\n", "\r"] {
            for quote in ["", "\""] {
                let line = |line: &&str| {
                    line.split('|')
                        .map(|field| format!("{quote}{field}{quote}"))
                        .collect::<Vec<_>>()
                        .join(mark)
                        + end
                };
                let text: String = lines.iter().map(line).collect();
                let found = surveyed(&text).unwrap();
                assert_eq!(found.layout.form, TableForm::Separated(separator), "{text:?}");
                assert_eq!((found.rows, &found.ranges[..]), (3, &[(1.0, 5.0), (-2.0, 6.0)][..]), "{text:?}");
                assert_eq!(
                    (&found.classes[..], &found.counts[..]),
                    (&["x".into(), "y".into()][..], &[2, 1][..])
                );
                assert_eq!(found.feature_names, ["a", "b"]);
                assert_eq!(values(&text), [1, -2, 3, 4, 5, 6], "{text:?}");
            }
        }
    }
}

#[test]
fn separators_and_quotes_within_quotes() {
    let text = "\"a, b\",c,class\n1,2,\"x, \"\"y\"\"\"\n\"3\", 4,z\n";
    let found = surveyed(text).unwrap();
    assert_eq!(found.feature_names, ["a, b", "c"]);
    assert_eq!(found.classes, ["x, \"y\"", "z"]);
    assert_eq!(values(text), [1, 2, 3, 4]);
    let text = message("a,b,class\n1,2,x\n3,\"4,y\n5,6,x\n");
    assert!(text.starts_with("line 3, column 2 (b): ") && text.contains("quote"), "{text}");
}

#[test]
fn a_decimal_comma() {
    let text = "label;a;b\n0;1,5;-2\n1;2,5;3\n";
    let found = surveyed(text).unwrap();
    assert_eq!(found.ranges, [(1.5, 2.5), (-2.0, 3.0)]);
    assert!(!found.whole && !found.is_bytes());
    // More commas than separators.
    let found = surveyed("0,0;1,5;2,5\n1,0;3,5;4,5\n").unwrap();
    assert_eq!((found.layout.form, found.ranges.len()), (TableForm::Separated(Separator::Semicolon), 2));
    assert_eq!(found.ranges, [(1.5, 3.5), (2.5, 4.5)]);
    let mixed = message("label;a;b\n0;1,5;-2\n1;2.5;3\n");
    assert!(mixed.starts_with("line 3, column 2 (a): \"2.5\"") && mixed.contains("decimal mark"), "{mixed}");
}

#[test]
fn byte_order_marks() {
    assert_eq!(surveyed("\u{feff}label,a\n0,1\n1,2\n").unwrap().feature_names, ["a"]);
    let utf16: Vec<u8> = "\u{feff}label,a\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let error = survey(|| Ok(&utf16[..]), &TableOptions::default()).unwrap_err().to_string();
    assert!(error.contains("UTF-8") && error.contains("iconv"), "{error}");
    assert!(matches!(surveyed("1,2\0,3\n"), Err(TableError::Binary { line: 1 })));
}

#[test]
fn columns_that_number_the_rows() {
    for (text, name) in [
        (",label,a,b\n0,7,1,2\n1,5,3,4\n2,7,5,6\n", "1"),
        ("Unnamed: 0,label,a,b\n0,7,1,2\n1,5,3,4\n2,7,5,6\n", "1 (Unnamed: 0)"),
        ("Id,a,b,label\n1,1,2,7\n2,3,4,5\n3,5,6,7\n", "1 (Id)"),
        ("label,a,b\n\"1\",7,1,2\n\"2\",5,3,4\n\"3\",7,5,6\n", "1"),
    ] {
        let found = surveyed(text).unwrap();
        let notes = found.layout.notes(true);
        assert_eq!(notes[0], format!("column {name} is passed over: it numbers the rows"), "{text}");
        assert_eq!(found.feature_names, ["a", "b"]);
        assert_eq!(found.classes, ["5", "7"]);
        assert_eq!(values(text), [1, 2, 3, 4, 5, 6]);
    }
    // A first column without a name that does not number the rows is a feature.
    assert_eq!(surveyed(",label,a\n5,7,1\n0,5,3\n4,7,5\n").unwrap().feature_names, ["column 1", "a"]);
    // Without a header, a label beside it has to tell.
    let rows: String = (0..20).map(|row| format!("{row},{}.5,{}\n", row * 7 % 5, row % 2)).collect();
    let found = surveyed(&rows).unwrap();
    assert_eq!((found.layout.passed_over.len(), &found.feature_names[..]), (1, &["column 2".to_owned()][..]));
    let asked = TableOptions { label_column: LabelColumn::Index(0), ..TableOptions::default() };
    let text = ",a,b\n0,1,2\n1,3,4\n2,5,6\n";
    assert_eq!(table(text, &asked).unwrap().survey.classes, ["0", "1", "2"]);
}

#[test]
fn separators_at_the_ends_of_lines() {
    for text in ["label,a,b,\n1,2,3,\n0,4,5,\n", "label,a,b,\n1,2,3\n0,4,5\n"] {
        assert_eq!(surveyed(text).unwrap().feature_names, ["a", "b"], "{text}");
        assert_eq!(values(text), [2, 3, 4, 5]);
    }
    assert_eq!(values("1,2,3,4,5,\n0,6,7,8,9,\n"), [2, 3, 4, 5, 6, 7, 8, 9]);
}

#[test]
fn headers_that_are_numbers() {
    let header: Vec<String> = (0..10).map(|number| number.to_string()).collect();
    let row = |first: &str| format!("{first},1,2,3,4,5,6,7,8,9\n");
    let text = format!("{}\n{}{}", header.join(","), row("x"), row("y"));
    assert!(surveyed(&text).unwrap().layout.header);
    let text = format!("label,{}\n{}{}", header[1..].join(","), row("x"), row("y"));
    let found = surveyed(&text).unwrap();
    assert_eq!((found.rows, &found.classes[..]), (2, &["x".into(), "y".into()][..]));
    // Letters as labels make no header of the first row, whatever letter it is.
    let found = surveyed("Y,1,2,3\nN,4,5,6\nN,7,8,9\n").unwrap();
    assert_eq!((found.rows, &found.classes[..]), (3, &["N".into(), "Y".into()][..]));
    assert_eq!(surveyed("label,400.5,401.5\nx,1,2\ny,1,2\n").unwrap().rows, 2);
}

#[test]
fn values_that_are_missing_or_no_numbers() {
    for (bad, word) in [
        ("", "missing"),
        ("?", "missing"),
        ("NaN", "missing"),
        ("inf", "finite"),
        ("1e999", "finite"),
        ("abc", "not a number"),
        ("0x10", "not a number"),
    ] {
        let text = message(&format!("a,b,label\n1,2,x\n3,{bad},y\n"));
        assert!(
            text.starts_with(&format!("line 3, column 2 (b): {bad:?} ")) && text.contains(word),
            "{text}"
        );
        if word != "not a number" {
            let text = message(&format!("a,b,label\n1,2,0\n3,4,{bad}\n"));
            assert!(text.starts_with("line 3, column 3 (label): ") && text.contains(word), "{text}");
        }
    }
}

#[test]
fn arff_as_weka_and_openml_write_it() {
    let text = "% a comment\n@RELATION 'iris x'\n\n@attribute 'sepal length' REAL\n@attribute w numeric\n\
                @ATTRIBUTE kind {'Iris setosa', virginica}\n@DATA\n% another\n5.0,-3,'Iris setosa'\n6, 4 ,virginica\n";
    let found = surveyed(text).unwrap();
    assert_eq!(found.feature_names, ["sepal length", "w"]);
    assert_eq!(found.classes, ["Iris setosa", "virginica"]);
    assert_eq!((found.rows, &found.ranges[..]), (2, &[(5.0, 6.0), (-3.0, 4.0)][..]));
    assert_eq!(values(text), [5, -3, 6, 4]);
    let numbers =
        "@relation d\n@attribute a integer\n@attribute b integer\n@attribute c {7,5}\n@data\n1,2,7\n3,4,5\n";
    assert_eq!(surveyed(numbers).unwrap().classes, ["5", "7"]);
    for (change, with, part) in [
        ("1,2,7", "{0 1, 2 7}", "sparse"),
        ("b integer", "b string", "\"b\" is of type \"string\""),
        ("@attribute a", "@other a", "\"@other\""),
        ("1,2,7", "1,?,7", "column 2 (b): \"?\" is a missing value"),
    ] {
        let error = message(&numbers.replace(change, with));
        assert!(error.starts_with("line ") && error.contains(part), "{error}");
    }
    assert!(matches!(surveyed("@relation x\n@attribute a real\n"), Err(TableError::Empty)));
}

#[test]
fn no_labels() {
    let all = TableOptions { label_column: LabelColumn::None, ..TableOptions::default() };
    let found = table("a,b\n1,2\n3,4\n", &all).unwrap();
    assert_eq!((found.values.len(), found.labels.len(), found.survey.classes.len()), (4, 0, 0));
    // How many features a model has tells whether there is a label.
    let four = TableOptions { features: Some(4), ..TableOptions::default() };
    assert_eq!(table("1,2,3,4\n5,6,7,8\n", &four).unwrap().survey.layout.label, None);
    assert_eq!(table("label,a,b,c,d\n0,1,2,3,4\n", &four).unwrap().survey.layout.label, Some(0));
    let error = table("1,2,3\n", &four).unwrap_err().to_string();
    assert!(error.contains("3 columns") && error.contains("4 features"), "{error}");
    // An index column is no feature.
    assert_eq!(table(",a,b,c,d\n0,1,2,3,4\n", &four).unwrap().values, [129, 130, 131, 132]);
}

#[test]
fn features_by_name() {
    let names = TableOptions { feature_names: Some(vec!["b".into(), "a".into()]), ..TableOptions::default() };
    let found = table("a,b\n1,2\n3,4\n", &names).unwrap();
    assert_eq!((found.survey.layout.label, &found.values[..]), (None, &[130, 129, 132, 131][..]));
    let found = table("a,kind,b\n1,x,2\n3,y,4\n", &names).unwrap();
    assert_eq!((&found.survey.classes[..], &found.labels[..]), (&["x".into(), "y".into()][..], &[0, 1][..]));
    assert_eq!(found.values, [130, 129, 132, 131]);
    // Further columns are left aside, and named.
    let found = table("a,label,b,z\n1,x,2,9\n3,y,4,9\n", &names).unwrap();
    assert_eq!(found.values, [130, 129, 132, 131]);
    assert!(
        found.survey.layout.notes(true)[0].contains("4 (z) is passed over"),
        "{:?}",
        found.survey.layout.notes(true)
    );
    let error = table("a,c\n1,2\n", &names).unwrap_err().to_string();
    assert!(error.contains("no column \"b\""), "{error}");
    // None of the names are other features; pixels go by their place, whatever they are called.
    let error = table("u,v\n1,2\n", &names).unwrap_err().to_string();
    assert!(error.contains("no column \"b\"") && error.contains("u, v"), "{error}");
    let pixels = TableOptions {
        feature_names: Some(["p0", "p1", "p2", "p3"].map(str::to_owned).to_vec()),
        image_size: Some(ImageSize { width: 2, height: 2 }),
        ..TableOptions::default()
    };
    assert_eq!(table("1x1,1x2,2x1,2x2\n1,2,3,4\n", &pixels).unwrap().values, [129, 130, 131, 132]);
    // A capital or a space makes no other feature.
    assert_eq!(table(" B,A\n1,2\n", &names).unwrap().values, [129, 130]);
}

#[test]
fn image_sizes() {
    let rectangle =
        TableOptions { image_size: Some(ImageSize { width: 1, height: 3 }), ..TableOptions::default() };
    let size = |found: crate::table::Table| (found.survey.image_size.width, found.survey.image_size.height);
    assert_eq!(size(table("label,a,b,c\n0,1,2,3\n", &rectangle).unwrap()), (1, 3));
    let error = table("label,a,b\n0,1,2\n", &rectangle).unwrap_err().to_string();
    assert_eq!(error, "3 x 1 pixels are 3 values, but a row has 2");
    let automatic = |text: &str| size(table(text, &TableOptions::default()).unwrap());
    for names in ["p0,p1,p2,p3", "1x1,1x2,2x1,2x2", "px_0_0,px_0_1,px_1_0,px_1_1", "3,4,5,7"] {
        assert_eq!(automatic(&format!("label,{names}\n0,1,2,3,4\n")), (2, 2), "{names}");
    }
    // A few whole numbers with other names are no picture, and without names they may be one.
    for names in ["a,b,c,d", "age,height,weight,count", "f0,f1,f2,f3", "x1,x2,x3,x4"] {
        assert_eq!(automatic(&format!("label,{names}\n0,1,2,3,4\n")), (4, 1), "{names}");
    }
    assert_eq!(automatic(&"a,1,2,3,4\nb,5,6,7,8\n".repeat(9)), (2, 2));
    assert_eq!(automatic("label,a,b,c,d\n0,1,2,3,400\n"), (4, 1));
    assert_eq!(automatic("label,a,b,c,d\n0,1,2,3,0.5\n"), (4, 1));
    assert_eq!(automatic("label,pixel0,pixel1,pixel2,pixel3\n0,1,2,3,0.5\n"), (2, 2));
}

#[test]
fn what_is_outside_the_scale_is_counted() {
    let scale = FeatureScale::Each(vec![(0.0, 1.0), (10.0, 20.0)]);
    let text = "label,a,b\n0,0.5,10\n1,2,30\n1,-1,15\n";
    let found = crate::table::read(|| Ok(text.as_bytes()), &TableOptions::default(), &scale).unwrap();
    assert_eq!(found.values, [128, 0, 255, 255, 0, 128]);
    assert_eq!((found.clamped.by_feature.clone(), found.clamped.total()), (vec![2, 1], 3));
    let few = FeatureScale::Each(vec![(0.0, 1.0)]);
    let error = crate::table::read(|| Ok(text.as_bytes()), &TableOptions::default(), &few).unwrap_err();
    assert!(matches!(error, TableError::Scale { ranges: 1, features: 2 }));
}

#[test]
fn a_label_column_is_written_in_many_ways() {
    let parse = |text: &str| text.parse::<LabelColumn>().unwrap();
    assert_eq!(parse("3"), LabelColumn::Index(2));
    assert_eq!([parse("first"), parse("last")], [LabelColumn::Index(0), LabelColumn::Last]);
    assert_eq!([parse("none"), parse("auto")], [LabelColumn::None, LabelColumn::Automatic]);
    assert_eq!(parse("0"), LabelColumn::Named("0".into()));
    let named = |name: &str| TableOptions { label_column: parse(name), ..TableOptions::default() };
    let text = "a,B,c\n0,1,2\n1,0,5\n";
    assert_eq!(table(text, &named("b")).unwrap().labels, [1, 0]);
    assert_eq!(table(text, &named("last")).unwrap().survey.classes, ["2", "5"]);
    let error = table(text, &named("z")).unwrap_err().to_string();
    assert_eq!(error, "there is no column \"z\"; the table has a, B, c");
    assert!(table(text, &named("4")).unwrap_err().to_string().contains("no column 4"));
}
