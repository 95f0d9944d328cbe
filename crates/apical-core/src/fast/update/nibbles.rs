//! The update where weights have a nibble each, or a byte in a half group.
//!
//! Many a block has a carry, at random, so a branch on it is often predicted wrongly; carries are added in any case.
//! Only a weight that would leave its range, which is rare, takes another way.

use core::ops::Range;

use super::{Memory, ROWS_AHEAD, is_zero};
use crate::Format;
use crate::fast::shape::Shape;
use crate::fast::vector::{BLOCK_BYTES, Block, Instructions, UpdateVector};
use crate::reference::add_with_carry;

/// Groups that are done together. In wider rows some are done after others.
const STRIPE: usize = 4;

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
    mut memory: Memory<'_>,
    events: &[u16],
    changes: &[Block],
) {
    let memory = &mut memory;
    // The commonest shapes are known when compiled.
    match (memory.shape.groups, memory.shape.halves) {
        (0, 1) => update_stripe::<I>(memory, Shape { groups: 0, halves: 1 }, 0..0, true, events, changes),
        (3, 1) => update_stripe::<I>(memory, Shape { groups: 3, halves: 1 }, 0..3, true, events, changes),
        (groups, halves) => {
            let shape = Shape { groups, halves };
            for first in (0..groups).step_by(STRIPE) {
                let stripe = first..groups.min(first + STRIPE);
                update_stripe::<I>(memory, shape, stripe, false, events, changes);
            }
            update_stripe::<I>(memory, shape, 0..0, halves == 1, events, changes);
        }
    }
}

/// Changes the groups of `stripe` (at most [`STRIPE`]) and, if told so, the half group of each row.
#[inline(always)]
fn update_stripe<I: Instructions>(
    memory: &mut Memory<'_>,
    shape: Shape,
    stripe: Range<usize>,
    with_half: bool,
    events: &[u16],
    changes: &[Block],
) {
    let limits = Limits { weight: memory.weight_limit, accumulator: memory.accumulator_mask };
    let (groups, blocks, width) = (shape.groups, shape.half_count(), shape.groups + shape.halves);
    let (first, count) = (stripe.start, stripe.len());
    let (grouped, half_changes) = changes[..blocks].split_at(2 * groups);
    let grouped: &[[Block; 2]] = &grouped.as_chunks().0[stripe];
    if !with_half && grouped.iter().flatten().all(is_zero) {
        return;
    }
    let nothing = I::Narrow::splat8(0);
    let mut loaded = [[Change { amount: nothing, carry: nothing }; 2]; STRIPE];
    for (loaded, changes) in loaded.iter_mut().zip(grouped) {
        *loaded = [Change::load(&changes[0]), Change::load(&changes[1])];
    }
    let half_changes = half_changes.first().filter(|changes| with_half && !is_zero(changes));
    let half = half_changes.map(Change::<I::Narrow>::load).zip(half_changes);
    for (index, &event) in events.iter().enumerate() {
        if let Some(&later) = events.get(index + ROWS_AHEAD) {
            let later = usize::from(later);
            I::prefetch(&memory.accumulators[later * blocks..][..blocks][2 * first..]);
            I::prefetch(&memory.weights[later * width..][..width][first..]);
        }
        let event = usize::from(event);
        let weights = &mut memory.weights[event * width..][..width];
        let accumulators = &mut memory.accumulators[event * blocks..][..blocks];
        if let Some((change, amounts)) = &half {
            let (accumulators, weights) = (&mut accumulators[2 * groups], &mut weights[groups]);
            add_half(accumulators, weights, change, amounts, limits);
        }
        let accumulators: &mut [[Block; 2]] = &mut accumulators.as_chunks_mut().0[first..];
        let weights = &mut weights[first..];
        for group in 0..count {
            let (accumulators, weights) = (&mut accumulators[group], &mut weights[group]);
            add_group(accumulators, weights, &loaded[group], &grouped[group], limits);
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

/// Adds to one accumulator as the definition does. Returns the stored weight.
fn stop(accumulator: &mut u8, weight: u8, amount: u8, limits: Limits) -> u8 {
    let (mut weight, mut sum) = (weight as i8, *accumulator as i8);
    // A left-aligned accumulator overflows as one of 8 bits does; only a limit it stops at has bits below its own.
    let range = (0, i32::from(limits.weight));
    add_with_carry(&mut weight, &mut sum, i32::from(amount as i8), range, Format::W4G8);
    *accumulator = sum as u8 & limits.accumulator;
    weight as u8
}
