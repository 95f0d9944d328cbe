//! What learning an image takes, in operations of a machine that learns one image at a time.

use std::collections::BTreeMap;
use std::ops::{Add, AddAssign};

use serde::{Deserialize, Serialize};

/// Counts by the width of the operands in bits.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Widths(pub BTreeMap<u32, u64>);

impl Widths {
    /// Counts `count` operations on words of `bits` bits.
    pub fn add(&mut self, bits: u32, count: u64) {
        if count > 0 {
            *self.0.entry(bits).or_default() += count;
        }
    }

    /// All operations.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.0.values().sum()
    }

    /// Operations times width.
    #[must_use]
    pub fn bits(&self) -> u64 {
        self.0.iter().map(|(&bits, count)| u64::from(bits) * count).sum()
    }
}

impl AddAssign<&Widths> for Widths {
    fn add_assign(&mut self, other: &Widths) {
        for (&bits, &count) in &other.0 {
            self.add(bits, count);
        }
    }
}

/// Operations of learning, summed over images.
///
/// Counted as a machine does it that leaves out whatever is zero: a silent input reads no weight, an error of zero
/// updates none. The update from an image is written at once, whatever batch the software learned it in; so no memory
/// of gradients is needed, and none is counted. Optimisers that keep a moment of each weight count its reads and writes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Operations {
    /// Images learned.
    pub images: u64,
    /// Of those, images that changed no weight.
    pub skipped_updates: u64,
    /// Multiplications, by the width of a factor.
    pub multiplications: Widths,
    /// Additions, by the width of the sum. Comparisons count as additions.
    pub additions: Widths,
    /// Reads of weights, accumulators, moments and feedback weights, by width.
    pub weight_reads: Widths,
    /// Writes of the same.
    pub weight_writes: Widths,
    /// Bits that travel back from the output, or from a layer to the one before it: each counted once for each layer
    /// that receives it.
    pub feedback_bits: u64,
}

impl AddAssign<&Operations> for Operations {
    fn add_assign(&mut self, other: &Operations) {
        self.images += other.images;
        self.skipped_updates += other.skipped_updates;
        self.multiplications += &other.multiplications;
        self.additions += &other.additions;
        self.weight_reads += &other.weight_reads;
        self.weight_writes += &other.weight_writes;
        self.feedback_bits += other.feedback_bits;
    }
}

impl Add for &Operations {
    type Output = Operations;

    fn add(self, other: &Operations) -> Operations {
        let mut sum = self.clone();
        sum += other;
        sum
    }
}

impl Operations {
    /// A count per image; 0 where there is none.
    #[must_use]
    pub fn per_image(&self, count: u64) -> f64 {
        if self.images == 0 { 0.0 } else { count as f64 / self.images as f64 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_sum_to_the_whole() {
        let mut one = Operations { images: 2, feedback_bits: 8, ..Operations::default() };
        one.additions.add(8, 3);
        one.additions.add(16, 4);
        one.additions.add(32, 0);
        let two = &one + &one;
        assert_eq!((two.images, two.feedback_bits), (4, 16));
        assert_eq!((two.additions.total(), two.additions.bits()), (14, 2 * (24 + 64)));
        assert_eq!(one.additions.0.len(), 2, "what does not happen is not listed");
        assert_eq!(one.per_image(8), 4.0);
        assert_eq!(Operations::default().per_image(8), 0.0);
    }
}
