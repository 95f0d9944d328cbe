//! Weights of 5 to 8 bits, one a byte.
//!
//! A group of 64 neurons is two blocks of 16 words of 16 bits; word `i` of block `k` holds neurons `32 k + i`
//! (lower byte) and `32 k + 16 + i`. The words are summed as they are and shifted down by a byte; from the second
//! sum, which is that of the upper bytes, the first gives the lower bytes'.

use super::carry::add_with_carry;
use super::packing::{Memory, Packing};
use super::vector::{Block, Instructions, UpdateVector, Vector};

/// One weight a byte.
#[derive(Debug, Clone)]
pub(super) struct Byte;

/// Rows whose bytes (at most 255 each) sum to less than 65536.
const ROWS_PER_SUM: usize = 257;

impl Packing for Byte {
    type Sum = i32;
    const BLOCKS: usize = 2;

    fn place(neuron: usize) -> (usize, usize, u32) {
        let (block, within) = (neuron / 32, neuron % 32);
        (block, 2 * (within % 16) + within / 16, 0)
    }

    #[inline(always)]
    fn accumulate<I: Instructions>(rows: &[Block], groups: usize, events: &[u16], sums: &mut [i32]) {
        sums.fill(0);
        let mut first = 0;
        while groups - first >= 2 {
            match I::Wide::BLOCKS {
                1 => accumulate_groups::<I::Wide, 4>(rows, groups, first, events, sums),
                _ => accumulate_groups::<I::Wide, 2>(rows, groups, first, events, sums),
            }
            first += 2;
        }
        if first < groups {
            accumulate_groups::<I::Single, 2>(rows, groups, first, events, sums);
        }
    }

    #[inline(always)]
    fn update<I: Instructions>(memory: Memory<'_>, events: &[u16], changes: &[Block]) {
        let Memory { weights, accumulators, groups, weight_limit, accumulator_mask } = memory;
        let limits = (I::Narrow::splat8(weight_limit), I::Narrow::splat8(accumulator_mask));
        for &event in events {
            let row = usize::from(event) * 2 * groups;
            let weights = &mut weights[row..row + 2 * groups];
            let accumulators = &mut accumulators[row..row + 2 * groups];
            for ((weight, accumulator), change) in weights.iter_mut().zip(accumulators).zip(changes) {
                let change = I::Narrow::load_block(change);
                let before = I::Narrow::load_block(accumulator);
                let wrapped = before.add_bytes(change);
                let stopped = before.add_saturating(change);
                if wrapped.same(stopped) {
                    wrapped.store_block(accumulator);
                    continue;
                }
                let (new, kept) =
                    add_with_carry(I::Narrow::load_block(weight), change, wrapped, stopped, limits);
                new.store_block(weight);
                kept.store_block(accumulator);
            }
        }
    }
}

/// Sums `VECTORS` vectors of neurons, from group `first` on.
#[inline(always)]
fn accumulate_groups<V: Vector, const VECTORS: usize>(
    rows: &[Block],
    groups: usize,
    first: usize,
    events: &[u16],
    sums: &mut [i32],
) {
    let blocks = V::BLOCKS * VECTORS;
    for some in events.chunks(ROWS_PER_SUM) {
        let mut plain = [V::zero(); VECTORS];
        let mut upper = [V::zero(); VECTORS];
        for &event in some {
            let start = 2 * (usize::from(event) * groups + first);
            let row = &rows[start..start + blocks];
            for vector in 0..VECTORS {
                let words = V::load(&row[vector * V::BLOCKS..]);
                plain[vector] = plain[vector].add16(words);
                upper[vector] = upper[vector].add16(words.shift_right16::<8>());
            }
        }
        for vector in 0..VECTORS {
            let lower = plain[vector].subtract16(upper[vector].shift_left16::<8>());
            for block in 0..V::BLOCKS {
                let out = &mut sums[64 * first + 32 * (vector * V::BLOCKS + block)..][..32];
                add_lanes(&mut out[..16], lower.lanes(block));
                add_lanes(&mut out[16..], upper[vector].lanes(block));
            }
        }
    }
}

#[inline(always)]
fn add_lanes(sums: &mut [i32], lanes: [u16; 16]) {
    for (sum, lane) in sums.iter_mut().zip(lanes) {
        *sum += i32::from(lane);
    }
}
