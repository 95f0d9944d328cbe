//! The learning-rate curve.

use alloc::string::{String, ToString};
use core::fmt;
use core::str::FromStr;

use crate::{Format, StepRate, StepRateError};

/// A learning rate that goes linearly from one value to another over a run, in units of 1/256 of a weight step
/// whatever the accumulator's width, held in 1/256 of that unit. Written `6.0:0.3`, or `2.0` if it stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LearningRate {
    start: u16,
    end: u16,
}

/// Text that is no learning rate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("learning rate: {text:?} is not of the form START:END with numbers from 0 to 127, such as 6.0:0.3")]
pub struct LearningRateError {
    /// The text given.
    pub text: String,
}

/// Greatest value: 127.0.
const MAXIMUM: u16 = 127 << 8;

impl LearningRate {
    /// From 6.0 down to 0.3.
    pub const DEFAULT: Self = Self { start: 6 * 256, end: 77 };

    /// A curve between two values, each in 1/256 of the unit, at most 127.0 (32,512).
    #[must_use]
    pub const fn new(start: u16, end: u16) -> Option<Self> {
        if start > MAXIMUM || end > MAXIMUM { None } else { Some(Self { start, end }) }
    }

    /// Value at the start, in 1/256 of the unit.
    #[must_use]
    pub const fn start(self) -> u16 {
        self.start
    }

    /// Value at the end, in 1/256 of the unit.
    #[must_use]
    pub const fn end(self) -> u16 {
        self.end
    }

    /// Value at image `image` of `images` (counted over all epochs; later ones see the end value):
    /// `start + (end - start) * image / (images - 1)`, rounded down.
    #[must_use]
    pub fn at(self, image: u64, images: u64) -> u16 {
        let last = images.saturating_sub(1).max(1);
        let way = image.min(last);
        let (start, end) = (i64::from(self.start), i64::from(self.end));
        // For all but absurd lengths 64 bits will do, and a division of 128 bits takes as long as a layer.
        let moved = match (i64::try_from(last), i64::try_from(way)) {
            (Ok(last), Ok(way)) if last < 1 << 47 => ((end - start) * way).div_euclid(last),
            _ => (i128::from(end - start) * i128::from(way)).div_euclid(i128::from(last)) as i64,
        };
        (start + moved) as u16
    }

    /// The register value for image `image` of `images` with the given accumulators: scaled to their unit, rounded
    /// to the nearest.
    ///
    /// # Errors
    /// If a step could exceed the accumulator.
    pub fn step_rate(self, image: u64, images: u64, format: Format) -> Result<StepRate, StepRateError> {
        StepRate::new(in_units(self.at(image, images), format), format)
    }

    /// Checks that the whole curve fits the accumulators of a format.
    ///
    /// # Errors
    /// If a step could exceed the accumulator.
    pub fn check(self, format: Format) -> Result<(), StepRateError> {
        StepRate::new(in_units(self.start.max(self.end), format), format).map(|_| ())
    }
}

/// From 1/256 of a weight step to the accumulator's own unit.
fn in_units(value: u16, format: Format) -> u32 {
    let shift = 8 - format.accumulator_bits();
    (u32::from(value) + ((1 << shift) >> 1)) >> shift
}

impl Default for LearningRate {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl fmt::Display for LearningRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = |register: u16| f64::from(register) / 256.0;
        write!(f, "{}:{}", value(self.start), value(self.end))
    }
}

impl FromStr for LearningRate {
    type Err = LearningRateError;

    fn from_str(text: &str) -> Result<Self, LearningRateError> {
        let (start, end) = text.split_once(':').unwrap_or((text, text));
        let register = |number: &str| {
            let value: f64 = number.trim().parse().ok()?;
            // The range does not contain NaN.
            (0.0..=127.0).contains(&value).then_some((value * 256.0 + 0.5) as u16)
        };
        register(start)
            .zip(register(end))
            .and_then(|(start, end)| Self::new(start, end))
            .ok_or_else(|| LearningRateError { text: text.to_string() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_starts_and_ends_where_it_says() {
        let rate = LearningRate::DEFAULT;
        assert_eq!(rate.at(0, 1000), 1536);
        assert_eq!(rate.at(999, 1000), 77);
        assert_eq!(rate.at(5000, 1000), 77);
        assert_eq!(rate.at(0, 1), 1536);
        assert_eq!(rate.at(0, 0), 1536);
        // Both ways to divide say the same.
        assert_eq!(rate.at(1 << 45, 1 << 46), rate.at(1 << 50, 1 << 51));
        assert_eq!(rate.at(u64::MAX, u64::MAX), 77);
        assert!((0..999).all(|image| rate.at(image, 1000) >= rate.at(image + 1, 1000)));
    }

    #[test]
    fn text_reads_back_as_written() {
        for text in ["6:0.30078125", "0:0", "127:127"] {
            assert_eq!(text.parse::<LearningRate>().unwrap().to_string(), text);
        }
        assert_eq!("6.0:0.3".parse(), Ok(LearningRate::DEFAULT));
        assert_eq!("2".parse::<LearningRate>().unwrap().to_string(), "2:2");
        for text in ["", ":", "6:", "NaN", "-1:0", "128", "inf:0", "1:2:3"] {
            assert!(text.parse::<LearningRate>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn narrow_accumulators_take_the_same_rate_in_larger_units() {
        let rate = LearningRate::DEFAULT;
        let narrow = Format::new(4, 4).unwrap();
        assert_eq!(rate.step_rate(0, 10, narrow).unwrap().value(), 96);
        assert_eq!(rate.step_rate(9, 10, narrow).unwrap().value(), 5);
        assert!("113".parse::<LearningRate>().unwrap().check(narrow).is_err());
        assert!("112".parse::<LearningRate>().unwrap().check(narrow).is_ok());
    }
}
