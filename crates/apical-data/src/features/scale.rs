//! From a number to the byte that an input is.

/// How numbers become bytes.
#[derive(Debug, Clone, PartialEq)]
pub enum FeatureScale {
    /// Whole numbers from 0 to 255, as they are; any other number is an error.
    Bytes,
    /// All features have one range: pixels from 0 to 1, say.
    Common {
        /// What becomes 0.
        lower: f64,
        /// What becomes 255.
        upper: f64,
    },
    /// A range for each feature, in their order: lower, upper. Those of the training rows.
    Each(Vec<(f64, f64)>),
}

impl FeatureScale {
    /// Whether there is a range for each of `features` features.
    #[must_use]
    pub fn fits(&self, features: usize) -> bool {
        !matches!(self, Self::Each(ranges) if ranges.len() != features)
    }

    /// The byte of a number, and whether it was outside the range. `None` where [`FeatureScale::Bytes`] has no byte for
    /// it, for numbers that are not finite, and for features without a range.
    ///
    /// `(value - lower) * 255 / (upper - lower)`, halves rounded up, within 0 and 255; 0 where the range is empty.
    #[must_use]
    #[inline]
    pub fn byte(&self, feature: usize, value: f64) -> Option<(u8, bool)> {
        let (lower, upper) = match self {
            Self::Bytes => {
                let byte = value as u8;
                return (f64::from(byte) == value).then_some((byte, false));
            }
            Self::Common { lower, upper } => (*lower, *upper),
            Self::Each(ranges) => *ranges.get(feature)?,
        };
        if !value.is_finite() {
            return None;
        }
        let outside = value < lower || value > upper;
        // Divided first where the distance itself is more than a number can be.
        let scaled = if (upper - lower).is_finite() {
            (value - lower) * 255.0 / (upper - lower)
        } else {
            (value / 2.0 - lower / 2.0) / (upper / 2.0 - lower / 2.0) * 255.0
        };
        // The conversion cuts off and saturates.
        let byte = if lower < upper { (scaled + 0.5) as u8 } else { 0 };
        Some((byte, outside))
    }
}

/// How many numbers of each feature were outside the range, and became 0 or 255.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clamped {
    /// Numbers outside, by feature.
    pub by_feature: Vec<u64>,
}

impl Clamped {
    pub(crate) fn new(features: usize) -> Self {
        Self { by_feature: vec![0; features] }
    }

    /// Numbers outside, of all features.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.by_feature.iter().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_rounded_up_and_what_is_outside_is_told() {
        let scale = FeatureScale::Common { lower: 0.0, upper: 255.0 };
        for (value, byte, outside) in [
            (0.0, 0, false),
            (0.49, 0, false),
            (0.5, 1, false),
            (254.5, 255, false),
            (-1.0, 0, true),
            (300.0, 255, true),
        ] {
            assert_eq!(scale.byte(0, value), Some((byte, outside)), "{value}");
        }
        let each = FeatureScale::Each(vec![(-1.0, 1.0), (5.0, 5.0)]);
        assert_eq!(each.byte(0, 0.0), Some((128, false)));
        assert_eq!((each.byte(1, 5.0), each.byte(1, 6.0)), (Some((0, false)), Some((0, true))));
        assert_eq!((each.byte(2, 1.0), each.byte(0, f64::NAN)), (None, None));
        let widest = FeatureScale::Common { lower: f64::MIN, upper: f64::MAX };
        assert_eq!([f64::MIN, 0.0, f64::MAX].map(|value| widest.byte(0, value).unwrap().0), [0, 128, 255]);
    }

    #[test]
    fn bytes_are_whole_numbers_only() {
        for (value, byte) in
            [(0.0, Some(0)), (255.0, Some(255)), (-0.0, Some(0)), (0.5, None), (256.0, None), (-1.0, None)]
        {
            assert_eq!(FeatureScale::Bytes.byte(0, value), byte.map(|byte| (byte, false)), "{value}");
        }
        assert_eq!(FeatureScale::Bytes.byte(0, f64::NAN), None);
    }
}
