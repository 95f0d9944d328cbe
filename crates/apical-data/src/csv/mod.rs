//! CSV files with one image per line: a label and its pixels, as copies of MNIST are often passed around.
//!
//! - A first line with anything that is not a number is a header. A column whose name is `label`, `labels`, `class`,
//!   `target` or `y` (in any case) then holds the label; without such a name, or without a header, the first
//!   column does.
//! - All other columns are the pixels of a square image, row by row: 0 = background to 255 = full ink.
//! - A number is written `12` or `12.0`: tools that know only floating-point columns write the second form, and it
//!   loses nothing. Every other fraction, a sign, an exponent, `NaN`, or an empty field is an error.
//! - Plain or gzip-compressed, told apart by content.

mod layout;
mod lines;
mod number;

use std::io::Read;

use crate::labelled::Labelled;
use crate::limits::{MAX_CSV_LINE, MAX_IMAGES, MAX_PIXELS};
use layout::Layout;
use lines::LimitedLines;
use number::parse_number;

/// What is wrong with a CSV file of images.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CsvError {
    /// There is no line with an image.
    #[error("it holds no image")]
    Empty,
    /// The number of columns is not a label and a square of pixels.
    #[error(
        "line {line} has {columns} columns; an image is 1 label and a square number of pixels, such as 785 for \
         28 x 28{}", if is_square(*.columns) { " (is the column of labels missing?)" } else { "" }
    )]
    Columns {
        /// The line, from 1.
        line: u64,
        /// Columns found.
        columns: usize,
    },
    /// A line has not as many columns as the first.
    #[error("line {line} has {found} columns, but the first line has {expected}")]
    Ragged {
        /// The line, from 1.
        line: u64,
        /// Columns found.
        found: usize,
        /// Columns of the first line.
        expected: usize,
    },
    /// A field is not a number in range.
    #[error("line {line}, column {column}: {value:?} is not a {what}, which is a whole number from 0 to 255")]
    Value {
        /// The line, from 1.
        line: u64,
        /// The column, from 1, and its name if there is a header.
        column: String,
        /// What was found, at most 40 characters of it.
        value: String,
        /// "label" or "pixel".
        what: &'static str,
    },
    /// There are more images than are accepted.
    #[error("it holds too many images: the limits are {MAX_IMAGES} images and {MAX_PIXELS} pixels in all")]
    TooLarge,
    /// There is not enough memory.
    #[error("there is no memory for more than {bytes} bytes of pixels")]
    Memory {
        /// Bytes already held.
        bytes: usize,
    },
    /// The file cannot be read, its gzip data is damaged, or a line is longer than
    /// [`MAX_CSV_LINE`].
    #[error("it cannot be read")]
    Read(#[from] std::io::Error),
}

fn is_square(number: usize) -> bool {
    let root = number.isqrt();
    number > 1 && root * root == number
}

/// Reads the content of a CSV file of images.
pub(crate) fn read(content: impl Read) -> Result<Labelled, CsvError> {
    // No quoting: a field in quotes could hold line breaks, and so as much of the file as it likes.
    let mut reader = ::csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .quoting(false)
        .from_reader(LimitedLines::new(content, MAX_CSV_LINE));
    let mut record = ::csv::ByteRecord::new();
    let mut layout: Option<Layout> = None;
    let mut found = Labelled::default();
    while next(&mut reader, &mut record)? {
        let line = record.position().map_or(0, ::csv::Position::line);
        let layout = match &layout {
            Some(layout) => layout,
            None => {
                let (first, header) = Layout::of_first_line(&record, line)?;
                (found.width, found.height) = (first.side, first.side);
                let first = layout.insert(first);
                if header {
                    continue;
                }
                first
            }
        };
        push_image(&mut found, &record, layout, line)?;
    }
    if found.labels.is_empty() { Err(CsvError::Empty) } else { Ok(found) }
}

fn next(reader: &mut ::csv::Reader<impl Read>, record: &mut ::csv::ByteRecord) -> Result<bool, CsvError> {
    reader.read_byte_record(record).map_err(|error| match error.into_kind() {
        ::csv::ErrorKind::Io(error) => CsvError::Read(error),
        // No other kind arises from bytes read without quotes and with lines of any length.
        other => CsvError::Read(std::io::Error::other(format!("{other:?}"))),
    })
}

fn push_image(
    found: &mut Labelled,
    record: &::csv::ByteRecord,
    layout: &Layout,
    line: u64,
) -> Result<(), CsvError> {
    if record.len() != layout.columns {
        return Err(CsvError::Ragged { line, found: record.len(), expected: layout.columns });
    }
    let pixels = found.pixels.len();
    let size = layout.columns - 1;
    if found.labels.len() as u64 >= MAX_IMAGES || (pixels + size) as u64 > MAX_PIXELS {
        return Err(CsvError::TooLarge);
    }
    found.pixels.try_reserve(size).map_err(|_| CsvError::Memory { bytes: pixels })?;
    for (column, field) in record.iter().enumerate() {
        let label = column == layout.label;
        let number = parse_number(field).ok_or_else(|| CsvError::Value {
            line,
            column: layout.name(column),
            value: String::from_utf8_lossy(field).chars().take(40).collect(),
            what: if label { "label" } else { "pixel" },
        })?;
        if label {
            found.labels.push(number);
        } else {
            found.pixels.push(number);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
