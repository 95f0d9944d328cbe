//! The part of a weight row that one pass reads.

use super::vector::Block;

/// Rows of a weight memory, seen `BLOCKS` blocks wide.
pub(super) trait Rows<const BLOCKS: usize>: Copy {
    /// The blocks of row `event`.
    fn row(&self, event: u16) -> &[Block; BLOCKS];
}

/// Whole rows. One comparison guards an access.
#[derive(Clone, Copy)]
pub(super) struct Whole<'a, const BLOCKS: usize>(&'a [[Block; BLOCKS]]);

impl<'a, const BLOCKS: usize> Whole<'a, BLOCKS> {
    /// A memory whose rows are `BLOCKS` blocks.
    #[inline(always)]
    pub(super) fn new(memory: &'a [Block]) -> Self {
        Self(memory.as_chunks().0)
    }
}

impl<const BLOCKS: usize> Rows<BLOCKS> for Whole<'_, BLOCKS> {
    #[inline(always)]
    fn row(&self, event: u16) -> &[Block; BLOCKS] {
        &self.0[usize::from(event)]
    }
}

/// Some blocks of each row.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    /// All rows.
    pub(super) memory: &'a [Block],
    /// Blocks of a row.
    pub(super) width: usize,
    /// First block to be seen.
    pub(super) first: usize,
}

impl<const BLOCKS: usize> Rows<BLOCKS> for Part<'_> {
    #[inline(always)]
    fn row(&self, event: u16) -> &[Block; BLOCKS] {
        let start = usize::from(event) * self.width + self.first;
        &self.memory[start..start + BLOCKS].as_chunks().0[0]
    }
}
