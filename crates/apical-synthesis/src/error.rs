//! What can go wrong.

use std::path::{Path, PathBuf};

use apical_chip::liberty::LibertyError;

/// Errors of files, tools and what they contain.
#[derive(Debug, thiserror::Error)]
pub enum SynthesisError {
    /// A file or folder that cannot be read or written.
    #[error("{path}: {error}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A cell library that cannot be read.
    #[error(transparent)]
    Liberty(#[from] LibertyError),
    /// Text that breaks the rules of its format.
    #[error("{format}, line {line}: {problem}")]
    Syntax {
        /// SAIF or another format.
        format: &'static str,
        /// From 1.
        line: usize,
        /// What is wrong.
        problem: String,
    },
    /// Something that must be there is not, or has a value that it cannot have.
    #[error("{subject}: {problem}")]
    Content {
        /// File, cell, module or signal.
        subject: String,
        /// What is wrong.
        problem: String,
    },
    /// The folder of cells lacks something, or is missing.
    #[error(
        "{folder}: {problem}; name the folder of the SG13G2 Liberty files with --cells FOLDER or APICAL_CELLS"
    )]
    Cells {
        /// The folder.
        folder: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// A program that is not installed.
    #[error("{tool} does not run: {problem}; {install}")]
    Missing {
        /// Which.
        tool: String,
        /// What the system says.
        problem: String,
        /// How to get it.
        install: &'static str,
    },
    /// A comparison that failed: nothing is wrong with what was asked.
    #[error("{subject}: {problem}")]
    Differs {
        /// What was compared.
        subject: String,
        /// How it differs.
        problem: String,
    },
    /// A program that failed.
    #[error("{tool} failed: {output}")]
    Tool {
        /// Which.
        tool: String,
        /// The end of what it printed.
        output: String,
    },
}

impl SynthesisError {
    pub(crate) fn file(path: &Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        move |error| Self::File { path: path.to_path_buf(), error }
    }

    /// 1 if a comparison failed; 2 if it is what was asked for that is wrong, or a tool.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        if matches!(self, Self::Differs { .. }) { 1 } else { 2 }
    }

    pub(crate) fn differs(subject: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::Differs { subject: subject.into(), problem: problem.into() }
    }

    pub(crate) fn content(subject: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::Content { subject: subject.into(), problem: problem.into() }
    }
}
