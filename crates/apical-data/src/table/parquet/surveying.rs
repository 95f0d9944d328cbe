//! The first reading.

use parquet::file::reader::{ChunkReader, FileReader};
use parquet::file::serialized_reader::SerializedFileReader;

use super::kind::Kind;
use super::schema::{Leaf, Schema};
use super::values::{self, Batch};
use crate::features::{Label, Survey, is_whole};
use crate::table::columns::Columns;
use crate::table::layout::Layout;
use crate::table::number::{Numbers, Value};
use crate::table::words::{self, MISSING};
use crate::table::{Position, TableError, TableOptions};

pub(super) const NOT_FINITE: &str = "is not a finite number";

pub(super) fn survey<R: ChunkReader + 'static>(
    file: &SerializedFileReader<R>,
    schema: &Schema,
    layout: Layout,
    candidates: &[usize],
    options: &TableOptions,
) -> Result<Survey<Layout>, TableError> {
    let mut columns = Columns::new(layout, candidates);
    let mut numbers = Numbers::alone();
    // Before anything is read: there may be far more values than bytes.
    columns.end_of_rows(schema.rows)?;
    let mut before = 0;
    for (group, metadata) in file.metadata().row_groups().iter().enumerate() {
        for leaf in &schema.leaves {
            let skipped = columns.columns[leaf.first].skipped;
            match leaf.kind {
                Kind::PassedOver(_) => {}
                // They are bytes; each is decoded when the result is filled.
                Kind::Picture => columns.whole[leaf.first..leaf.first + leaf.width].fill((0, 255)),
                _ if skipped && leaf.width == 1 => {}
                _ => values::read(file, group, leaf, |row, batch| {
                    let rows = Rows { group, row, before };
                    match batch {
                        Batch::Numbers(values) => add_numbers(&mut columns, leaf, &rows, values),
                        Batch::Texts(texts) => {
                            let texts = texts.iter().map(|text| String::from_utf8_lossy(text.data()));
                            for (index, text) in texts.enumerate() {
                                add_text(&mut columns, leaf, &rows, index, &text, &mut numbers)?;
                            }
                            Ok(())
                        }
                    }
                })?,
            }
        }
        before += metadata.num_rows().unsigned_abs();
    }
    let survey = columns.finish(options)?;
    // Unless further columns are features too.
    let image_size = match (options.image_size, schema.image_size()) {
        (None, Some(size)) if size.width * size.height == survey.ranges.len() => size,
        _ => survey.image_size,
    };
    Ok(Survey { image_size, ..survey })
}

/// Rows that follow each other.
struct Rows {
    group: usize,
    /// The first of them in the group.
    row: u64,
    /// Rows of the groups before.
    before: u64,
}

impl Rows {
    fn at(&self, index: usize) -> Position {
        Position::row(self.group, self.row + index as u64)
    }
}

/// What is wrong with a number that is not finite.
pub(super) fn not_finite(layout: &Layout, column: usize, at: Position, value: f64) -> TableError {
    let problem = if value.is_nan() { MISSING } else { NOT_FINITE }.to_owned();
    TableError::Value { at, column: layout.column(column), value: value.to_string(), problem }
}

fn add_numbers(columns: &mut Columns, leaf: &Leaf, rows: &Rows, values: &[f64]) -> Result<(), TableError> {
    if !leaf.whole
        && let Some(index) = values.iter().position(|value| !value.is_finite())
    {
        let column = leaf.first + index % leaf.width;
        return Err(not_finite(&columns.layout, column, rows.at(index / leaf.width), values[index]));
    }
    if leaf.width > 1 {
        for row in values.chunks_exact(leaf.width) {
            for (&value, column) in row.iter().zip(&mut columns.columns[leaf.first..]) {
                column.low = if value < column.low { value } else { column.low };
                column.high = if value > column.high { value } else { column.high };
                column.whole &= is_whole(value);
            }
        }
        return Ok(());
    }
    let column = &mut columns.columns[leaf.first];
    if column.candidate.is_some() || leaf.first == 0 {
        for (index, &value) in values.iter().enumerate() {
            let row = rows.before + rows.row + index as u64;
            columns.number(leaf.first, row, value, Label::Number(value));
        }
        return Ok(());
    }
    let (mut low, mut high, mut whole) = (column.low, column.high, column.whole);
    for &value in values {
        low = if value < low { value } else { low };
        high = if value > high { value } else { high };
    }
    whole &= leaf.whole || values.iter().all(|&value| is_whole(value));
    (column.low, column.high, column.whole) = (low, high, whole);
    Ok(())
}

fn add_text(
    columns: &mut Columns,
    leaf: &Leaf,
    rows: &Rows,
    index: usize,
    text: &str,
    numbers: &mut Numbers,
) -> Result<(), TableError> {
    let problem = match numbers.parse(text.trim().as_bytes()) {
        Value::Number(value) => {
            let row = rows.before + rows.row + index as u64;
            columns.number(leaf.first, row, value, Label::of_number(value, text.trim()));
            return Ok(());
        }
        Value::Word if columns.word(leaf.first, rows.at(index), text.trim()) => return Ok(()),
        Value::Missing => MISSING,
        Value::Infinite => NOT_FINITE,
        _ => words::problem(text.trim().as_bytes()),
    };
    Err(TableError::Value {
        at: rows.at(index),
        column: columns.layout.column(leaf.first),
        value: text.chars().take(40).collect(),
        problem: problem.to_owned(),
    })
}
