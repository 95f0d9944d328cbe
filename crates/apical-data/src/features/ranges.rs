//! What values there are.

use crate::ImageSize;

/// Fewer features of any range are not taken for an image by themselves.
const FEWEST_PIXELS: usize = 64;

/// Whether a number is whole. Without the function of the C library that `fract` is on most processors.
#[inline]
pub(crate) fn is_whole(value: f64) -> bool {
    const ALL_WHOLE: f64 = 4_503_599_627_370_496.0;
    value as i64 as f64 == value || value.abs() >= ALL_WHOLE
}

/// The least and the largest value of each feature.
#[derive(Debug, Clone)]
pub(crate) struct Ranges {
    ranges: Vec<(f64, f64)>,
    bytes: Vec<(u8, u8)>,
    any_bytes: bool,
    whole: bool,
}

impl Ranges {
    pub(crate) fn new(features: usize) -> Self {
        Self {
            ranges: vec![(f64::INFINITY, f64::NEG_INFINITY); features],
            bytes: vec![(u8::MAX, 0); features],
            any_bytes: false,
            whole: true,
        }
    }

    /// Takes a row in. The first feature that is not finite, if there is one.
    pub(crate) fn add(&mut self, row: &[f64]) -> Option<usize> {
        for (feature, (&value, (low, high))) in row.iter().zip(&mut self.ranges).enumerate() {
            if !value.is_finite() {
                return Some(feature);
            }
            if value < *low {
                *low = value;
            }
            if value > *high {
                *high = value;
            }
            self.whole &= is_whole(value);
        }
        None
    }

    pub(crate) fn add_bytes(&mut self, row: &[u8]) {
        self.any_bytes = true;
        for (&value, (low, high)) in row.iter().zip(&mut self.bytes) {
            *low = value.min(*low);
            *high = value.max(*high);
        }
    }

    /// The ranges, and whether all values are whole numbers.
    pub(crate) fn finish(mut self) -> (Vec<(f64, f64)>, bool) {
        if self.any_bytes {
            for ((low, high), (least, most)) in self.ranges.iter_mut().zip(&self.bytes) {
                *low = low.min(f64::from(*least));
                *high = high.max(f64::from(*most));
            }
        }
        (self.ranges, self.whole)
    }

    /// The least and the largest of all.
    pub(crate) fn common(ranges: &[(f64, f64)]) -> (f64, f64) {
        let both = |(low, high): (f64, f64), range: &(f64, f64)| (low.min(range.0), high.max(range.1));
        ranges.iter().fold((f64::INFINITY, f64::NEG_INFINITY), both)
    }

    pub(crate) fn are_bytes(ranges: &[(f64, f64)], whole: bool) -> bool {
        let (low, high) = Self::common(ranges);
        whole && low >= 0.0 && high <= 255.0
    }
}

/// What the names of values say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Names {
    /// They are those of pixels.
    Pixels,
    /// They are others.
    Others,
    /// There are none, or they are those that pixels and features have.
    Nothing,
}

/// The image that a row of values is: a square, if the values or their names look like pixels; else one row. A few values with
/// other names are none: ages and counts are whole numbers below 256 too.
pub(crate) fn picture_of(ranges: &[(f64, f64)], whole: bool, names: Names) -> ImageSize {
    let features = ranges.len();
    let side = features.isqrt();
    let (low, high) = Ranges::common(ranges);
    let many = features >= FEWEST_PIXELS;
    let of_one_range = many && low == 0.0 && high <= 65_535.0;
    let are_bytes = Ranges::are_bytes(ranges, whole) && (many || names != Names::Others);
    if side * side == features && (are_bytes || names == Names::Pixels || of_one_range) {
        return ImageSize { width: side, height: side };
    }
    ImageSize { width: features, height: 1 }
}
