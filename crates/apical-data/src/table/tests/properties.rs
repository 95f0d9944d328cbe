//! What must hold for any table, and files of other tools.

use std::fs::File;

use proptest::prelude::*;

use super::shared::table;
use crate::FeatureScale;
use crate::table::cases::case;
use crate::table::{LabelColumn, Layout, Survey, Table, TableOptions, read, survey};

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(|| Ok(&bytes[..]), &TableOptions::default(), &FeatureScale::Bytes);
    }

    #[test]
    fn nearly_tables_never_panic(
        text in "(@relation a\n@attribute b real\n@data\n)?[0-9,;\t.\"'\n\r label-]{0,200}",
        column in 0_usize..5,
    ) {
        let options = TableOptions { label_column: LabelColumn::Index(column), ..TableOptions::default() };
        let _ = table(&text, &options);
        let _ = table(&text, &TableOptions { label_column: LabelColumn::None, ..TableOptions::default() });
        let _ = table(&text, &TableOptions { features: Some(column), ..TableOptions::default() });
        let _ = table(&text, &TableOptions::default());
    }

    /// Another order of rows is the same table in another order.
    #[test]
    fn permuted_rows_change_nothing_but_the_order(
        rows in proptest::collection::vec((0_u8..3, -100_i32..100, -100_i32..100), 3..40),
        order in any::<u64>(),
        header in any::<bool>(),
    ) {
        let line = |(label, a, b): &(u8, i32, i32)| format!("{a}.5,{b},{}\n", ["x", "y", "z"][usize::from(*label)]);
        let text = |rows: &[(u8, i32, i32)]| {
            format!("{}{}", if header { "a,b,class\n" } else { "" }, rows.iter().map(line).collect::<String>())
        };
        let mut permuted: Vec<usize> = (0..rows.len()).collect();
        permuted.sort_by_key(|&index| (index as u64 + 1).wrapping_mul(order | 1) % 1009);
        let other: Vec<_> = permuted.iter().map(|&index| rows[index]).collect();
        let [first, second] = [&rows, &other].map(|rows| table(&text(rows), &TableOptions::default()).unwrap());
        prop_assert_eq!(&first.survey, &second.survey);
        for (row, &index) in permuted.iter().enumerate() {
            prop_assert_eq!(second.labels[row], first.labels[index]);
            prop_assert_eq!(&second.values[2 * row..][..2], &first.values[2 * index..][..2]);
        }
    }

    /// Separator, quotes, ends of lines and the column of the label do not matter.
    #[test]
    fn any_spelling_gives_the_same_table(
        rows in proptest::collection::vec((0_u8..3, -100_i32..100, 0_i32..100), 2..20),
        separator in prop::sample::select(vec![",", ";", "\t", "  ", ", ", "\t "]),
        quoted in any::<bool>(),
        end in prop::sample::select(vec!["\n", "\r\n"]),
        label_first in any::<bool>(),
    ) {
        let spell = |fields: &[String]| {
            let quote = |field: &String| if quoted { format!("\"{field}\"") } else { field.clone() };
            fields.iter().map(quote).collect::<Vec<_>>().join(separator) + end
        };
        let line = |fields: [String; 3]| {
            let [label, a, b] = fields;
            spell(&if label_first { [label, a, b] } else { [a, b, label] })
        };
        let mut text = line(["kind".into(), "a".into(), "b".into()]);
        for (label, a, b) in &rows {
            text += &line([["x", "y z", "z"][usize::from(*label)].replace(' ', if separator == "  " && !quoted { "_" } else { " " }), a.to_string(), format!("{b}.0")]);
        }
        let found = table(&text, &TableOptions::default()).unwrap();
        let expected: Vec<u8> = rows.iter().flat_map(|(_, a, b)| [a, b].map(|&v| (v + 128) as u8)).collect();
        prop_assert_eq!(found.values, expected);
        prop_assert_eq!(found.survey.rows, rows.len());
        let counted: Vec<u64> = found.survey.counts;
        prop_assert_eq!(counted.iter().sum::<u64>(), rows.len() as u64);
    }
}

fn survey_of(name: &str) -> Option<Survey<Layout>> {
    let file = case(name)?;
    Some(survey(|| File::open(&file), &TableOptions::default()).unwrap())
}

#[test]
fn tables_that_people_have() {
    for (name, rows, features, label, classes, passed_over) in [
        ("label_last_nohdr.csv", 200, 784, 784, 10, 0),
        ("letters.csv", 200, 784, 0, 10, 0),
        ("index.csv", 199, 784, 1, 10, 1),
        ("semicolon.csv", 199, 784, 0, 10, 0),
        ("float01.csv", 99, 784, 0, 10, 0),
        ("rect_28x14.csv", 200, 392, 0, 10, 0),
        ("sensor16.csv", 300, 16, 16, 2, 0),
        ("sorted.csv", 451, 784, 0, 10, 0),
    ] {
        let Some(found) = survey_of(name) else { return };
        let layout = &found.layout;
        let shape = (
            found.rows,
            found.ranges.len(),
            layout.label.unwrap(),
            found.classes.len(),
            layout.passed_over.len(),
        );
        assert_eq!(shape, (rows, features, label, classes, passed_over), "{name}");
        let size = (found.image_size.width, found.image_size.height);
        assert_eq!(size, if features == 784 { (28, 28) } else { (features, 1) }, "{name}");
        assert_eq!(found.is_bytes(), !["float01.csv", "sensor16.csv"].contains(&name), "{name}");
    }
}

/// The same digits in one spelling and in another.
#[test]
fn pixels_from_zero_to_one_are_those_from_zero_to_255() {
    let Some(file) = case("float01.csv") else { return };
    let scale = FeatureScale::Common { lower: 0.0, upper: 1.0 };
    let found: Table = read(|| File::open(&file), &TableOptions::default(), &scale).unwrap();
    assert_eq!(found.survey.range(), (0.0, 1.0));
    assert_eq!((found.clamped.total(), found.values.iter().max()), (0, Some(&255)));
}
