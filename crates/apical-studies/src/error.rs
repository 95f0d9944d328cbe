//! What can go wrong, in words that name the field and what is allowed.

use apical_chip::design::DesignError;
use apical_chip::machine::ChipError;
use apical_chip::preset::PresetError;
use apical_chip::technology::TechnologyError;
use apical_core::training::TrainerError;
use apical_core::{ConfigError, ProcessorError, StateError};
use apical_data::DatasetError;
use apical_uncertainty::UncertaintyError;

/// Why a study has no result.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StudyError {
    /// It was asked to stop. What was stored until then stays.
    #[error("the study was stopped before its end")]
    Stopped,
    /// Sizes or constants of a network.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A state that a processor refuses.
    #[error(transparent)]
    State(#[from] StateError),
    /// Images that a processor refuses.
    #[error(transparent)]
    Processor(#[from] ProcessorError),
    /// A training that cannot go on, such as images that do not have the size of the network.
    #[error(transparent)]
    Trainer(#[from] TrainerError),
    /// Images that cannot be taken from a dataset.
    #[error(transparent)]
    Dataset(#[from] DatasetError),
    /// A processor that cannot be had.
    #[error(transparent)]
    Design(#[from] DesignError),
    /// A preset that cannot be used.
    #[error(transparent)]
    Preset(#[from] PresetError),
    /// A technology that cannot be used.
    #[error(transparent)]
    Technology(#[from] TechnologyError),
    /// Constants that have no intervals.
    #[error(transparent)]
    Uncertainty(#[from] UncertaintyError),
    /// A machine that cannot hold a network.
    #[error(transparent)]
    Chip(#[from] ChipError),
    /// A rule or a setting.
    #[cfg(feature = "compare")]
    #[error(transparent)]
    Baseline(#[from] apical_baselines::BaselineError),
    /// A store of results.
    #[cfg(feature = "compare")]
    #[error(transparent)]
    Store(#[from] apical_support::StoreError),
    /// A stored result that is there no more.
    #[cfg(feature = "compare")]
    #[error("store {}: removed meanwhile", .path.display())]
    Removed {
        /// The file.
        path: std::path::PathBuf,
    },
    /// The system gives no threads.
    #[cfg(feature = "compare")]
    #[error("cannot start {threads} threads")]
    Threads {
        /// How many were asked for; 0: one a core.
        threads: usize,
        /// Why not.
        source: rayon::ThreadPoolBuildError,
    },
}
