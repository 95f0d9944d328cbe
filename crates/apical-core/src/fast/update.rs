//! The update of a layer's synapses, 32 at once.

use super::carry::add_with_carry;
use super::packing::Packing;
use super::vector::{Block, Instructions, UpdateVector};

/// Most accumulator blocks of a row: two for each 64 of 4,000 neurons.
const MOST_BLOCKS: usize = 128;

/// How many rows ahead the accumulators are asked for. They fill the second-level cache and often come from the
/// third.
const ROWS_AHEAD: usize = 4;

/// The memories that an update changes, and the limits of their format.
pub(super) struct Memory<'a> {
    /// Stored weights.
    pub(super) weights: &'a mut [Block],
    /// Accumulators, left-aligned in their bytes: two blocks for 64 neurons, in the order of
    /// [`Packing::place`].
    pub(super) accumulators: &'a mut [Block],
    /// Groups of 64 neurons in a row.
    pub(super) groups: usize,
    /// Greatest stored weight, `2^w - 1`. The least is 0.
    pub(super) weight_limit: u8,
    /// Bits of a byte that an accumulator uses.
    pub(super) accumulator_mask: u8,
}

/// Adds `changes` (two blocks for 64 neurons, in the order of the accumulators) to each row in `events`. Leaves
/// `changes` in disorder.
#[inline(always)]
pub(super) fn update<P: Packing, I: Instructions>(memory: Memory<'_>, events: &[u16], changes: &mut [Block]) {
    let Memory { weights, accumulators, groups, weight_limit, accumulator_mask } = memory;
    let limits = (I::Narrow::splat8(weight_limit), I::Narrow::splat8(accumulator_mask));
    let mut active = [0_u8; MOST_BLOCKS];
    let count = gather_active(changes, &mut active);
    let (active, changes) = (&active[..count], &changes[..count]);
    for (index, &event) in events.iter().enumerate() {
        if let Some(&later) = events.get(index + ROWS_AHEAD) {
            let row = 2 * usize::from(later) * groups;
            I::prefetch(&accumulators[row..row + 2 * groups]);
        }
        let row = usize::from(event) * groups;
        let accumulators = &mut accumulators[2 * row..2 * (row + groups)];
        for (&place, change) in active.iter().zip(changes) {
            let place = usize::from(place);
            let change = I::Narrow::load_block(change);
            let accumulator = &mut accumulators[place];
            let before = I::Narrow::load_block(accumulator);
            let wrapped = before.add_bytes(change);
            let stopped = before.add_saturating(change);
            if wrapped.same(stopped) {
                // No carry, as nearly always: the weights are not even read.
                wrapped.store_block(accumulator);
                continue;
            }
            let (block, half) = P::home(place);
            let weight = &mut weights[row * P::BLOCKS + block];
            let packed = I::Narrow::load_block(weight);
            let stored = P::extract(packed, half);
            let (stored, kept) = add_with_carry(stored, change, wrapped, stopped, limits);
            P::insert(packed, stored, half).store_block(weight);
            kept.store_block(accumulator);
        }
    }
}

/// Moves the blocks in which anything changes to the front and notes their places. Returns how many there are.
#[inline(always)]
fn gather_active(changes: &mut [Block], places: &mut [u8; MOST_BLOCKS]) -> usize {
    let mut count = 0;
    for place in 0..changes.len() {
        let change = changes[place];
        if change.0.iter().any(|&byte| byte != 0) {
            changes[count] = change;
            places[count] = place as u8;
            count += 1;
        }
    }
    count
}
