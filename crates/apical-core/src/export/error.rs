//! What can be wrong with an export.

use alloc::string::String;

use crate::{State, StateError};

/// An export that cannot be written or read back. Messages name the file and what is allowed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The state is not valid, or the files do not make one.
    #[error(transparent)]
    State(#[from] StateError),
    /// A file is missing.
    #[error("{file} is missing")]
    MissingFile {
        /// Its name.
        file: String,
    },
    /// The manifest is not one of this software and specification version.
    #[error("manifest.json: {problem}")]
    Manifest {
        /// What is wrong, and what is allowed.
        problem: String,
    },
    /// A memory image has another number of words.
    #[error("{file}: {found} words, {expected} expected")]
    Words {
        /// The file.
        file: String,
        /// Words found.
        found: usize,
        /// Words expected.
        expected: usize,
    },
    /// A word is not a hexadecimal number of the bank's width.
    #[error("{file}: line {line} is not a hexadecimal number of {bits} bits ({digits} digits)")]
    Word {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// Bits of a word.
        bits: usize,
        /// Digits of a word.
        digits: usize,
    },
    /// The archive could not be built.
    #[error("NumPy archive: {message}")]
    Archive {
        /// Why.
        message: String,
    },
}

/// Checks that a state is valid and one that exports can hold.
pub(super) fn check(state: &State) -> Result<(), ExportError> {
    state.validate()?;
    Ok(state.check_first_specification("an export")?)
}
