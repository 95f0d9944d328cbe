//! Energies of memories between the two tables.

use crate::prior::Draw;
use apical_chip::energy::{EnergyModel, Kind};
use apical_chip::technology::{Technology, TechnologyError};
use apical_chip::units::{Joules, Volts};

/// The memory at which both tables are brought to one level: 8 kB in words of 64 bits, as a published cache has.
const WORDS: u32 = 1024;
const BITS: u32 = 64;

/// How energies follow from the two tables: `low^(1 - shape) * high^shape`, brought to the level of `low` at one memory.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MemoryShape {
    shape: f64,
    /// High over low at that memory.
    ratio: f64,
}

/// Energies of a run: what memories take at a level of 1, and all else.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Parts {
    pub(crate) memory: Joules,
    pub(crate) logic: Joules,
}

impl MemoryShape {
    pub(crate) fn new(draw: &Draw, technology: &Technology, supply: Volts) -> Result<Self, TechnologyError> {
        let cost = technology.memory(WORDS, BITS, false, supply)?;
        Ok(Self { shape: draw.shape, ratio: cost.high[0] / cost.low[0] })
    }

    /// Energies of an image of a run.
    pub(crate) fn parts(self, model: &EnergyModel, counts: &[f64], images: f64) -> Parts {
        let mut parts = Parts::default();
        for (cost, count) in model.costs().iter().zip(counts) {
            let (low, count) = (cost.each.low, count / images);
            match cost.kind {
                Kind::Logic => parts.logic += low * count,
                Kind::Memory => {
                    let relative = (cost.each.high / low) / self.ratio;
                    parts.memory += low * (relative.powf(self.shape) * count);
                }
            }
        }
        parts
    }
}

impl Parts {
    /// So much of the way to other parts.
    pub(crate) fn towards(self, other: Self, share: f64) -> Self {
        let between = |from: Joules, to: Joules| from + (to - from) * share;
        Self { memory: between(self.memory, other.memory), logic: between(self.logic, other.logic) }
    }

    /// All of it, with memories at a level.
    pub(crate) fn at(self, level: f64) -> Joules {
        self.logic + self.memory * level
    }
}
