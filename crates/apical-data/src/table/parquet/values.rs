//! The values of a column, a few thousand at a time.

use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::file::reader::{ChunkReader, FileReader};
use parquet::file::serialized_reader::SerializedFileReader;

use super::damaged;
use super::kind::Kind;
use super::schema::Leaf;
use crate::ImageSize;
use crate::limits::MAX_FEATURES;
use crate::table::{Position, TableError};

/// Values that are read at a time.
const AT_A_TIME: usize = 8192;
/// Pictures that are held at a time.
const PICTURES_AT_A_TIME: usize = 512;

/// Values of rows that follow each other, [`Leaf::width`] of each row, or one file of a picture.
pub(super) enum Batch<'a> {
    Numbers(&'a [f64]),
    Texts(&'a [ByteArray]),
}

/// Reads a column of a group of rows. `each` is given the first row of a batch, counted from 0 in the group.
pub(super) fn read<R: ChunkReader + 'static>(
    file: &SerializedFileReader<R>,
    group: usize,
    leaf: &Leaf,
    mut each: impl FnMut(u64, Batch<'_>) -> Result<(), TableError>,
) -> Result<(), TableError> {
    let rows = file.metadata().row_group(group).num_rows().unsigned_abs();
    let found = typed(file, group, leaf, None, &mut each)?;
    if found != rows {
        return Err(damaged(&format!("column {} has {found} rows of {rows}", leaf.name)));
    }
    Ok(())
}

/// The first rows of a column of the first group.
pub(super) fn first_values<R: ChunkReader + 'static>(
    file: &SerializedFileReader<R>,
    leaf: &Leaf,
    rows: usize,
    mut each: impl FnMut(Batch<'_>),
) -> Result<(), TableError> {
    typed(file, 0, leaf, Some(rows), &mut |_, batch| {
        each(batch);
        Ok(())
    })?;
    Ok(())
}

/// The length of the first list of a column: the height is that of its outer list, if it is one of lists.
pub(super) fn first_list<R: ChunkReader + 'static>(
    file: &SerializedFileReader<R>,
    leaf: &Leaf,
) -> Result<ImageSize, TableError> {
    fn levels<T: DataType>(mut reader: ColumnReaderImpl<T>, leaf: &Leaf) -> Result<Vec<i16>, TableError> {
        let (mut values, mut definitions, mut repetitions) = (Vec::new(), Vec::new(), Vec::new());
        let definitions_too = (leaf.max_definition > 0).then_some(&mut definitions);
        reader.read_records(1, definitions_too, Some(&mut repetitions), &mut values)?;
        check(&definitions, &repetitions, leaf, 0, 0)?;
        Ok(repetitions)
    }
    let repetitions = match file.get_row_group(0)?.get_column_reader(leaf.index)? {
        ColumnReader::BoolColumnReader(reader) => levels(reader, leaf),
        ColumnReader::Int32ColumnReader(reader) => levels(reader, leaf),
        ColumnReader::Int64ColumnReader(reader) => levels(reader, leaf),
        ColumnReader::FloatColumnReader(reader) => levels(reader, leaf),
        ColumnReader::DoubleColumnReader(reader) => levels(reader, leaf),
        _ => Err(damaged("a column is of another type than it says")),
    }?;
    let (length, height) = (repetitions.len(), repetitions.iter().filter(|level| **level <= 1).count());
    if length > MAX_FEATURES {
        return Err(TableError::TooLarge);
    }
    let height = if leaf.max_repetition == 2 && height > 0 && length % height == 0 { height } else { 1 };
    if length == 0 {
        return Err(damaged(&format!("column {} has no first row", leaf.name)));
    }
    Ok(ImageSize { width: length / height, height })
}

