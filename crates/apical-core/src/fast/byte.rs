//! Weights of 5 to 8 bits, one a byte.
//!
//! A group of 64 neurons is two blocks of 16 words of 16 bits; word `i` of block `k` holds neurons `32 k + i`
//! (lower byte) and `32 k + 16 + i`. The words are summed as they are and shifted down by a byte; from the second
//! sum, which is that of the upper bytes, the first gives the lower bytes'.

use super::packing::Packing;
use super::rows::{Part, Rows};
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
    fn accumulate<I: Instructions>(memory: &[Block], groups: usize, events: &[u16], sums: &mut [i32]) {
        sums.fill(0);
        let mut first = 0;
        while groups - first >= 2 {
            let rows = Part { memory, width: 2 * groups, first: 2 * first };
            if I::Wide::BLOCKS == 1 {
                accumulate_groups::<I::Wide, 4, 4>(rows, events, &mut sums[64 * first..]);
            } else {
                accumulate_groups::<I::Wide, 2, 4>(rows, events, &mut sums[64 * first..]);
            }
            first += 2;
        }
        if first < groups {
            let rows = Part { memory, width: 2 * groups, first: 2 * first };
            accumulate_groups::<I::Single, 2, 2>(rows, events, &mut sums[64 * first..]);
        }
    }

    #[inline(always)]
    fn home(place: usize) -> (usize, usize) {
        (place, 0)
    }

    #[inline(always)]
    fn extract<V: UpdateVector>(packed: V, _half: usize) -> V {
        packed
    }

    #[inline(always)]
    fn insert<V: UpdateVector>(_packed: V, stored: V, _half: usize) -> V {
        stored
    }
}

/// Sums the neurons of `BLOCKS` blocks, in `VECTORS` vectors.
#[inline(always)]
fn accumulate_groups<V: Vector, const VECTORS: usize, const BLOCKS: usize>(
    rows: Part<'_>,
    events: &[u16],
    sums: &mut [i32],
) {
    assert_eq!(V::BLOCKS * VECTORS, BLOCKS); // known when compiled
    for some in events.chunks(ROWS_PER_SUM) {
        let mut plain = [V::zero(); VECTORS];
        let mut upper = [V::zero(); VECTORS];
        for &event in some {
            let row: &[Block; BLOCKS] = rows.row(event);
            for vector in 0..VECTORS {
                let words = V::load(&row[vector * V::BLOCKS..]);
                plain[vector] = plain[vector].add16(words);
                upper[vector] = upper[vector].add16(words.shift_right16::<8>());
            }
        }
        for vector in 0..VECTORS {
            let lower = plain[vector].subtract16(upper[vector].shift_left16::<8>());
            for block in 0..V::BLOCKS {
                let out = &mut sums[32 * (vector * V::BLOCKS + block)..][..32];
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
