//! What can be wrong with a prior or an ensemble.

use apical_chip::design::DesignError;
use apical_chip::energy::EnergyError;
use apical_chip::preset::{PresetError, SettingError};
use apical_chip::technology::TechnologyError;

/// No estimate is possible.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UncertaintyError {
    /// A file that is not of its form.
    #[error("{file}: {problem}")]
    File {
        /// Which.
        file: &'static str,
        /// What is wrong.
        problem: String,
    },
    /// A technology that nobody has put ranges to.
    #[error(
        "technology {0} has no ranges of its constants, so that nothing can be said of its uncertainty; there are some of {1}"
    )]
    NoPrior(String, &'static str),
    /// Nothing that was drawn agrees with what is published.
    #[error("none of {samples} draws agrees with the published figures")]
    NoAgreement {
        /// How many were drawn.
        samples: usize,
    },
    /// A structure that is none.
    #[error(transparent)]
    Design(#[from] DesignError),
    /// Constants without energies.
    #[error(transparent)]
    Energy(#[from] EnergyError),
    /// Settings that no preset has.
    #[error(transparent)]
    Preset(#[from] PresetError),
    /// Constants that are none.
    #[error(transparent)]
    Technology(#[from] TechnologyError),
}

impl From<SettingError> for UncertaintyError {
    fn from(error: SettingError) -> Self {
        Self::Preset(error.into())
    }
}
