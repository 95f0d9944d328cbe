//! What stands in the way of an energy.

use crate::technology::TechnologyError;
use crate::units::{Hertz, Joules, Volts};

/// An operating point that a processor cannot run at, or a memory that the technology has no figures for.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EnergyError {
    /// The technology refuses.
    #[error(transparent)]
    Technology(#[from] TechnologyError),
    /// The clock is faster than the supply allows.
    #[error(
        "frequency: {:.3} MHz is out of range: above 0, at most {:.3} MHz at {} V (preset {preset}: {:.3} MHz at {} V)",
        .found.megahertz(), .maximum.megahertz(), .supply.value(), .clock.megahertz(), .at.value()
    )]
    Clock {
        /// The clock asked for.
        found: Hertz,
        /// The fastest at that supply.
        maximum: Hertz,
        /// The supply.
        supply: Volts,
        /// The preset.
        preset: String,
        /// Its clock.
        clock: Hertz,
        /// Its supply.
        at: Volts,
    },
    /// Memory energies without bounds, between which a published figure could place them.
    #[error(
        "technology {0}: its memories are macros of a library with one energy each, which no factor belongs to"
    )]
    Uncalibrated(String),
    /// No positive factor on memory energies meets the published energy.
    #[error(
        "technology {technology}: without its memories, an inference of park2019 takes {:.1} nJ; the published {:.1} nJ leave nothing for them, so that no calibration is possible",
        .logic.nanojoules(), .published.nanojoules()
    )]
    Calibration {
        /// The technology.
        technology: String,
        /// Energy of everything but memories.
        logic: Joules,
        /// The published energy of an inference.
        published: Joules,
    },
}
