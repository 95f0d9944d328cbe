//! The first lines of a table, from which it is told how the others are written.

use std::io::Read;

use super::arff::{self, Header};
use super::fields::{Dialect, Field, Fields, Separator};
use super::lines::Lines;
use super::number::{Numbers, Value};
use super::survey::refuse_sparse;
use super::{TableError, TableForm, names, sparse, words};

/// More than there are classes: whatever numbers so many rows is no label.
const ROWS: usize = 512;
const BYTES: usize = 2 << 20;
/// Rows of which nothing can be said for sure.
const FEW_ROWS: usize = 12;
/// Lines that separators are compared in.
const COMPARED: usize = 50;

pub(super) struct Sample {
    pub(super) form: TableForm,
    /// Names of the columns.
    pub(super) names: Option<Vec<String>>,
    pub(super) arff: Option<Header>,
    pub(super) columns: usize,
    /// The first line with a row.
    pub(super) first_row: u64,
    /// Whether a column holds words: in more than a few rows most values must be some, lest a fault in a number make a feature
    /// the label.
    pub(super) words: Vec<bool>,
    /// Whether the last column is nothing but what follows a separator at the end of each line.
    pub(super) empty_end: bool,
    /// Columns that are neither features nor labels, whatever is in them, and why.
    pub(super) passed_over: Vec<(usize, &'static str)>,
    /// The first column, of all rows of the sample, if these are whole numbers.
    pub(super) first_column: Option<Vec<f64>>,
}

type Line = (u64, Vec<u8>);

impl Sample {
    /// Takes the first lines. `None` if their rows are [sparse](super::sparse).
    /// Names of features that are `known` make a header of whatever line has them all.
    pub(super) fn take(
        lines: Lines<impl Read>,
        known: Option<&[String]>,
    ) -> Result<Option<Self>, TableError> {
        let (lines, arff) = first_lines(lines)?;
        let Some((first_line, _)) = lines.first() else { return Err(TableError::Empty) };
        if arff.is_none() && sparse::are_rows(lines.iter().map(|(_, text)| &text[..])) {
            return Ok(None);
        }
        let separator = separator(&lines);
        let form = if arff.is_some() { TableForm::Arff(separator) } else { TableForm::Separated(separator) };
        let dialect = form.dialect();
        let all: Vec<Vec<Field<'_>>> = lines.iter().map(|(_, text)| split(text, dialect)).collect();
        let mut sample = Self {
            form,
            names: None,
            columns: count(&lines[0].1, dialect),
            first_row: *first_line,
            words: Vec::new(),
            empty_end: false,
            passed_over: Vec::new(),
            first_column: None,
            arff,
        };
        if let Some(header) = &sample.arff {
            for (line, text) in &lines {
                refuse_sparse(dialect, *line, text)?;
            }
            sample.columns = header.names.len();
            sample.names = Some(header.names.clone());
            sample.look_at(&all);
            return Ok(Some(sample));
        }
        if names::are_all_in(&all[0], dialect, known) || names::is_header(&all, dialect) {
            let Some((second_line, _)) = lines.get(1) else { return Err(TableError::Empty) };
            let mut names: Vec<String> =
                all[0].iter().map(|field| field.text(dialect).into_owned()).collect();
            sample.columns = all[1].len();
            // R leaves out the name of the column of row names, and some end the header with a separator.
            if names.len() + 1 == sample.columns {
                names.insert(0, String::new());
            } else if names.len() == sample.columns + 1 && names.last().is_some_and(String::is_empty) {
                names.pop();
            }
            if names.len() != sample.columns {
                let (line, found) = (*second_line, sample.columns);
                return Err(TableError::Ragged { line, found, expected: names.len() });
            }
            (sample.first_row, sample.names) = (*second_line, Some(names));
            sample.look_at(&all[1..]);
        } else {
            sample.look_at(&all);
        }
        Ok(Some(sample))
    }

