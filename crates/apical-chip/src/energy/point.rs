//! Supply and clock.

use crate::preset::Preset;
use crate::units::{Hertz, Volts};

/// A supply and a clock.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OperatingPoint {
    /// Supply voltage.
    pub supply: Volts,
    /// Clock frequency.
    pub clock: Hertz,
}

impl Preset {
    /// The operating point that the preset was made for.
    #[must_use]
    pub fn operating_point(&self) -> OperatingPoint {
        OperatingPoint { supply: self.supply, clock: self.clock }
    }
}
