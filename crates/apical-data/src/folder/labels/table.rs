//! The two columns of a table of labels.

use std::fs::File;
use std::path::Path;

use crate::DataError;
use crate::folder::index::{Found, Index};
use crate::table::Records;

/// Lines from which columns are told.
const LOOKED_AT: usize = 64;
/// A table of more columns is one of pixels or features.
const MOST_COLUMNS: usize = 64;
/// What a column of labels is called, the likeliest first.
const NAMES: [&str; 12] = [
    "label",
    "labels",
    "class",
    "class_name",
    "classname",
    "target",
    "category",
    "digit",
    "y",
    "species",
    "breed",
    "class_id",
];

/// How a table is laid out.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Columns {
    header: bool,
    /// Index of the column of file names.
    name: usize,
    /// Index of the column of labels.
    label: usize,
}

/// Finds the columns; `None` if there is no column of which at least half names pictures.
pub(super) fn columns(file: &Path, index: &Index) -> Result<Option<Columns>, DataError> {
    let problem = |problem: String| DataError::LabelTable { file: file.to_owned(), problem };
    let mut rows = open(file)?;
    let mut records = Vec::new();
    while records.len() < LOOKED_AT {
        match rows.next() {
            Ok(Some((_, record))) => records.push(record),
            Ok(None) => break,
            // What is not even a table is no table of labels.
            Err(_) => return Ok(None),
        }
    }
    let Some(width) = records.iter().map(Vec::len).max() else { return Ok(None) };
    if !(2..=MOST_COLUMNS).contains(&width) {
        return Ok(None);
    }
    let is_name = |record: &[String], column| index.find(field(record, column)) != Found::Nothing;
    let hits = |column| records.iter().filter(|record| is_name(record, column)).count();
    // The first of those with the most.
    let (hits, name) = (0..width)
        .rev()
        .map(|column| (hits(column), column))
        .max_by_key(|(hits, _)| *hits)
        .unwrap_or_default();
    let header = !is_name(&records[0], name);
    if hits == 0 || 2 * hits < records.len() - usize::from(header) {
        return Ok(None);
    }
    let titles: Vec<String> = (0..width)
        .map(|column| if header { field(&records[0], column).to_lowercase() } else { String::new() })
        .collect();
    let others: Vec<usize> =
        (0..width).filter(|column| *column != name && (!header || !titles[*column].is_empty())).collect();
    let known = NAMES.iter().find_map(|name| others.iter().find(|column| titles[**column] == *name));
    let label = match (&others[..], known) {
        (_, Some(label)) => *label,
        ([only], None) => *only,
        _ => {
            return Err(problem(format!(
                "which of its {} columns has the labels is not clear: call that column \"label\"",
                width
            )));
        }
    };
    Ok(Some(Columns { header, name, label }))
}

fn open(file: &Path) -> Result<Records<File>, DataError> {
    let unreadable = |source| DataError::Read { path: file.to_owned(), source };
    Records::new(File::open(file).map_err(unreadable)?, MOST_COLUMNS + 1).map_err(unreadable)
}

/// A field; empty where a row has fewer.
fn field(record: &[String], column: usize) -> &str {
    record.get(column).map_or("", String::as_str)
}

/// Line, file name and label of each row.
pub(super) struct Rows<'a> {
    file: &'a Path,
    columns: &'a Columns,
    records: Records<File>,
}

impl<'a> Rows<'a> {
    pub(super) fn open(file: &'a Path, columns: &'a Columns) -> Result<Self, DataError> {
        let mut rows = Self { file, columns, records: open(file)? };
        if columns.header {
            rows.next().transpose()?;
        }
        Ok(rows)
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<(u64, String, String), DataError>;

    fn next(&mut self) -> Option<Self::Item> {
        let (line, record) = match self.records.next() {
            Ok(row) => row?,
            Err(error) => {
                let (file, problem) = (self.file.to_owned(), error.to_string());
                return Some(Err(DataError::LabelTable { file, problem }));
            }
        };
        let text = |column| field(&record, column).to_owned();
        Some(Ok((line, text(self.columns.name), text(self.columns.label))))
    }
}
