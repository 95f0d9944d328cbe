//! What can be wrong with a table, in words that say where and what to do.

use crate::limits::{MAX_FEATURES, MAX_IMAGES, MAX_PIXELS};

/// Which row of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Position {
    /// Its line in a text, from 1.
    Line(u64),
    /// A row of a group of rows in Parquet, both from 0.
    Row {
        /// The group.
        group: u32,
        /// The row in it.
        row: u32,
    },
}

impl Position {
    /// A row of a group, both within the limits of a table.
    #[cfg(feature = "parquet")]
    pub(super) fn row(group: usize, row: u64) -> Self {
        let short = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        Self::Row { group: short(group as u64), row: short(row) }
    }
}

impl std::fmt::Display for Position {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Line(line) => write!(f, "line {line}"),
            Self::Row { group, row } => write!(f, "row group {group}, row {row} (both from 0)"),
        }
    }
}

/// What is wrong with a table.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// There is no row.
    #[error("it holds no image: there is no row of values in it")]
    Empty,
    /// It is text of two bytes a character.
    #[error("it is text in UTF-16: save it as UTF-8 (`iconv -f UTF-16 -t UTF-8`)")]
    Utf16,
    /// It is no text.
    #[error("it is not text: line {line} holds a byte of value 0")]
    Binary {
        /// The line, from 1.
        line: u64,
    },
    /// A line is longer than is read.
    #[error("line {line} is longer than {} bytes", crate::limits::MAX_CSV_LINE)]
    LongLine {
        /// The line, from 1.
        line: u64,
    },
    /// The number of columns is not a label and a square of pixels.
    #[error(
        "line {line} has {columns} columns; an image is 1 label and a square number of pixels, such as 785 for \
         28 x 28{}", missing_label(*.columns)
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
    /// A field is not what its column holds.
    #[error("{at}, column {column}: {value:?} {problem}")]
    Value {
        /// Which row it is in.
        at: Position,
        /// The column, from 1, and its name if there is a header.
        column: String,
        /// What was found, at most 40 characters of it.
        value: String,
        /// What is wrong with it, what is allowed, and what to do.
        problem: String,
    },
    /// A label is none of the classes.
    #[error("{at}, column {column}: {value:?} is not a label of these classes: {classes}")]
    UnknownLabel {
        /// Which row it is in.
        at: Position,
        /// The column, from 1, and its name if there is a header.
        column: String,
        /// The label found.
        value: String,
        /// The classes.
        classes: String,
    },
    /// Two columns may hold the label.
    #[error(
        "nothing tells which column holds the label: column {first} and column {second} are equally likely{}; \
         name it: --label-column NAME or NUMBER", missing_label(*.columns)
    )]
    Ambiguous {
        /// A column, from 1, and its name if there is a header.
        first: String,
        /// Another.
        second: String,
        /// Columns of the table.
        columns: usize,
    },
    /// No column looks like labels.
    #[error(
        "no column of {columns} looks like labels ({why}){}; name it: --label-column NAME or NUMBER, or none for a \
         table without labels", missing_label(*.columns)
    )]
    NoLabel {
        /// Columns of the table.
        columns: usize,
        /// What was looked for.
        why: String,
    },
    /// More than one column holds words.
    #[error(
        "columns {first} and {second} hold words; only the label may be a word, every feature is a number: leave out \
         what is neither, and name the label: --label-column NAME or NUMBER"
    )]
    SeveralWords {
        /// A column, from 1, and its name if there is a header.
        first: String,
        /// Another.
        second: String,
    },
    /// The column that was asked for is not there.
    #[error("there is no column {name}; the table has {known}")]
    LabelColumn {
        /// What was asked for.
        name: String,
        /// The columns.
        known: String,
    },
    /// There are more classes than a label can tell.
    #[error(
        "column {column} was taken for the label, but has more than 256 different values: if it is a quantity, it has \
         no classes; if it names the rows, leave it out; if another column holds the label, name it: --label-column NAME or NUMBER"
    )]
    TooManyClasses {
        /// The column, from 1, and its name if there is a header.
        column: String,
    },
    /// What was taken for labels names the rows.
    #[error(
        "column {column} alone holds words, but all of them differ, such as {value:?}: it names the rows and is no label; leave it out, \
         and name the column of the label: --label-column NAME or NUMBER"
    )]
    Identifiers {
        /// The column, from 1, and its name if there is a header.
        column: String,
        /// One of them.
        value: String,
    },
    /// The number of features is not the one that was asked for.
    #[error("it has {columns} columns, which are not {expected} features, nor these and a label")]
    Features {
        /// Columns of values.
        columns: usize,
        /// Features asked for.
        expected: usize,
    },
    /// A feature that was asked for is not there.
    #[error(
        "there is no column {name:?}, which is a feature that is needed; its columns are {known}. Features are found by name: rename the columns, or take the header away if they are in order"
    )]
    MissingFeature {
        /// Name of the feature.
        name: String,
        /// The columns.
        known: String,
    },
    /// The image size is not that of the rows.
    #[error("{height} x {width} pixels are {} values, but a row has {features}", .width.saturating_mul(*.height))]
    ImageSize {
        /// Values of a row.
        features: usize,
        /// Columns asked for.
        width: usize,
        /// Rows asked for.
        height: usize,
    },
    /// The scale has not a range for each feature.
    #[error("there are {ranges} ranges for {features} features")]
    Scale {
        /// Ranges given.
        ranges: usize,
        /// Features of the table.
        features: usize,
    },
    /// The header of an ARFF file.
    #[error("line {line}: {problem}")]
    Arff {
        /// The line, from 1.
        line: u64,
        /// What is wrong, and what is allowed.
        problem: String,
    },
    /// A value is not there.
    #[error("{at}, column {column}: there is no value (null): fill it in, or leave out its row")]
    Null {
        /// Which row it is in.
        at: Position,
        /// The column, from 1, and its name if there is a header.
        column: String,
    },
    /// It is a Parquet file that is not read.
    #[error("{problem}")]
    Parquet {
        /// What is wrong, and what to do.
        problem: String,
    },
    /// It is another file than it was at first.
    #[error("it changed while it was read: {at}")]
    Changed {
        /// Which row.
        at: Position,
    },
    /// There is more than is accepted.
    #[error(
        "it is too large: the limits are {MAX_FEATURES} features, {MAX_IMAGES} images and {MAX_PIXELS} pixels in all"
    )]
    TooLarge,
    /// There is not enough memory.
    #[error("there is no memory for {bytes} bytes of pixels")]
    Memory {
        /// Bytes needed.
        bytes: usize,
    },
    /// The file cannot be read, or its gzip data is damaged.
    #[error("it cannot be read")]
    Read(#[from] std::io::Error),
}

fn missing_label(columns: usize) -> &'static str {
    let root = columns.isqrt();
    if columns > 1 && root * root == columns { " (is the column of labels missing?)" } else { "" }
}
