//! Weights of 2 to 4 bits, two a byte.
//!
//! A block of 64 neurons is 16 words of 16 bits; word `i` holds neurons `i`, `i + 16`, `i + 32`, `i + 48` from
//! its lowest nibble up. Call those nibbles a, b, c, d, and sum, byte by byte and modulo 256,
//!
//! - `plain`: the words as they are, bytes `a + 16 b` and `c + 16 d`;
//! - `moved`: the words shifted down by a nibble, bytes `b + 16 c` and `d`.
//!
//! Of up to 17 rows each nibble's sum is below 256, so the upper byte of `moved` is the sum of d itself. With it,
//! `plain` gives c; with that, `moved` gives b; with that, `plain` gives a. So a row costs three operations for
//! 64 neurons and nothing is ever unpacked.

use super::carry::add_with_carry;
use super::packing::{Memory, Packing};
use super::vector::{Block, Instructions, UpdateVector, Vector};

/// Two weights a byte.
#[derive(Debug, Clone)]
pub(super) struct Nibble;

/// Rows whose nibbles (at most 15 each) sum to less than 256.
const ROWS_PER_SUM: usize = 17;

impl Packing for Nibble {
    type Sum = i16;
    const BLOCKS: usize = 1;

    fn place(neuron: usize) -> (usize, usize, u32) {
        let (nibble, word) = (neuron / 16, neuron % 16);
        (0, 2 * word + nibble / 2, 4 * (nibble as u32 % 2))
    }

    #[inline(always)]
    fn accumulate<I: Instructions>(rows: &[Block], groups: usize, events: &[u16], sums: &mut [i16]) {
        let mut first = 0;
        // Four groups (256 neurons) are as many as the sums of 16 vector registers hold.
        while groups - first >= 4 {
            accumulate_wide::<I, 4>(rows, groups, first, events, sums);
            first += 4;
        }
        match groups - first {
            3 => {
                accumulate_wide::<I, 2>(rows, groups, first, events, sums);
                accumulate_groups::<I::Single, 1>(rows, groups, first + 2, events, sums);
            }
            2 => accumulate_wide::<I, 2>(rows, groups, first, events, sums),
            1 => accumulate_groups::<I::Single, 1>(rows, groups, first, events, sums),
            _ => {}
        }
    }

    #[inline(always)]
    fn update<I: Instructions>(memory: Memory<'_>, events: &[u16], changes: &[Block]) {
        let Memory { weights, accumulators, groups, weight_limit, accumulator_mask } = memory;
        let lower = I::Narrow::splat8(0x0F);
        let weight_limit = I::Narrow::splat8(weight_limit);
        let accumulator_mask = I::Narrow::splat8(accumulator_mask);
        for &event in events {
            let row = usize::from(event) * groups;
            let weights = &mut weights[row..row + groups];
            let accumulators = &mut accumulators[2 * row..2 * (row + groups)];
            let pairs = accumulators.chunks_exact_mut(2).zip(changes.chunks_exact(2));
            for (weight, (accumulator, change)) in weights.iter_mut().zip(pairs) {
                let change = [I::Narrow::load_block(&change[0]), I::Narrow::load_block(&change[1])];
                let before = [I::Narrow::load_block(&accumulator[0]), I::Narrow::load_block(&accumulator[1])];
                let wrapped = [before[0].add_bytes(change[0]), before[1].add_bytes(change[1])];
                let stopped = [before[0].add_saturating(change[0]), before[1].add_saturating(change[1])];
                if wrapped[0].same(stopped[0]) && wrapped[1].same(stopped[1]) {
                    // No carry anywhere, as in nearly every block: the weights are not even read.
                    wrapped[0].store_block(&mut accumulator[0]);
                    wrapped[1].store_block(&mut accumulator[1]);
                    continue;
                }
                let both = I::Narrow::load_block(weight);
                let limits = (weight_limit, accumulator_mask);
                let (low, first) =
                    add_with_carry(both.both(lower), change[0], wrapped[0], stopped[0], limits);
                let (high, second) =
                    add_with_carry(both.upper_nibbles(), change[1], wrapped[1], stopped[1], limits);
                low.either(high.raised_nibbles()).store_block(weight);
                first.store_block(&mut accumulator[0]);
                second.store_block(&mut accumulator[1]);
            }
        }
    }
}

/// Sums `GROUPS` groups (2 or 4) in the widest vectors.
#[inline(always)]
fn accumulate_wide<I: Instructions, const GROUPS: usize>(
    rows: &[Block],
    groups: usize,
    first: usize,
    events: &[u16],
    sums: &mut [i16],
) {
    match (GROUPS, I::Wide::BLOCKS) {
        (4, 1) => accumulate_groups::<I::Wide, 4>(rows, groups, first, events, sums),
        (4, _) | (2, 1) => accumulate_groups::<I::Wide, 2>(rows, groups, first, events, sums),
        _ => accumulate_groups::<I::Wide, 1>(rows, groups, first, events, sums),
    }
}

/// Sums `VECTORS` vectors of neurons, from group `first` on.
#[inline(always)]
fn accumulate_groups<V: Vector, const VECTORS: usize>(
    rows: &[Block],
    groups: usize,
    first: usize,
    events: &[u16],
    sums: &mut [i16],
) {
    let blocks = V::BLOCKS * VECTORS;
    let mut totals = [[V::zero(); 4]; VECTORS];
    for some in events.chunks(ROWS_PER_SUM) {
        let mut plain = [V::zero(); VECTORS];
        let mut moved = [V::zero(); VECTORS];
        for &event in some {
            let start = usize::from(event) * groups + first;
            let row = &rows[start..start + blocks];
            for vector in 0..VECTORS {
                let words = V::load(&row[vector * V::BLOCKS..]);
                plain[vector] = plain[vector].add8(words);
                moved[vector] = moved[vector].add8(words.shift_right16::<4>());
            }
        }
        for vector in 0..VECTORS {
            let nibbles = separate(plain[vector], moved[vector]);
            for (total, nibble) in totals[vector].iter_mut().zip(nibbles) {
                *total = total.add16(nibble);
            }
        }
    }
    for (vector, totals) in totals.iter().enumerate() {
        for block in 0..V::BLOCKS {
            let group = first + vector * V::BLOCKS + block;
            for (nibble, total) in totals.iter().enumerate() {
                let out = &mut sums[64 * group + 16 * nibble..][..16];
                for (sum, lane) in out.iter_mut().zip(total.lanes(block)) {
                    *sum = lane as i16;
                }
            }
        }
    }
}

/// The four sums of each word, from the two packed ones: see the head of this file.
#[inline(always)]
fn separate<V: Vector>(plain: V, moved: V) -> [V; 4] {
    let byte = V::splat16(0x00FF);
    let d = moved.shift_right16::<8>();
    let without_d = plain.subtract16(d.shift_left16::<12>());
    let c = without_d.shift_right16::<8>();
    let b = moved.subtract16(c.shift_left16::<4>()).and(byte);
    let a = without_d.subtract16(b.shift_left16::<4>()).and(byte);
    [a, b, c, d]
}
