//! Headers, and what the names of columns say.

use std::collections::HashSet;

use super::fields::{Dialect, Field};
use super::number::{Numbers, Value};
use super::sample::value;
use crate::features::Names;

/// Names that only a column of labels has.
const LABELS: [&str; 16] = [
    "label",
    "labels",
    "class",
    "classes",
    "target",
    "targets",
    "species",
    "diagnosis",
    "category",
    "outcome",
    "class_label",
    "classlabel",
    "class_name",
    "ground_truth",
    "y_true",
    "truth",
];
/// Names that a column of labels often has.
const PERHAPS_LABELS: [&str; 8] =
    ["y", "digit", "letter", "character", "type", "variety", "quality", "response"];
/// Names of columns that number the rows.
const INDICES: [&str; 10] =
    ["", "id", "index", "idx", "row", "row_id", "rowid", "rownames", "imageid", "image_id"];
/// Names that are numbers in a row, so many that no row of data looks like that by chance.
const NUMBERED: usize = 10;
/// Rows below which a word is no chance.
const ROWS_OF_WORDS: usize = 12;
/// As many beside a word.
const NUMBERED_BESIDE_WORD: usize = 5;

fn plain(name: &str) -> String {
    name.trim().to_lowercase().replace([' ', '-', '.'], "_")
}

pub(super) fn is_label(name: &str) -> bool {
    LABELS.contains(&&*plain(name))
}

/// `y` beside `x` is a coordinate.
pub(super) fn may_be_label(name: &str, names: &[String]) -> bool {
    let plain_name = plain(name);
    PERHAPS_LABELS.contains(&&*plain_name)
        && !(plain_name == "y" && names.iter().any(|name| plain(name) == "x"))
}

pub(super) fn is_index(name: &str) -> bool {
    // pandas calls a column without a name so when it writes it a second time.
    INDICES.contains(&&*plain(name)) || name.starts_with("Unnamed: 0")
}

/// The one column whose name is not like those of the others, which are like one another but for numbers in them.
pub(super) fn odd_one_out(names: &[String], columns: &[usize]) -> Option<usize> {
    let pattern = |column: usize| {
        let mut pattern = String::new();
        for character in names[column].chars() {
            match character {
                '0'..='9' if pattern.ends_with('#') => {}
                '0'..='9' => pattern.push('#'),
                other => pattern.extend(other.to_lowercase()),
            }
        }
        pattern
    };
    if columns.len() < 5 {
        return None;
    }
    let patterns: Vec<String> = columns.iter().map(|&column| pattern(column)).collect();
    let usual =
        if patterns[0] == patterns[1] || patterns[0] == patterns[2] { &patterns[0] } else { &patterns[1] };
    let mut odd = columns.iter().zip(&patterns).filter(|(_, pattern)| *pattern != usual);
    let only = odd.next().map(|(&column, _)| column);
    if usual.contains('#') && odd.next().is_none() { only } else { None }
}

/// Whether all names that are known are among these fields, as people write them.
pub(super) fn are_all_in(fields: &[Field<'_>], dialect: Dialect, known: Option<&[String]>) -> bool {
    let there: HashSet<String> = fields.iter().map(|field| key(&field.text(dialect))).collect();
    known.is_some_and(|known| !known.is_empty() && known.iter().all(|name| there.contains(&key(name))))
}

/// A capital or a space is no other name.
pub(super) fn key(name: &str) -> String {
    name.trim().to_lowercase()
}

/// Whether the first row names the columns.
///
/// It does if it has a word where another row has a number; if it is numbers that follow each other, as tools name
/// columns that have no names; or if the column of words begins with the usual name of a label, which does not come again.
/// Numbers out of range, `NaN` and empty fields make no header: a broken first row must be reported, not skipped.
pub(super) fn is_header(rows: &[Vec<Field<'_>>], dialect: Dialect) -> bool {
    let mut numbers = Numbers::new(dialect.separator);
    let first = &rows[0];
    let is_name = |field: Field<'_>, numbers: &mut Numbers| {
        value(field, numbers) == Value::Word && field.text(dialect).chars().any(char::is_alphabetic)
    };
    let named: Vec<bool> = first.iter().map(|&field| is_name(field, &mut numbers)).collect();
    if numbered(first, &named) {
        return true;
    }
    if numbers_above_words(rows, &named, dialect) {
        return true;
    }
    let several = named.iter().filter(|named| **named).count() > 1;
    named.iter().enumerate().any(|(column, &named)| {
        if !named {
            return false;
        }
        let mut below = rows[1..].iter().filter_map(|row| row.get(column).copied());
        if rows.len() == 1 {
            return several || is_label(&first[column].text(dialect));
        }
        if below.clone().all(|field| value(field, &mut numbers) == Value::Word) {
            let name = first[column].text(dialect);
            return is_label(&name) && below.all(|field| field.text(dialect) != name);
        }
        !below.any(|field| value(field, &mut numbers) == Value::Word)
    })
}

/// What the names of features say of them: `pixel0`, `p1`, `0`, `1x1`, `image[3]` are those of pixels.
pub(super) fn of_features(features: &[String]) -> Names {
    let is_place = |text: &str| {
        text.contains(|sign: char| sign.is_ascii_digit())
            && (text.starts_with(|sign: char| !sign.is_ascii_alphabetic()) || text.starts_with('r'))
            && text.chars().all(|sign| sign.is_ascii_digit() || "xrc_-.,:[]() ".contains(sign))
    };
    let all = |rule: &dyn Fn(&str) -> bool| features.iter().all(|name| rule(&key(name)));
    if all(&|name| name.starts_with("pixel")) {
        return Names::Pixels;
    }
    let is_pixel = |name: &str| {
        let plain = ["pix", "px", "p", "image", "img", ""].iter().find_map(|start| name.strip_prefix(start));
        plain.is_some_and(is_place) || name.split_once('[').is_some_and(|(_, place)| is_place(place))
    };
    if all(&is_pixel) { Names::Nothing } else { Names::Others }
}

/// Whether the first row is nothing but numbers, and of one column all further values are words.
fn numbers_above_words(rows: &[Vec<Field<'_>>], named: &[bool], dialect: Dialect) -> bool {
    if rows.len() <= ROWS_OF_WORDS {
        return false;
    }
    let mut numbers = Numbers::new(dialect.separator);
    let mut of = |field: Field<'_>| value(field, &mut numbers);
    let is_number =
        rows[0].iter().zip(named).all(|(&field, named)| !named && matches!(of(field), Value::Number(_)));
    is_number
        && (0..rows[0].len()).any(|column| {
            rows[1..].iter().all(|row| row.get(column).is_some_and(|&field| of(field) == Value::Word))
        })
}

/// Numbers that follow each other from 0 or 1, beside at most one word and a first field without a name.
fn numbered(fields: &[Field<'_>], named: &[bool]) -> bool {
    let unnamed = fields[0] == Field::Text(b"");
    let words = named.iter().filter(|named| **named).count();
    let numbers = || fields.iter().zip(named).skip(usize::from(unnamed)).filter(|(_, named)| !**named);
    let mut whole = numbers().map(|(field, _)| match field {
        Field::Whole(number) => Some(u64::from(*number)),
        _ => None,
    });
    let Some(Some(start)) = whole.next() else { return false };
    let follow = (start + 1..).zip(whole).all(|(expected, number)| number == Some(expected));
    let fewest = if unnamed || words > 0 { NUMBERED_BESIDE_WORD } else { NUMBERED };
    start <= 1 && follow && words <= 1 && numbers().count() >= fewest
}
