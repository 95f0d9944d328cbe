//! What is wrong with a cell library.

use std::path::{Path, PathBuf};

/// A file or text that is no cell library.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LibertyError {
    /// A file that cannot be read.
    #[error("{path}: {error}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// Text that breaks the rules of its format.
    #[error("{format}, line {line}: {problem}")]
    Syntax {
        /// Liberty, or a function of Liberty.
        format: &'static str,
        /// From 1.
        line: usize,
        /// What is wrong.
        problem: String,
    },
    /// Something that must be there is not, or has a value that it cannot have.
    #[error("{subject}: {problem}")]
    Content {
        /// File, group or cell.
        subject: String,
        /// What is wrong.
        problem: String,
    },
}

impl LibertyError {
    pub(super) fn file(path: &Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        move |error| Self::File { path: path.to_path_buf(), error }
    }

    pub(super) fn content(subject: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::Content { subject: subject.into(), problem: problem.into() }
    }
}
