//! The update of a layer's synapses, 32 at once.

mod bytes;
mod carry;
mod nibbles;

pub(super) use bytes::update_bytes;
pub(super) use nibbles::update_nibbles;

use super::shape::Shape;
use super::vector::Block;

/// Most accumulator blocks of a row: one for each 32 of 4,000 neurons.
const MOST_BLOCKS: usize = 125;

/// How many rows ahead a row is asked for. Accumulators fill the second-level cache and often come from the third.
const ROWS_AHEAD: usize = 4;

/// The memories that an update changes, and the limits of their format.
pub(super) struct Memory<'a> {
    /// Stored weights.
    pub(super) weights: &'a mut [Block],
    /// Accumulators, left-aligned in their bytes, as [`Shape::accumulator_location`] tells.
    pub(super) accumulators: &'a mut [Block],
    /// How the neurons lie in a row.
    pub(super) shape: Shape,
    /// Greatest stored weight, `2^w - 1`. The least is 0.
    pub(super) weight_limit: u8,
    /// Bits of a byte that an accumulator uses.
    pub(super) accumulator_mask: u8,
}

/// Whether nothing changes in a block.
fn is_zero(change: &Block) -> bool {
    change.0.iter().all(|&byte| byte == 0)
}
