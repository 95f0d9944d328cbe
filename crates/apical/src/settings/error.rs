//! What can be wrong with a configuration.

use std::path::{Path, PathBuf};

use apical_core::{ConfigError, StepRateError};

use super::Choices;

/// A configuration that cannot be used. Messages name the key and what is allowed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SettingsError {
    #[error("cannot read the configuration {}", .path.display())]
    Read { path: PathBuf, source: std::io::Error },
    #[error("the configuration {} is longer than {maximum} bytes", .path.display())]
    TooLong { path: PathBuf, maximum: u64 },
    /// The parser's text shows the line and the key.
    #[error("the configuration {} is not valid:\n{message}", .path.display())]
    Syntax { path: PathBuf, message: String },
    #[error("{key}: {found} is out of range: {allowed}")]
    Range { key: &'static str, found: String, allowed: String },
    #[error("{key}: {message}")]
    Value { key: &'static str, message: String },
    /// What is wrong was said in a file.
    #[error("in the configuration {}", .path.display())]
    InFile { path: PathBuf, source: Box<SettingsError> },
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    LearningRate(#[from] StepRateError),
    #[error("{key}: {given} contradicts the checkpoint, which has {stored}; leave it out to resume")]
    Contradiction { key: &'static str, given: String, stored: String },
}

impl SettingsError {
    /// Adds the name of the configuration file if what is wrong was said there and not by a flag.
    pub(crate) fn blaming(self, path: &Path, file: &Choices, flags: &Choices) -> Self {
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
