//! Histograms as text: pairs of cycles and images, without the cycles that no image took.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serializer};

/// More than any image takes, and little memory.
const MOST_CYCLES: u64 = 1 << 24;

pub(super) fn serialize<S: Serializer>(histogram: &[u64], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq((0_u64..).zip(histogram).filter(|(_, images)| **images > 0))
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u64>, D::Error> {
    let pairs = Vec::<(u64, u64)>::deserialize(deserializer)?;
    let mut histogram = Vec::new();
    for (cycles, images) in pairs {
        if cycles >= MOST_CYCLES {
            return Err(D::Error::custom(format!("{cycles} cycles are out of range: below {MOST_CYCLES}")));
        }
        let index = cycles as usize;
        if histogram.len() <= index {
            histogram.resize(index + 1, 0);
        }
        histogram[index] = images;
    }
    Ok(histogram)
}
