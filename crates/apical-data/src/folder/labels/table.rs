//! The two columns of a table of labels.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use csv::{ByteRecord, ReaderBuilder, Trim};

use crate::DataError;
use crate::folder::index::{Found, Index};
use crate::limits::MAX_CSV_LINE;

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
    separator: u8,
    header: bool,
    /// Index of the column of file names.
    name: usize,
    /// Index of the column of labels.
    label: usize,
}

/// Finds the columns; `None` if there is no column of which at least half names pictures.
pub(super) fn columns(file: &Path, index: &Index) -> Result<Option<Columns>, DataError> {
    let problem = |problem: String| DataError::LabelTable { file: file.to_owned(), problem };
    let mut first = Vec::new();
    let head = BufReader::new(open(file)?).take(MAX_CSV_LINE as u64).read_until(b'\n', &mut first);
    head.map_err(|source| DataError::Read { path: file.to_owned(), source })?;
    let separator = separator(&first);
    let source = open(file)?.take(MAX_CSV_LINE as u64);
    let records: Result<Vec<ByteRecord>, _> =
        reader(separator).from_reader(source).into_byte_records().take(LOOKED_AT).collect();
    // What is not even a table is no table of labels.
    let Ok(records) = records else { return Ok(None) };
    let Some(width) = records.iter().map(ByteRecord::len).max() else { return Ok(None) };
    if !(2..=MOST_COLUMNS).contains(&width) {
        return Ok(None);
    }
    let is_name = |record: &ByteRecord, column| index.find(&field(record, column)) != Found::Nothing;
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
    Ok(Some(Columns { separator, header, name, label }))
}

fn open(file: &Path) -> Result<File, DataError> {
    File::open(file).map_err(|source| DataError::Read { path: file.to_owned(), source })
}

fn reader(separator: u8) -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    builder.has_headers(false).flexible(true).delimiter(separator).trim(Trim::All);
    builder
}

/// The separator that a line has most of; a space if it has none.
fn separator(line: &[u8]) -> u8 {
    let count = |separator: u8| line.iter().filter(|&&byte| byte == separator).count();
    let most = *b",;\t|".iter().rev().max_by_key(|separator| count(**separator)).unwrap_or(&b',');
    if count(most) == 0 { b' ' } else { most }
}

/// A field as text; without the mark of byte order, which some programs begin a file with.
fn field(record: &ByteRecord, column: usize) -> String {
    let text = String::from_utf8_lossy(record.get(column).unwrap_or_default());
    text.trim_start_matches('\u{feff}').trim_matches('"').trim().to_owned()
}

/// Line, file name and label of each row.
pub(super) struct Rows<'a> {
    file: &'a Path,
    columns: &'a Columns,
    records: csv::ByteRecordsIntoIter<File>,
}

impl<'a> Rows<'a> {
    pub(super) fn open(file: &'a Path, columns: &'a Columns) -> Result<Self, DataError> {
        let mut records = reader(columns.separator).from_reader(open(file)?).into_byte_records();
        if columns.header {
            records.next();
        }
        Ok(Self { file, columns, records })
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<(u64, String, String), DataError>;

    fn next(&mut self) -> Option<Self::Item> {
        let record = match self.records.next()? {
            Ok(record) => record,
            Err(error) => {
                let (file, problem) = (self.file.to_owned(), error.to_string());
                return Some(Err(DataError::LabelTable { file, problem }));
            }
        };
        let line = record.position().map_or(0, csv::Position::line);
        Some(Ok((line, field(&record, self.columns.name), field(&record, self.columns.label))))
    }
}
