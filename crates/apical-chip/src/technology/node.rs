//! Nodes.

use std::fmt;

/// The feature size that a process is named by, in whole nanometres.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node(u32);

impl Node {
    /// The node that the rules of a technology with tables lead to.
    pub(super) const OF_TABLES: Self = Self(65);
    /// The node that they lead from.
    pub(super) const OF_CELLS: Self = Self(130);
    /// Nodes that there are, in nanometres.
    pub const RANGE: &'static str = "1 to 10000 nm";

    /// A node of so many nanometres; `None` outside [`RANGE`](Self::RANGE), or if it is no whole number.
    #[must_use]
    pub fn from_nanometres(value: f64) -> Option<Self> {
        ((1.0..=10_000.0).contains(&value) && value.fract() == 0.0).then_some(Self(value as u32))
    }

    /// Nanometres.
    #[must_use]
    pub const fn nanometres(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} nm", self.0)
    }
}