    pub(super) fn look_at(&mut self, rows: &[Vec<Field<'_>>]) {
        let mut found = vec![0_usize; self.columns];
        let mut numbers = Numbers::new(self.form.dialect().separator);
        let mut first_column = Some(Vec::new());
        self.empty_end = self.columns > 1 && self.arff.is_none();
        for row in rows {
            self.empty_end &= row.len() == self.columns && row.last() == Some(&Field::Text(b""));
            for (column, field) in row.iter().enumerate().take(self.columns) {
                let value = value(*field, &mut numbers);
                let is_word = value == Value::Word && !matches!(field, Field::Broken(_));
                found[column] += usize::from(is_word && !words::is_no_name(field.bytes()));
                if column > 0 {
                    continue;
                }
                match value {
                    Value::Number(number) if number.fract() == 0.0 => {
                        first_column.iter_mut().for_each(|c| c.push(number))
                    }
                    _ => first_column = None,
                }
            }
        }
        self.words = found.into_iter().map(|words| are_words(words, rows.len())).collect();
        self.first_column = first_column;
    }
}

/// Whether a column with so many words in so many rows is one of words.
pub(super) fn are_words(words: usize, rows: usize) -> bool {
    words > 0 && (rows < FEW_ROWS || 2 * words > rows)
}

#[inline]
pub(super) fn value(field: Field<'_>, numbers: &mut Numbers) -> Value {
    match field {
        Field::Whole(number) => Value::Number(f64::from(number)),
        Field::Decimal(number, perhaps) => numbers.with_point(number, perhaps),
        Field::Broken(_) => Value::Word,
        other => numbers.parse(other.bytes()),
    }
}

fn first_lines(mut lines: Lines<impl Read>) -> Result<(Vec<Line>, Option<Header>), TableError> {
    let (mut found, mut bytes) = (Vec::new(), 0);
    let mut arff = None;
    while let Some((line, text)) = lines.next()? {
        if memchr::memchr(0, text).is_some() {
            return Err(TableError::Binary { line });
        }
        if found.is_empty() && text.trim_ascii_start().starts_with(b"%")
            || arff.is_some() && arff::is_comment(text)
        {
            continue;
        }
        if found.is_empty() && arff.is_none() && arff::starts(text) {
            arff = Some(Header::read(&mut lines)?);
            continue;
        }
        found.push((line, text.to_vec()));
        bytes += text.len();
        if found.len() > ROWS || bytes > BYTES && found.len() > 2 {
            break;
        }
    }
    Ok((found, arff))
}

fn split(text: &[u8], dialect: Dialect) -> Vec<Field<'_>> {
    let mut fields = Fields::new(text, dialect);
    std::iter::from_fn(|| fields.next()).collect()
}

fn count(text: &[u8], dialect: Dialect) -> usize {
    let mut fields = Fields::new(text, dialect);
    std::iter::from_fn(|| fields.next()).count()
}

/// The separator by which all lines have equally many fields, apart from a header that has one more or less.
///
/// Commas within fields between semicolons or tabs are decimal marks, and make about twice as many fields at the most.
fn separator(lines: &[Line]) -> Separator {
    let counts = |separator| {
        let dialect = Dialect { separator, arff: false };
        lines.iter().take(COMPARED).map(|(_, text)| count(text, dialect)).collect::<Vec<_>>()
    };
    let even = |separator| {
        let counts = counts(separator);
        let usual = counts[counts.len().min(2) - 1];
        let even = counts[1..].iter().all(|&count| count == usual) && counts[0].abs_diff(usual) <= 1;
        if even && usual > 1 { usual } else { 0 }
    };
    let [tab, semicolon, comma] = [Separator::Tab, Separator::Semicolon, Separator::Comma].map(even);
    if tab > 0 && 2 * tab >= comma {
        return Separator::Tab;
    }
    if semicolon > 0 && 2 * semicolon >= comma {
        return Separator::Semicolon;
    }
    let [bar, spaces] = [Separator::Bar, Separator::Spaces].map(even);
    if bar > 0 && 2 * bar >= comma {
        return Separator::Bar;
    }
    // Commas in the numbers of a table make one field more than there are numbers, but none of its header.
    if spaces > comma && counts(Separator::Comma)[0] != comma {
        return Separator::Spaces;
    }
    if comma > 0 {
        return Separator::Comma;
    }
    if even(Separator::Spaces) > 0 {
        return Separator::Spaces;
    }
    // Uneven lines: the message that names the line speaks of whatever makes most fields of the first.
    let all = [Separator::Comma, Separator::Semicolon, Separator::Tab, Separator::Spaces];
    let first = |separator: &Separator| counts(*separator)[0];
    let most = all.iter().map(first).max().unwrap_or(0);
    all.into_iter().find(|separator| first(separator) == most).unwrap_or(Separator::Comma)
}
