//! What can be wrong with a configuration.

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::{String, ToString};
use std::io;
use std::path::{Path, PathBuf};

use super::Choices;
use crate::{ConfigError, StepRateError};

/// A configuration that cannot be used. Messages name the key, what was found and what is allowed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// The file cannot be read.
    #[error("cannot read the configuration {}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file is longer than any configuration.
    #[error("the configuration {} is longer than {maximum} bytes", .path.display())]
    TooLong {
        /// The file.
        path: PathBuf,
        /// Greatest length in bytes.
        maximum: u64,
    },
    /// No TOML, or a key or value that is none. The parser's text shows the line and the key.
    #[error("the configuration {} is not valid:\n{message}", .path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// The parser's text.
        message: String,
    },
    /// A number out of its range.
    #[error("{key}: {found} is out of range: {allowed}")]
    Range {
        /// The key.
        key: &'static str,
        /// What was found.
        found: String,
        /// What is allowed.
        allowed: String,
    },
    /// A value that cannot be.
    #[error("{key}: {message}")]
    Value {
        /// The key.
        key: &'static str,
        /// What is wrong with its value.
        message: String,
    },
    /// What is wrong was said in a file.
    #[error("in the configuration {}", .path.display())]
    InFile {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: Box<RunError>,
    },
    /// The network cannot be.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The learning rate does not fit the accumulators.
    #[error(transparent)]
    LearningRate(#[from] StepRateError),
    /// A run that is resumed was begun otherwise.
    #[error("{key}: {given} contradicts the checkpoint, which has {stored}; leave it out to resume")]
    Contradiction {
        /// The key.
        key: &'static str,
        /// What was given.
        given: String,
        /// What the checkpoint has.
        stored: String,
    },
    /// The run cannot be done again.
    #[error("irreproducible: the same network cannot be made again: {reason}")]
    Irreproducible {
        /// Why not.
        reason: String,
    },
}

impl RunError {
    /// A number out of its range.
    pub(super) fn range(key: &'static str, found: i64, least: i64, greatest: i64) -> Self {
        Self::Range { key, found: found.to_string(), allowed: alloc::format!("{least} to {greatest}") }
    }

    /// Adds the name of the configuration file if what is wrong was said there and not by a flag.
    #[must_use]
    pub fn blaming(self, path: &Path, file: &Choices, flags: &Choices) -> Self {
        // All messages that are about a value begin with its key.
        let message = self.to_string();
        let key = message.split(':').next().unwrap_or_default().replace(' ', "_");
        if file.has(&key) && !flags.has(&key) {
            Self::InFile { path: path.to_owned(), source: Box::new(self) }
        } else {
            self
        }
    }
}
