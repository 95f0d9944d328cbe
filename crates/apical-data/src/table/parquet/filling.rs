//! The second reading.

use parquet::data_type::ByteArray;
use parquet::file::reader::{ChunkReader, FileReader};
use parquet::file::serialized_reader::SerializedFileReader;

use super::kind::Kind;
use super::schema::{Leaf, Schema};
use super::surveying::not_finite;
use super::values::{self, Batch};
use super::{damaged, pictures};
use crate::features::{Clamped, FeatureScale, Label};
use crate::labelled::Labelled;
use crate::table::number::{Numbers, Value};
use crate::table::target::{NOT_A_PIXEL, Target};
use crate::table::words::{self, MISSING};
use crate::table::{Position, TableError};

pub(super) fn fill<R: ChunkReader + 'static>(
    file: &SerializedFileReader<R>,
    schema: &Schema,
    mut target: Target<'_>,
) -> Result<(Labelled, Clamped), TableError> {
    let layout = target.layout;
    if schema.rows != target.rows as u64 {
        return Err(damaged("it changed while it was read"));
    }
    let mut roles = vec![None; layout.columns];
    layout.features.iter().enumerate().for_each(|(feature, &column)| roles[column] = Some(feature));
    // Within what was set aside.
    target.found.pixels.resize(target.rows * target.features, 0);
    let mut filling = Filling { target, roles, numbers: Numbers::alone() };
    let mut before = 0;
    for (group, metadata) in file.metadata().row_groups().iter().enumerate() {
        for leaf in &schema.leaves {
            let used = (leaf.first..leaf.first + leaf.width)
                .any(|column| filling.roles[column].is_some() || layout.label == Some(column));
            if used && !matches!(leaf.kind, Kind::PassedOver(_)) {
                values::read(file, group, leaf, |row, batch| {
                    filling.add(leaf, &Rows { group, row, first: before + row as usize }, batch)
                })?;
            }
        }
        before += metadata.num_rows().unsigned_abs() as usize;
    }
    Ok(filling.target.finish())
}

/// Rows that follow each other.
struct Rows {
    group: usize,
    /// The first of them in the group, and in the file.
    row: u64,
    first: usize,
}

impl Rows {
    fn at(&self, index: usize) -> Position {
        Position::row(self.group, self.row + index as u64)
    }
}

struct Filling<'a> {
    target: Target<'a>,
    /// The feature that each column is.
    roles: Vec<Option<usize>>,
    numbers: Numbers,
}

impl Filling<'_> {
    fn add(&mut self, leaf: &Leaf, rows: &Rows, batch: Batch<'_>) -> Result<(), TableError> {
        match (batch, leaf.kind) {
            (Batch::Texts(files), Kind::Picture) => self.pictures(leaf, rows, files),
            (Batch::Numbers(values), _) if self.target.layout.label == Some(leaf.first) => {
                for (index, &value) in values.iter().enumerate() {
                    let text = || value.to_string();
                    self.target.label(Label::Number(value), text, rows.at(index))?;
                }
                Ok(())
            }
            (Batch::Numbers(values), _) => self.features(leaf, rows, values),
            (Batch::Texts(texts), _) => {
                let texts = texts.iter().map(|text| String::from_utf8_lossy(text.data()));
                texts.enumerate().try_for_each(|(index, text)| self.text(leaf, rows, index, text.trim()))
            }
        }
    }

    fn features(&mut self, leaf: &Leaf, rows: &Rows, values: &[f64]) -> Result<(), TableError> {
        let width = self.target.features;
        if leaf.width == 1 && *self.target.scale == FeatureScale::Bytes {
            let Some(feature) = self.roles[leaf.first] else { return Ok(()) };
            let mut at = rows.first * width + feature;
            for (index, &value) in values.iter().enumerate() {
                let byte = value as u8;
                if f64::from(byte) != value {
                    return Err(self.bad(leaf.first, rows.at(index), value));
                }
                self.target.found.pixels[at] = byte;
                at += width;
            }
            return Ok(());
        }
        for (index, row) in values.chunks_exact(leaf.width).enumerate() {
            let start = (rows.first + index) * width;
            for (&value, column) in row.iter().zip(leaf.first..) {
                let Some(feature) = self.roles[column] else { continue };
                let byte = self.target.byte(feature, value);
                let byte = byte.ok_or_else(|| self.bad(column, rows.at(index), value))?;
                self.target.found.pixels[start + feature] = byte;
            }
        }
        Ok(())
    }

    fn bad(&self, column: usize, at: Position, value: f64) -> TableError {
        let layout = self.target.layout;
        if !value.is_finite() {
            return not_finite(layout, column, at, value);
        }
        let problem = NOT_A_PIXEL.to_owned();
        TableError::Value { at, column: layout.column(column), value: value.to_string(), problem }
    }

    fn text(&mut self, leaf: &Leaf, rows: &Rows, index: usize, text: &str) -> Result<(), TableError> {
        let (at, column) = (rows.at(index), leaf.first);
        let label = self.target.layout.label == Some(column);
        let problem = match self.numbers.parse(text.as_bytes()) {
            Value::Number(value) if label => {
                return self.target.label(Label::of_number(value, text), || text.to_owned(), at);
            }
            Value::Word if label => return self.target.label(Label::Word(text), || text.to_owned(), at),
            Value::Number(value) => {
                return self.features(
                    leaf,
                    &Rows { first: rows.first + index, row: rows.row + index as u64, ..*rows },
                    &[value],
                );
            }
            Value::Missing => MISSING,
            _ => words::problem(text.trim().as_bytes()),
        };
        let value = text.chars().take(40).collect();
        let column = self.target.layout.column(column);
        Err(TableError::Value { at, column, value, problem: problem.to_owned() })
    }

    fn pictures(&mut self, leaf: &Leaf, rows: &Rows, files: &[ByteArray]) -> Result<(), TableError> {
        let columns = leaf.first..leaf.first + leaf.width;
        let roles = &self.roles;
        let (scale, width) = (self.target.scale, self.target.features);
        let bytes = *scale == FeatureScale::Bytes;
        let (found, clamped) = (&mut self.target.found, &mut self.target.clamped);
        pictures::decode(
            files,
            leaf,
            |index| rows.at(index),
            |index, pixels| {
                let start = (rows.first + index) * width;
                for (&pixel, column) in pixels.iter().zip(columns.clone()) {
                    let Some(feature) = roles[column] else { continue };
                    // Every byte has one in any scale.
                    let (byte, outside) = match bytes {
                        true => (pixel, false),
                        false => scale.byte(feature, f64::from(pixel)).unwrap_or_default(),
                    };
                    clamped.by_feature[feature] += u64::from(outside);
                    found.pixels[start + feature] = byte;
                }
                Ok(())
            },
        )
    }
}
