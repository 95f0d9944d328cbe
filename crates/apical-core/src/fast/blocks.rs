//! Memory in blocks, from the start of a cache line.

use alloc::vec::Vec;
use core::ops::{Deref, DerefMut};

use super::vector::Block;

/// Bytes of a cache line. Two blocks, so rows of an even number of blocks share no line with their neighbours.
const LINE_BYTES: usize = 64;

/// Blocks whose first lies at the start of a cache line.
#[derive(Debug)]
pub(super) struct Blocks {
    /// One block more than is used, to be left out at either end.
    store: Vec<Block>,
    start: usize,
}

impl Blocks {
    pub(super) fn zeroed(count: usize) -> Self {
        let store = alloc::vec![Block::ZERO; count + 1];
        let start = usize::from(!store.as_ptr().addr().is_multiple_of(LINE_BYTES));
        Self { store, start }
    }
}

impl Deref for Blocks {
    type Target = [Block];

    #[inline(always)]
    fn deref(&self) -> &[Block] {
        &self.store[self.start..self.start + self.store.len() - 1]
    }
}

impl DerefMut for Blocks {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut [Block] {
        let count = self.store.len() - 1;
        &mut self.store[self.start..self.start + count]
    }
}

// A copied store may start elsewhere within a line.
impl Clone for Blocks {
    fn clone(&self) -> Self {
        let mut copy = Self::zeroed(self.len());
        copy.copy_from_slice(self);
        copy
    }
}
