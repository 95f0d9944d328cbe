//! What can be wrong with a vector file.

use alloc::string::String;

use crate::{ConfigError, FormatError, StateError, StepRateError};

/// A file that is no golden vector. Every message names the line, from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VectorError {
    /// Another record should be here.
    #[error("line {line}: expected the record {expected}, found {found:?}")]
    Record {
        /// The line.
        line: usize,
        /// Keyword expected.
        expected: &'static str,
        /// First field found, shortened.
        found: String,
    },
    /// The file ends early.
    #[error("line {line}: the file ends where the record {expected} is expected")]
    End {
        /// The line after the last.
        line: usize,
        /// Keyword expected.
        expected: &'static str,
    },
    /// A record has too few fields.
    #[error("line {line}: {record}: field {field} is missing")]
    Missing {
        /// The line.
        line: usize,
        /// Keyword of the record.
        record: &'static str,
        /// Number of the field, the keyword being 0.
        field: usize,
    },
    /// A record has too many fields, or the file goes on after its last record.
    #[error("line {line}: unexpected {found:?} after {record}")]
    Surplus {
        /// The line.
        line: usize,
        /// Keyword of the record.
        record: &'static str,
        /// What is too much, shortened.
        found: String,
    },
    /// A field is no number of the right base.
    #[error("line {line}: {record}: field {field} is {found:?}, expected a {kind} number")]
    Number {
        /// The line.
        line: usize,
        /// Keyword of the record.
        record: &'static str,
        /// Number of the field, the keyword being 0.
        field: usize,
        /// The field, shortened.
        found: String,
        /// "decimal" or "hexadecimal".
        kind: &'static str,
    },
    /// A number is outside its range.
    #[error("line {line}: {record}: field {field} is {found}, out of range: {minimum} to {maximum}")]
    Range {
        /// The line.
        line: usize,
        /// Keyword of the record.
        record: &'static str,
        /// Number of the field, the keyword being 0.
        field: usize,
        /// The number.
        found: i64,
        /// Least value allowed here.
        minimum: i64,
        /// Greatest value allowed here.
        maximum: i64,
    },
    /// A name with other characters than lower-case letters, digits and underscores, or too long.
    #[error("line {line}: name {found:?}: expected 1 to 64 lower-case letters, digits and underscores")]
    Name {
        /// The line.
        line: usize,
        /// The name, shortened.
        found: String,
    },
    /// Written for another version of the file format or of the specification.
    #[error("line {line}: {what} version {found}, this program reads version {expected}")]
    Version {
        /// The line.
        line: usize,
        /// "format" or "specification".
        what: &'static str,
        /// Version found.
        found: i64,
        /// Version read.
        expected: u32,
    },
    /// The format of the synapses is outside the specification.
    #[error("line {line}: {source}")]
    Format {
        /// The line.
        line: usize,
        /// What is wrong.
        source: FormatError,
    },
    /// The configuration is outside the specification.
    #[error("line {line}: {source}")]
    Config {
        /// Last line of the configuration.
        line: usize,
        /// What is wrong.
        source: ConfigError,
    },
    /// The initial state contradicts itself.
    #[error("line {line}: {source}")]
    State {
        /// Last line of the initial state.
        line: usize,
        /// What is wrong.
        source: StateError,
    },
    /// The learning-rate register is out of range.
    #[error("line {line}: {source}")]
    StepRate {
        /// The line.
        line: usize,
        /// What is wrong.
        source: StepRateError,
    },
    /// Images are still in the pipeline after the last step.
    #[error("line {line}: {images} images never leave the pipeline")]
    NotDrained {
        /// First line after the steps.
        line: usize,
        /// Images left.
        images: u32,
    },
    /// The final memories are not what the steps leave behind.
    #[error("line {line}: the final {record} are not what the steps before leave behind")]
    Final {
        /// The line.
        line: usize,
        /// Keyword of the record.
        record: &'static str,
    },
}
