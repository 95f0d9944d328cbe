//! What can be wrong with an export.

use alloc::string::{String, ToString};

use crate::front_end::FrontEnd;
use crate::{State, StateError};

/// An export that cannot be written or read back. Messages name the file and what is allowed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The state is not valid, or the files do not make one.
    #[error(transparent)]
    State(#[from] StateError),
    /// A front end that exports do not have.
    #[error(
        "front_end: {front_end}: exports hold the network alone so far, and so only networks behind a threshold; train with --front-end threshold"
    )]
    FrontEnd {
        /// The front end.
        front_end: String,
    },
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
    let front_end = &state.config.front_end;
    if *front_end == FrontEnd::THRESHOLD {
        Ok(())
    } else {
        Err(ExportError::FrontEnd { front_end: front_end.to_string().chars().take(60).collect() })
    }
}
