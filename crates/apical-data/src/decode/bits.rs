//! Samples of 16 bits that use fewer.

use std::fmt;

/// How many bits of samples of 16 bits are used: their greatest number is full intensity.
///
/// Cameras and scanners store 10, 12 or 14 bits in 16, which as 16 bits would be all but black. Which number is full
/// intensity cannot be told from one picture, and pictures of one set must be treated alike: for a folder it is the
/// fewest bits that hold the greatest sample of all of its pictures. It belongs to a model as preparation does. The
/// chunk `sBIT` of PNG does not say it: by the standard, such samples are scaled to all 16 bits already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SampleBits(u8);

impl SampleBits {
    /// All 16: 65,535 is full intensity.
    pub const ALL: Self = Self(16);

    /// `None` unless `bits` is from 1 to 16.
    #[must_use]
    pub fn new(bits: u8) -> Option<Self> {
        (1..=16).contains(&bits).then_some(Self(bits))
    }

    /// The fewest bits that hold `greatest`; all 16 for 0, since nothing can be told from black.
    #[must_use]
    pub fn holding(greatest: u16) -> Self {
        // At most 16.
        if greatest == 0 { Self::ALL } else { Self((16 - greatest.leading_zeros()) as u8) }
    }

    /// 1 to 16.
    #[must_use]
    pub fn get(self) -> u8 {
        self.0
    }

    /// The number that is full intensity.
    #[must_use]
    pub fn greatest(self) -> u16 {
        u16::MAX >> (16 - self.0)
    }
}

impl Default for SampleBits {
    fn default() -> Self {
        Self::ALL
    }
}

impl fmt::Display for SampleBits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bits", self.0)
    }
}
