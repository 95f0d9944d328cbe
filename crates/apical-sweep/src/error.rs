//! What can go wrong, in words that name file, field and what is allowed.

use std::path::PathBuf;

use apical_chip::design::DesignError;
use apical_chip::preset::PresetError;
use apical_core::snapshot::SnapshotError;
use apical_core::training::TrainerError;
use apical_core::{ProcessorError, StateError};
use apical_support::StoreError;

/// A plan, a store or a point that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SweepError {
    /// The plan cannot be read.
    #[error("cannot read the plan {}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The plan cannot be used.
    #[error("in the plan {}", .path.display())]
    InPlan {
        /// The file.
        path: PathBuf,
        /// Why.
        source: Box<SweepError>,
    },
    /// The plan is no plan; the parser's text shows line and key.
    #[error("{0}")]
    Syntax(String),
    /// A field of the plan.
    #[error("{field}: {message}")]
    Field {
        /// The field.
        field: String,
        /// What is wrong, and what is allowed.
        message: String,
    },
    /// No point of the plan can be built.
    #[error("none of the {count} points is possible; the first: {reason}")]
    NonePossible {
        /// How many there are.
        count: usize,
        /// Why the first is none.
        reason: String,
    },
    /// A point that is not in the plan.
    #[error("--point {key}: the plan has no such point now; --list-json lists those that there are")]
    NoSuchPoint {
        /// The name given.
        key: String,
    },
    /// A folder in which no sweep has been run.
    #[error("{}: there is no sweep.json; run a sweep with --out on this folder first", .path.display())]
    NoSweep {
        /// The folder.
        path: PathBuf,
    },
    /// A point whose network cannot be had at all.
    #[error("{0}")]
    Impossible(String),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A network that is kept in the store.
    #[error("the network {} cannot be kept", .path.display())]
    Network {
        /// The file.
        path: PathBuf,
        /// Why.
        source: Box<SnapshotError>,
    },
    /// The processor refuses a state.
    #[error(transparent)]
    State(#[from] StateError),
    /// The processor refuses an image.
    #[error(transparent)]
    Processor(#[from] ProcessorError),
    /// A run that cannot go on.
    #[error(transparent)]
    Trainer(#[from] TrainerError),
    /// A processor that cannot be had.
    #[error(transparent)]
    Design(#[from] DesignError),
    /// Results that cannot be written as a table.
    #[error("cannot make the {form} table: {message}")]
    Table {
        /// CSV or Parquet.
        form: &'static str,
        /// Why.
        message: String,
    },
    /// A panic within a point, which is a mistake of this program.
    #[error("the program failed: {0}")]
    Panic(String),
}

impl From<PresetError> for SweepError {
    fn from(error: PresetError) -> Self {
        Self::Design(error.into())
    }
}

impl SweepError {
    pub(crate) fn field(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Field { field: field.into(), message: message.into() }
    }

    /// The error and its causes as one line.
    #[must_use]
    pub fn chain(&self) -> String {
        let mut text = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            let message = error.to_string();
            if !text.ends_with(message.trim_end()) {
                text = format!("{text}: {}", message.trim_end());
            }
            cause = error.source();
        }
        text
    }
}