fn typed<R: ChunkReader + 'static>(
    file: &SerializedFileReader<R>,
    group: usize,
    leaf: &Leaf,
    most: Option<usize>,
    each: &mut impl FnMut(u64, Batch<'_>) -> Result<(), TableError>,
) -> Result<u64, TableError> {
    let reader = file.get_row_group(group)?.get_column_reader(leaf.index)?;
    let place = Place { group, leaf, most };
    let mut numbers = Vec::with_capacity(AT_A_TIME);
    macro_rules! numbers {
        ($reader:expr, $number:expr) => {
            place.records($reader, |row, values| {
                numbers.clear();
                numbers.extend(values.iter().map($number));
                each(row, Batch::Numbers(&numbers))
            })
        };
    }
    match reader {
        ColumnReader::BoolColumnReader(reader) => {
            numbers!(reader, |value: &bool| f64::from(u8::from(*value)))
        }
        ColumnReader::Int32ColumnReader(reader) if leaf.unsigned => {
            numbers!(reader, |value: &i32| f64::from(*value as u32))
        }
        ColumnReader::Int32ColumnReader(reader) => numbers!(reader, |value: &i32| f64::from(*value)),
        ColumnReader::Int64ColumnReader(reader) if leaf.unsigned => {
            numbers!(reader, |value: &i64| *value as u64 as f64)
        }
        ColumnReader::Int64ColumnReader(reader) => numbers!(reader, |value: &i64| *value as f64),
        ColumnReader::FloatColumnReader(reader) => numbers!(reader, |value: &f32| f64::from(*value)),
        ColumnReader::DoubleColumnReader(reader) => numbers!(reader, |value: &f64| *value),
        ColumnReader::ByteArrayColumnReader(reader) => {
            place.records(reader, |row, values| each(row, Batch::Texts(values)))
        }
        _ => Err(damaged("a column is of another type than it says")),
    }
}

struct Place<'a> {
    group: usize,
    leaf: &'a Leaf,
    /// Rows after which it is enough.
    most: Option<usize>,
}

impl Place<'_> {
    /// Returns how many rows there were.
    fn records<T: DataType>(
        &self,
        mut reader: ColumnReaderImpl<T>,
        mut each: impl FnMut(u64, &[T::T]) -> Result<(), TableError>,
    ) -> Result<u64, TableError> {
        let leaf = self.leaf;
        let list = leaf.max_repetition > 0;
        let usual = match leaf.kind {
            Kind::Picture => PICTURES_AT_A_TIME,
            _ if list => (AT_A_TIME / leaf.width.max(1)).max(1),
            _ => AT_A_TIME,
        };
        let at_a_time = self.most.map_or(usual, |most| usual.min(most));
        let (mut values, mut definitions, mut repetitions) = (Vec::new(), Vec::new(), Vec::new());
        let mut row = 0_u64;
        loop {
            values.clear();
            definitions.clear();
            repetitions.clear();
            let (records, ..) = reader.read_records(
                at_a_time,
                (leaf.max_definition > 0).then_some(&mut definitions),
                list.then_some(&mut repetitions),
                &mut values,
            )?;
            if records == 0 {
                return Ok(row);
            }
            check(&definitions, &repetitions, leaf, self.group, row)?;
            if list {
                self.check_lengths(&repetitions, row)?;
            }
            let expected = if list { records.saturating_mul(leaf.width) } else { records };
            if values.len() != expected {
                return Err(damaged(&format!("column {} has other levels than values", leaf.name)));
            }
            each(row, &values)?;
            row += records as u64;
            if self.most.is_some_and(|most| row >= most as u64) {
                return Ok(row);
            }
        }
    }

    /// Whether all lists are as long as the first of all.
    fn check_lengths(&self, repetitions: &[i16], first: u64) -> Result<(), TableError> {
        let width = self.leaf.width;
        let lists = repetitions.chunk_by(|_, level| *level != 0);
        match lists.enumerate().find(|(_, list)| list.len() != width) {
            None => Ok(()),
            Some((index, list)) => Err(TableError::Value {
                at: Position::row(self.group, first + index as u64),
                column: self.leaf.title(),
                value: format!("{} values", list.len()),
                problem: format!(
                    "is another length than that of the first row, {width}: all rows of a column are of one length"
                ),
            }),
        }
    }
}

/// Whether every value is there.
fn check(
    definitions: &[i16],
    repetitions: &[i16],
    leaf: &Leaf,
    group: usize,
    first: u64,
) -> Result<(), TableError> {
    let Some(at) = definitions.iter().position(|level| *level < leaf.max_definition) else { return Ok(()) };
    let row = match repetitions.get(..=at) {
        Some(levels) if !repetitions.is_empty() => {
            levels.iter().filter(|level| **level == 0).count().saturating_sub(1)
        }
        _ => at,
    };
    let at = Position::row(group, first + row as u64);
    Err(TableError::Null { at, column: leaf.title() })
}
