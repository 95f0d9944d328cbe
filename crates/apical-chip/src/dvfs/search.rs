//! The operating point with the least energy.

use super::error::DvfsError;
use super::scaling::{Performance, VoltageScaling};
use super::workload::Task;
use crate::units::{Joules, Volts};

/// Supplies that are tried; the ones beside the best are then searched further.
const TRIED: u32 = 200;
/// Each halving of what is left makes the supply twice as exact: from 2.5 mV to less than a nanovolt.
const REFINEMENTS: u32 = 40;

/// An end of the range in which scaling holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// The lowest supply.
    Lowest,
    /// The highest supply.
    Highest,
}

/// The supply with the least energy an image, at its fastest clock.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LeastEnergy {
    /// Figures there.
    pub performance: Performance,
    /// The end of the technology's range at which it lies, if it does: beyond, there might be less.
    pub edge: Option<Edge>,
}

impl VoltageScaling<'_> {
    /// Finds the supply at which an image takes the least (calibrated) energy.
    ///
    /// # Errors
    /// If the preset's own supply is outside the technology's range.
    pub fn least_energy(&self, task: Task) -> Result<LeastEnergy, DvfsError> {
        self.least_energy_from(self.technology.minimum_supply, task)
    }

    /// As [`least_energy`](Self::least_energy), with no lower supply than the given one.
    pub(super) fn least_energy_from(&self, lowest: Volts, task: Task) -> Result<LeastEnergy, DvfsError> {
        let highest = self.technology.maximum_supply;
        let between = |share: f64| {
            let supply = lowest + (highest - lowest) * share;
            // Rounding must not lead out of the range.
            if supply > highest { highest } else { supply }
        };
        let energy =
            |supply| -> Result<Joules, DvfsError> { Ok(self.at_supply(supply)?.of(task).energy.calibrated) };
        let mut best = (0, energy(lowest)?);
        for number in 1..=TRIED {
            let found = energy(between(f64::from(number) / f64::from(TRIED)))?;
            if found < best.1 {
                best = (number, found);
            }
        }
        let share = |number: u32| between(f64::from(number.min(TRIED)) / f64::from(TRIED));
        let (mut left, mut right) = (share(best.0.saturating_sub(1)), share(best.0 + 1));
        for _ in 0..REFINEMENTS {
            let third = (right - left) / 3.0;
            if energy(left + third)? < energy(right - third)? {
                right = right - third;
            } else {
                left += third;
            }
        }
        let mut supply = (left + right) / 2.0;
        // Thirds approach an end without reaching it.
        for end in [highest, lowest] {
            if energy(end)? <= energy(supply)? {
                supply = end;
            }
        }
        let edge = if supply == self.technology.minimum_supply {
            Some(Edge::Lowest)
        } else if supply == highest {
            Some(Edge::Highest)
        } else {
            None
        };
        Ok(LeastEnergy { performance: self.at_supply(supply)?, edge })
    }
}
