//! Energies with their bounds.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul};

use crate::units::Joules;

/// One quantity of energy, three times: bounds from below and above without any fit, and calibrated.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Estimate {
    /// With CACTI's memories.
    pub low: Joules,
    /// With the library's memories, scaled.
    pub high: Joules,
    /// With CACTI's memories times the one fitted factor.
    pub calibrated: Joules,
}

impl Estimate {
    /// The same energy in all three: nothing but logic.
    #[must_use]
    pub fn exact(energy: Joules) -> Self {
        Self { low: energy, high: energy, calibrated: energy }
    }
}

impl Add for Estimate {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            low: self.low + other.low,
            high: self.high + other.high,
            calibrated: self.calibrated + other.calibrated,
        }
    }
}

impl AddAssign for Estimate {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Mul<f64> for Estimate {
    type Output = Self;

    fn mul(self, factor: f64) -> Self {
        Self { low: self.low * factor, high: self.high * factor, calibrated: self.calibrated * factor }
    }
}

impl Div<f64> for Estimate {
    type Output = Self;

    fn div(self, divisor: f64) -> Self {
        self * (1.0 / divisor)
    }
}

impl Sum for Estimate {
    fn sum<I: Iterator<Item = Self>>(values: I) -> Self {
        values.fold(Self::default(), |sum, value| sum + value)
    }
}
