//! The learning-rate register and the stochastic step.

use crate::Format;

/// Learning rate as the processor's register holds it: unsigned 8.8 fixed point, in units of the accumulator G.
///
/// The step of an image is `floor(rate + byte / 256)` with a random byte, so that its mean is the rate.
/// The range is `0 ..= 2^(g-1) - 1` (127.0 for 8-bit accumulators): a step then fits the accumulator, and one
/// update carries at most one into the weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct StepRate(u16);

/// A rate above the register's range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "learning rate: register value {value} is out of range: 0 to {maximum} (8.8 fixed point) in format {format}"
)]
pub struct StepRateError {
    /// The value asked for, in 1/256 of an accumulator unit.
    pub value: u32,
    /// Greatest value allowed.
    pub maximum: u32,
    /// The format that sets the limit.
    pub format: Format,
}

impl StepRate {
    /// No learning.
    pub const ZERO: Self = Self(0);

    /// The register with `value` in 1/256 of an accumulator unit.
    ///
    /// # Errors
    /// If a step could exceed the accumulator's own maximum.
    pub const fn new(value: u32, format: Format) -> Result<Self, StepRateError> {
        let maximum = (format.accumulator_maximum() as u32) << 8;
        if value > maximum {
            return Err(StepRateError { value, maximum, format });
        }
        Ok(Self(value as u16))
    }

    /// The rate, or the greatest of a format if that is less.
    #[must_use]
    pub fn limited_to(self, format: Format) -> Self {
        Self(self.0.min((format.accumulator_maximum() as u16) << 8))
    }

    /// Register value, in 1/256 of an accumulator unit.
    #[must_use]
    pub const fn value(self) -> u16 {
        self.0
    }

    /// The integer step for a random byte: `floor(rate + byte / 256)`, 0 to 127.
    #[must_use]
    pub const fn step(self, byte: u8) -> u8 {
        ((self.0 as u32 + byte as u32) >> 8) as u8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_step_is_the_rate() {
        for value in [0, 1, 77, 256, 1536, 127 * 256] {
            let rate = StepRate::new(value, Format::W4G8).unwrap();
            let sum: u32 = (0..=255).map(|byte| u32::from(rate.step(byte))).sum();
            assert_eq!(sum, value);
        }
    }

    #[test]
    fn a_rate_made_for_wide_accumulators_is_limited_to_narrow_ones() {
        let narrow = Format::new(4, 4).unwrap();
        let rate = StepRate::new(127 * 256, Format::W4G8).unwrap();
        assert_eq!(rate.limited_to(Format::W4G8), rate);
        assert_eq!(Ok(rate.limited_to(narrow)), StepRate::new(7 * 256, narrow));
    }

    #[test]
    fn a_step_never_exceeds_the_accumulator() {
        for bits in 4..=8 {
            let format = Format::new(4, bits).unwrap();
            let maximum = (format.accumulator_maximum() as u32) << 8;
            let rate = StepRate::new(maximum, format).unwrap();
            assert_eq!(i32::from(rate.step(255)), format.accumulator_maximum());
            assert!(StepRate::new(maximum + 1, format).is_err());
        }
    }
}
