//! What turns numbers as they are in files into the values that a network takes.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

/// A finite number that is compared by its bits, so that what is read back is what was written.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Real(pub f64);

impl PartialEq for Real {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_bits() == other.0.to_bits()
    }
}

impl Eq for Real {}

/// Values from which to which number become 0 to 255: `v` becomes `255 (v - lower) / (upper - lower)`, rounded half up; what is outside, the
/// nearer end.
pub type Range = (Real, Real);

/// How numbers of tables and arrays become values, and which they are. Part of a model, so that other data are read as those were that
/// it learned from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// One range of all values; `None` where each feature has its own, or values are bytes already.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub range: Option<Range>,
    /// The range of each feature, those of the training data.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub ranges: Vec<Range>,
    /// Names of the features in order, where columns have names.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub features: Vec<String>,
}

impl Input {
    /// The first number that is none, or range that is empty.
    pub(super) fn fault(&self) -> Option<&'static str> {
        let wrong =
            |(lower, upper): &Range| !lower.0.is_finite() || !upper.0.is_finite() || lower.0 > upper.0;
        if self.range.iter().chain(&self.ranges).any(wrong) {
            return Some("a range is two finite numbers, the lower one first");
        }
        (self.range.is_some() && !self.ranges.is_empty())
            .then_some("it has either one range or one for each feature")
    }
}
