//! The update where weights have a byte each.

use super::carry::add_with_carry;
use super::{MOST_BLOCKS, Memory, ROWS_AHEAD, is_zero};
use crate::fast::vector::{Block, Instructions, UpdateVector};

/// Adds `changes` (in the order of the accumulators of a row) to each row in `events`.
#[inline(always)]
pub(in crate::fast) fn update_bytes<I: Instructions>(memory: Memory<'_>, events: &[u16], changes: &[Block]) {
    let Memory { weights, accumulators, weight_limit, accumulator_mask, .. } = memory;
    let limits = (I::Narrow::splat8(weight_limit), I::Narrow::splat8(accumulator_mask));
    let blocks = changes.len();
    let mut active = [0_u8; MOST_BLOCKS];
    let mut count = 0;
    for (block, change) in changes.iter().enumerate() {
        if !is_zero(change) {
            active[count] = block as u8;
            count += 1;
        }
    }
    for (index, &event) in events.iter().enumerate() {
        if let Some(&later) = events.get(index + ROWS_AHEAD) {
            let row = usize::from(later) * blocks;
            I::prefetch(&accumulators[row..row + blocks]);
        }
        let row = usize::from(event) * blocks;
        let (weights, accumulators) = (&mut weights[row..row + blocks], &mut accumulators[row..row + blocks]);
        for &block in &active[..count] {
            let block = usize::from(block);
            let change = I::Narrow::load_block(&changes[block]);
            let before = I::Narrow::load_block(&accumulators[block]);
            let (wrapped, overflow) = before.add_checked(change);
            if !overflow {
                // No carry, as mostly: the weights are not even read.
                wrapped.store_block(&mut accumulators[block]);
                continue;
            }
            let stored = I::Narrow::load_block(&weights[block]);
            let stopped = before.add_saturating(change);
            let (stored, kept) = add_with_carry(stored, change, wrapped, stopped, limits);
            stored.store_block(&mut weights[block]);
            kept.store_block(&mut accumulators[block]);
        }
    }
}
