//! The columns of a Parquet file, as those of a table.

use parquet::basic::Type as Physical;
use parquet::file::reader::{ChunkReader, FileReader};
use parquet::file::serialized_reader::SerializedFileReader;

use super::kind::{Kind, check_compression, is_unsigned, kind};
use super::pictures::size_of;
use super::values::{Batch, first_list, first_values};
use crate::ImageSize;
use crate::limits::{MAX_FEATURES, MAX_IMAGES};
use crate::table::number::{Numbers, Value};
use crate::table::sample::{Sample, are_words};
use crate::table::{TableError, TableForm};

/// Rows that are looked at first.
const ROWS: usize = 512;

/// A column of the file, which is one or more of the table.
#[derive(Debug, Clone)]
pub(super) struct Leaf {
    /// Its index in the file.
    pub(super) index: usize,
    /// The first of its columns in the table, and how many there are.
    pub(super) first: usize,
    pub(super) width: usize,
    /// The image that a value is.
    pub(super) size: ImageSize,
    pub(super) kind: Kind,
    pub(super) name: String,
    /// Every value is a whole number, and finite.
    pub(super) whole: bool,
    /// Whole numbers have no sign.
    pub(super) unsigned: bool,
    pub(super) max_definition: i16,
    pub(super) max_repetition: i16,
}

impl Leaf {
    /// What messages call it: its number from 1, and its name.
    pub(super) fn title(&self) -> String {
        format!("{} ({})", self.first + 1, self.name)
    }
}

pub(super) struct Schema {
    pub(super) leaves: Vec<Leaf>,
    pub(super) rows: u64,
}

impl Schema {
    /// The columns of a file. Reads the first row, for the lengths of lists and the sizes of pictures.
    pub(super) fn of<R: ChunkReader + 'static>(file: &SerializedFileReader<R>) -> Result<Self, TableError> {
        let metadata = file.metadata();
        let columns = metadata.file_metadata().schema_descr().columns();
        let paths: Vec<&[String]> = columns.iter().map(|column| column.path().parts()).collect();
        let rows: u64 = metadata.row_groups().iter().map(|group| group.num_rows().unsigned_abs()).sum();
        if rows > MAX_IMAGES {
            return Err(TableError::TooLarge);
        }
        let mut schema = Self { leaves: Vec::new(), rows };
        if rows == 0 {
            return Err(TableError::Empty);
        }
        let mut first = 0_usize;
        for (index, column) in columns.iter().enumerate() {
            let (kind, name) = kind(column, &paths);
            let mut leaf = Leaf {
                index,
                first,
                width: 1,
                size: ImageSize { width: 1, height: 1 },
                kind,
                name,
                whole: matches!(
                    column.physical_type(),
                    Physical::BOOLEAN | Physical::INT32 | Physical::INT64
                ),
                unsigned: is_unsigned(column),
                max_definition: column.max_def_level(),
                max_repetition: column.max_rep_level(),
            };
            if !matches!(kind, Kind::PassedOver(_)) {
                check_compression(metadata, &leaf)?;
            }
            match kind {
                Kind::Number if leaf.max_repetition > 0 => leaf.size = first_list(file, &leaf)?,
                Kind::Picture => leaf.size = size_of(file, &leaf)?,
                _ => {}
            }
            leaf.width = leaf.size.width * leaf.size.height;
            first = first.saturating_add(leaf.width);
            if first > MAX_FEATURES {
                return Err(TableError::TooLarge);
            }
            schema.leaves.push(leaf);
        }
        Ok(schema)
    }

    /// The image that the columns of images say, if there is one such column.
    pub(super) fn image_size(&self) -> Option<ImageSize> {
        let mut images = self.leaves.iter().map(|leaf| leaf.size).filter(|size| size.height > 1);
        images.next().filter(|_| images.next().is_none())
    }

    /// Columns of the table.
    pub(super) fn columns(&self) -> usize {
        self.leaves.last().map_or(0, |leaf| leaf.first + leaf.width)
    }

    /// What the rules of tables want to know of the first rows.
    pub(super) fn sample<R: ChunkReader + 'static>(
        &self,
        file: &SerializedFileReader<R>,
    ) -> Result<Sample, TableError> {
        let form = TableForm::Parquet;
        let mut sample = Sample {
            form,
            names: Some(self.leaves.iter().flat_map(names).collect()),
            arff: None,
            columns: self.columns(),
            first_row: 0,
            words: vec![false; self.columns()],
            empty_end: false,
            passed_over: Vec::new(),
            first_column: None,
        };
        for leaf in &self.leaves {
            match leaf.kind {
                Kind::PassedOver(why) => sample.passed_over.push((leaf.first, why)),
                Kind::Text => {
                    let mut numbers = Numbers::alone();
                    let (mut words, mut rows) = (0, 0);
                    first_values(file, leaf, ROWS, |batch| {
                        let Batch::Texts(texts) = batch else { return };
                        rows += texts.len();
                        let is_word =
                            |text: &&parquet::data_type::ByteArray| numbers.parse(text.data()) == Value::Word;
                        words += texts.iter().filter(is_word).count();
                    })?;
                    sample.words[leaf.first] = are_words(words, rows);
                }
                Kind::Number if leaf.first == 0 && leaf.width == 1 => {
                    let mut values = Vec::new();
                    first_values(file, leaf, ROWS, |batch| {
                        let Batch::Numbers(numbers) = batch else { return };
                        values.extend_from_slice(numbers);
                    })?;
                    sample.first_column =
                        values.iter().all(|value: &f64| value.fract() == 0.0).then_some(values);
                }
                _ => {}
            }
        }
        Ok(sample)
    }
}

/// What its columns in the table are called.
fn names(leaf: &Leaf) -> Vec<String> {
    match leaf.width {
        1 => vec![leaf.name.clone()],
        width => (0..width).map(|index| format!("{}[{index}]", leaf.name)).collect(),
    }
}
