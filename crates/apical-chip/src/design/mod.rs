//! Designs: a preset with its settings, in a technology with its calibration, at an operating point.
//!
//! A [`DesignRequest`] is what somebody asks for, on the command line, in a plan, in Python or on the page. It resolves
//! to a [`Design`] or to the reason why there is none, by the same rules everywhere:
//!
//! - a file that a preset names as its technology lies beside the preset;
//! - a preset's supply belongs to its own technology. If another technology is asked for and holds at one supply only,
//!   it is run at that, unless a supply is asked for too; the clock stays the preset's;
//! - at another supply it is as fast as that allows, unless a clock is asked for;
//! - a design for which there are no energies or no area is refused when it is resolved, not later.
//!
//! A [`Design`] is a value that does not change: another supply, network or technology makes another one, without
//! reading a file again.

mod cache;
mod error;
mod process;
mod request;

use std::sync::Arc;

use apical_core::{Config, State};

use crate::area::Area;
use crate::dvfs::{VoltageScaling, Workload};
use crate::energy::{EnergyModel, OperatingPoint};
use crate::machine::{ChipError, ChipProcessor};
use crate::preset::Preset;
use crate::technology::Technology;
use crate::units::{Hertz, Volts};

pub use cache::DesignCache;
pub use error::DesignError;
pub use process::Process;
pub use request::DesignRequest;

/// The slowest clock, as in presets.
pub const LEAST_CLOCK: Hertz = Hertz::new(1.0);

/// How a design takes a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fit {
    /// Memories and lanes are as the preset has them; a network that they cannot hold is refused.
    AsIs,
    /// They are made anew if they cannot hold the network.
    Grow,
    /// They are made anew if they are not of exactly the network's sizes and widths.
    Exact,
}

/// A processor that can be built: a preset in a technology, at an operating point.
#[derive(Debug, Clone)]
pub struct Design {
    preset: Preset,
    process: Arc<Process>,
    point: OperatingPoint,
    energy: EnergyModel,
    area: Area,
    replaced_supply: Option<Volts>,
}

impl Design {
    /// A preset in a technology: at its own supply, or at another one as fast as that allows; or at another clock.
    ///
    /// The supply and clock of `preset` are taken to be points of that technology; the name of a technology that it has
    /// is not looked at. A [`DesignRequest`] resolves both.
    ///
    /// # Errors
    /// If the technology does not hold at a supply, the clock is slower than [`LEAST_CLOCK`] or faster than the supply
    /// allows, or a memory is far outside the technology's tables.
    pub fn new(
        preset: Preset,
        process: Arc<Process>,
        supply: Option<Volts>,
        clock: Option<Hertz>,
    ) -> Result<Self, DesignError> {
        let technology = process.technology();
        // Whose value it is decides where it is mended.
        let of_preset = |reason| DesignError::PresetSupply { preset: preset.name.clone(), reason };
        let supply = match supply {
            Some(supply) => technology.check_supply(supply).map(|()| supply)?,
            None => technology.check_supply(preset.supply).map(|()| preset.supply).map_err(of_preset)?,
        };
        let clock = match clock {
            Some(clock) if clock >= LEAST_CLOCK => clock,
            Some(found) => return Err(DesignError::Clock { found }),
            None => technology.frequency(preset.clock, preset.supply, supply)?,
        };
        let point = OperatingPoint { supply, clock };
        let energy = EnergyModel::new(&preset, technology, point, process.factor())?;
        let area = Area::new(&preset, technology)?;
        Ok(Self { preset, process, point, energy, area, replaced_supply: None })
    }

    /// The preset, with all settings. Its supply and clock are the point from which others are scaled; its technology
    /// is the name or file that it was found by.
    #[must_use]
    pub fn preset(&self) -> &Preset {
        &self.preset
    }

    /// The technology with its calibration.
    #[must_use]
    pub fn process(&self) -> &Arc<Process> {
        &self.process
    }

    /// What it is made in.
    #[must_use]
    pub fn technology(&self) -> &Technology {
        self.process.technology()
    }

    /// Where it is run.
    #[must_use]
    pub fn point(&self) -> OperatingPoint {
        self.point
    }

    /// Energies at its operating point.
    #[must_use]
    pub fn energy(&self) -> &EnergyModel {
        &self.energy
    }

    /// Its area, and what leaks.
    #[must_use]
    pub fn area(&self) -> &Area {
        &self.area
    }

    /// The supply that the preset had, if the only one of its technology took that place.
    #[must_use]
    pub fn replaced_supply(&self) -> Option<Volts> {
        self.replaced_supply
    }

    /// The cycle-level processor with a network in it.
    ///
    /// # Errors
    /// If memories or lanes are too small or too narrow for the network, or the state contradicts itself.
    pub fn machine(&self, state: &State) -> Result<ChipProcessor, ChipError> {
        ChipProcessor::new(&self.preset.organisation, state)
    }

    /// What a workload takes at every supply of the technology.
    #[must_use]
    pub fn scaling<'a>(&'a self, workload: &'a Workload) -> VoltageScaling<'a> {
        VoltageScaling {
            preset: &self.preset,
            technology: self.technology(),
            calibration: self.process.factor(),
            workload,
        }
    }

    /// The same at another operating point: the preset's supply, or another one as fast as that allows; or at another
    /// clock.
    ///
    /// # Errors
    /// As [`Design::new`].
    pub fn at(&self, supply: Option<Volts>, clock: Option<Hertz>) -> Result<Self, DesignError> {
        self.remade(self.preset.clone(), self.process.clone(), supply, clock)
    }

    /// The same machine at the same operating point with other constants: a sample of a technology's, or one of them
    /// moved.
    ///
    /// # Errors
    /// As [`Design::new`].
    pub fn in_process(&self, process: Arc<Process>) -> Result<Self, DesignError> {
        let OperatingPoint { supply, clock } = self.point;
        self.remade(self.preset.clone(), process, Some(supply), Some(clock))
    }

    /// The same for a network.
    ///
    /// # Errors
    /// If the network does not fit, or no such organisation is possible; and as [`Design::new`].
    pub fn for_network(&self, network: &Config, fit: Fit) -> Result<Self, DesignError> {
        let OperatingPoint { supply, clock } = self.point;
        let preset = fitted(&self.preset, network, fit)?;
        self.remade(preset, self.process.clone(), Some(supply), Some(clock))
    }

    fn remade(
        &self,
        preset: Preset,
        process: Arc<Process>,
        supply: Option<Volts>,
        clock: Option<Hertz>,
    ) -> Result<Self, DesignError> {
        let replaced_supply = self.replaced_supply;
        Ok(Self { replaced_supply, ..Self::new(preset, process, supply, clock)? })
    }
}

/// A preset for a network.
fn fitted(preset: &Preset, network: &Config, fit: Fit) -> Result<Preset, DesignError> {
    let is_sized = match fit {
        Fit::AsIs => true,
        Fit::Grow => preset.organisation.check_network(network).is_ok(),
        Fit::Exact => {
            let own = preset.config()?;
            (&own.layers, own.format) == (&network.layers, network.format)
                && preset.organisation.check_network(network).is_ok()
        }
    };
    let mut preset = if is_sized { preset.clone() } else { preset.sized_for(network)? };
    preset.front_end = network.front_end.clone();
    preset.feedback_sharing = network.feedback_sharing;
    preset.organisation.check_network(network)?;
    Ok(preset)
}
