//! What can go wrong.

use std::path::PathBuf;

use apical_chip::organisation::OrganisationError;
use apical_core::{ProcessorError, StateError};

/// A processor in RTL that cannot be made, or that did not answer as it must.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RtlError {
    /// An organisation that the RTL does not describe.
    #[error("{field}: the RTL has no such machine: {message}")]
    Unsupported {
        /// Path of the field, as presets have it.
        field: String,
        /// What there is instead.
        message: String,
    },
    /// An impossible organisation, or one that does not hold the network.
    #[error(transparent)]
    Organisation(#[from] OrganisationError),
    /// A state that contradicts itself.
    #[error(transparent)]
    State(#[from] StateError),
    /// A program that is needed is missing or failed.
    #[error("{0}")]
    Tool(String),
    /// A file that cannot be read or written.
    #[error("{path}: {message}")]
    File {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        message: String,
    },
    /// A simulator that cannot be loaded or that stopped.
    #[error("simulator: {0}")]
    Simulator(String),
    /// What was waited for did not come.
    #[error("no {what} within {cycles} cycles; the controller's state is {state}")]
    Timeout {
        /// What.
        what: &'static str,
        /// Cycles waited.
        cycles: u64,
        /// `STATUS` bits 2:0, or why it is not known.
        state: String,
    },
    /// An answer that cannot be.
    #[error("{0}")]
    Answer(String),
}

impl RtlError {
    #[cfg_attr(not(feature = "verilator"), allow(dead_code))]
    pub(crate) fn file(path: impl Into<PathBuf>, error: impl ToString) -> Self {
        Self::File { path: path.into(), message: error.to_string() }
    }
}

/// Name of the back end.
pub(crate) const NAME: &str = "rtl";

impl From<RtlError> for ProcessorError {
    fn from(error: RtlError) -> Self {
        match error {
            RtlError::State(error) => Self::State(error),
            error => Self::BackEnd { name: NAME.to_owned(), message: error.to_string() },
        }
    }
}
