//! What can be wrong with an export.

use alloc::string::String;

use crate::StateError;

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
    /// A table of the front end is not what the manifest's text of it calls for.
    #[error("{file}: word {word} is not what the front end in manifest.json has")]
    FrontEnd {
        /// The file.
        file: String,
        /// The word, from 0.
        word: usize,
    },
    /// What is said of raw data or of classes does not fit the network.
    #[error("contract of the export: {problem}")]
    Contract {
        /// What is wrong, and what is expected.
        problem: String,
    },
    /// The archive could not be built.
    #[error("NumPy archive: {message}")]
    Archive {
        /// Why.
        message: String,
    },
}
