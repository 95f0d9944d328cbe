//! The update where weights have a nibble each, or a byte in a half group.
//!
//! One block in ten has a carry, at random, so a branch on it is often predicted wrongly; carries are added in any
//! case. Only a weight that would leave its range, which is rare, takes another way.

use super::{Memory, ROWS_AHEAD, is_zero};
use crate::fast::shape::Shape;
use crate::fast::vector::{BLOCK_BYTES, Block, Instructions, UpdateVector};

/// Most groups of a row of 4,000 neurons.
const MOST_GROUPS: usize = 63;

/// What a block's accumulators change by, and what a carry of each adds to its weight: +1, -1 or 0.
#[derive(Clone, Copy)]
struct Change<V> {
    amount: V,
    carry: V,
}

impl<V: UpdateVector> Change<V> {
    #[inline(always)]
    fn load(changes: &Block) -> Self {
        let (amount, zero, one) = (V::load_block(changes), V::splat8(0), V::splat8(1));
        // A comparison's ones are -1.
        Self { amount, carry: amount.greater(zero).both(one).either(zero.greater(amount)) }
    }
}

/// Adds `changes` (in the order of the accumulators of a row) to each row in `events`.
#[inline(always)]
pub(in crate::fast) fn update_nibbles<I: Instructions>(
    memory: Memory<'_>,
    events: &[u16],
    changes: &[Block],
) {
    // The commonest shapes are known when compiled.
    match (memory.shape.groups, memory.shape.halves) {
        (0, 1) => update_rows::<I>(memory, Shape { groups: 0, halves: 1 }, events, changes),
        (3, 1) => update_rows::<I>(memory, Shape { groups: 3, halves: 1 }, events, changes),
        (4, 0) => update_rows::<I>(memory, Shape { groups: 4, halves: 0 }, events, changes),
        (groups, halves) => update_rows::<I>(memory, Shape { groups, halves }, events, changes),
    }
}

#[inline(always)]
fn update_rows<I: Instructions>(memory: Memory<'_>, shape: Shape, events: &[u16], changes: &[Block]) {
    let Memory { weights, accumulators, weight_limit, accumulator_mask, .. } = memory;
    let limits = Limits { weight: weight_limit, accumulator: accumulator_mask };
    let (groups, blocks, width) = (shape.groups, shape.half_count(), shape.groups + shape.halves);
    let (grouped, half_changes) = changes[..blocks].split_at(2 * groups);
    let grouped: &[[Block; 2]] = grouped.as_chunks().0;
    let nothing = I::Narrow::splat8(0);
    let mut loaded = [[Change { amount: nothing, carry: nothing }; 2]; MOST_GROUPS];
    let mut active = [0_u8; MOST_GROUPS];
    let mut count = 0;
    for (group, changes) in grouped.iter().enumerate() {
        loaded[group] = [Change::load(&changes[0]), Change::load(&changes[1])];
        if !is_zero(&changes[0]) || !is_zero(&changes[1]) {
            active[count] = group as u8;
            count += 1;
        }
    }
    let half = half_changes.first().filter(|changes| !is_zero(changes)).map(Change::<I::Narrow>::load);
    for (index, &event) in events.iter().enumerate() {
        if let Some(&later) = events.get(index + ROWS_AHEAD) {
            let later = usize::from(later);
            I::prefetch(&accumulators[later * blocks..][..blocks]);
            I::prefetch(&weights[later * width..][..width]);
        }
        let event = usize::from(event);
        let weights = &mut weights[event * width..][..width];
        let accumulators = &mut accumulators[event * blocks..][..blocks];
        if let Some(change) = &half {
            let (accumulators, weights) = (&mut accumulators[2 * groups], &mut weights[groups]);
            add_half(accumulators, weights, change, &half_changes[0], limits);
        }
        let accumulators: &mut [[Block; 2]] = accumulators.as_chunks_mut().0;
        if count == groups {
            for group in 0..groups {
                let (accumulators, weights) = (&mut accumulators[group], &mut weights[group]);
                add_group(accumulators, weights, &loaded[group], &grouped[group], limits);
            }
        } else {
            for &group in &active[..count] {
                let group = usize::from(group);
                let (accumulators, weights) = (&mut accumulators[group], &mut weights[group]);
                add_group(accumulators, weights, &loaded[group], &grouped[group], limits);
            }
        }
    }
}

