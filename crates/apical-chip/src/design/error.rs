//! Why there is no design.

use apical_core::ConfigError;

use super::LEAST_CLOCK;
use crate::energy::EnergyError;
use crate::organisation::OrganisationError;
use crate::preset::PresetError;
use crate::technology::{MemoryFileError, TechnologyError};
use crate::units::Hertz;

/// A design that cannot be had. The same request is refused with the same words wherever it is made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DesignError {
    /// The preset, or a setting of it.
    #[error(transparent)]
    Preset(#[from] PresetError),
    /// The technology, or a supply that it does not hold at.
    #[error(transparent)]
    Technology(#[from] TechnologyError),
    /// The file of memories.
    #[error(transparent)]
    Memories(#[from] MemoryFileError),
    /// The preset's own supply, which the technology does not hold at.
    #[error("preset {preset}: {reason}")]
    PresetSupply {
        /// The preset.
        preset: String,
        /// What the technology says of it.
        reason: TechnologyError,
    },
    /// The operating point, or a technology that cannot be calibrated.
    #[error(transparent)]
    Energy(EnergyError),
    /// A clock that is none.
    #[error("frequency: {} MHz is out of range: at least {} MHz", .found.megahertz(), LEAST_CLOCK.megahertz())]
    Clock {
        /// The clock asked for.
        found: Hertz,
    },
    /// Memories and lanes for a network.
    #[error(transparent)]
    Organisation(#[from] OrganisationError),
    /// The preset's own network is outside the limits of the rule.
    #[error(transparent)]
    Network(#[from] ConfigError),
}

// What the technology refuses is one kind of error, wherever it is noticed.
impl From<EnergyError> for DesignError {
    fn from(error: EnergyError) -> Self {
        match error {
            EnergyError::Technology(error) => Self::Technology(error),
            error => Self::Energy(error),
        }
    }
}

impl DesignError {
    /// Whether a name or a file is not there, so that every design that names it is refused.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        matches!(
            self,
            Self::Preset(PresetError::Unknown { .. } | PresetError::Read { .. })
                | Self::Technology(TechnologyError::Unknown { .. } | TechnologyError::Read { .. })
                | Self::Memories(MemoryFileError::Read { .. })
        )
    }

    /// Whether a file cannot be read.
    #[must_use]
    pub fn is_unreadable(&self) -> bool {
        matches!(
            self,
            Self::Preset(PresetError::Read { .. })
                | Self::Technology(TechnologyError::Read { .. })
                | Self::Memories(MemoryFileError::Read { .. })
        )
    }
}