/// Adds to a group of neurons of one row: two blocks of accumulators, one of weights.
#[inline(always)]
fn add_group<V: UpdateVector>(
    accumulators: &mut [Block; 2],
    weights: &mut Block,
    changes: &[Change<V>; 2],
    amounts: &[Block; 2],
    limits: Limits,
) {
    let before = [V::load_block(&accumulators[0]), V::load_block(&accumulators[1])];
    let packed = V::load_block(weights);
    let (wrapped_lower, carry_lower) = before[0].add_carrying(changes[0].amount, changes[0].carry);
    let (wrapped_upper, carry_upper) = before[1].add_carrying(changes[1].amount, changes[1].carry);
    let lower = packed.both(V::splat8(0x0F)).add_bytes(carry_lower);
    let upper = packed.upper_nibbles().add_bytes(carry_upper);
    if lower.either(upper).meets(V::splat8(!limits.weight)) {
        stop_group(accumulators, weights, amounts, limits);
    } else {
        lower.either(upper.raised_nibbles()).store_block(weights);
        wrapped_lower.store_block(&mut accumulators[0]);
        wrapped_upper.store_block(&mut accumulators[1]);
    }
}

/// Adds to the half group of one row: one block of accumulators, one of weights.
#[inline(always)]
fn add_half<V: UpdateVector>(
    accumulators: &mut Block,
    weights: &mut Block,
    change: &Change<V>,
    amounts: &Block,
    limits: Limits,
) {
    let (wrapped, carry) = V::load_block(accumulators).add_carrying(change.amount, change.carry);
    let weight = V::load_block(weights).add_bytes(carry);
    if weight.meets(V::splat8(!limits.weight)) {
        stop_half(accumulators, weights, amounts, limits);
    } else {
        weight.store_block(weights);
        wrapped.store_block(accumulators);
    }
}

/// Limits of the format.
#[derive(Clone, Copy)]
struct Limits {
    /// Greatest stored weight, also the mask of all stored weights.
    weight: u8,
    /// Bits of a byte that an accumulator uses.
    accumulator: u8,
}

/// [`add_group`] where a weight stops at its limit: one synapse at a time.
#[cold]
#[inline(never)]
fn stop_group(accumulators: &mut [Block; 2], weights: &mut Block, amounts: &[Block; 2], limits: Limits) {
    for byte in 0..BLOCK_BYTES {
        let packed = weights.0[byte];
        let lower = stop(&mut accumulators[0].0[byte], packed & 0x0F, amounts[0].0[byte], limits);
        let upper = stop(&mut accumulators[1].0[byte], packed >> 4, amounts[1].0[byte], limits);
        weights.0[byte] = lower | upper << 4;
    }
}

/// [`add_half`] where a weight stops at its limit: one synapse at a time.
#[cold]
#[inline(never)]
fn stop_half(accumulators: &mut Block, weights: &mut Block, amounts: &Block, limits: Limits) {
    for byte in 0..BLOCK_BYTES {
        weights.0[byte] = stop(&mut accumulators.0[byte], weights.0[byte], amounts.0[byte], limits);
    }
}

/// Adds to one accumulator. Returns the stored weight.
fn stop(accumulator: &mut u8, weight: u8, amount: u8, limits: Limits) -> u8 {
    let (sum, overflow) = (*accumulator as i8).overflowing_add(amount as i8);
    let (limit, carried) = match (overflow, (amount as i8) > 0) {
        (false, _) => (None, weight),
        (true, true) => ((weight == limits.weight).then_some(i8::MAX), weight.wrapping_add(1)),
        (true, false) => ((weight == 0).then_some(i8::MIN), weight.wrapping_sub(1)),
    };
    match limit {
        Some(limit) => {
            *accumulator = limit as u8 & limits.accumulator;
            weight
        }
        None => {
            *accumulator = sum as u8;
            carried
        }
    }
}
