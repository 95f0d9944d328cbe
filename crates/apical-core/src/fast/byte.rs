//! Weights of 5 to 8 bits, one a byte.
//!
//! A group of 64 neurons is two blocks, a half group one. Its 16-bit words are summed as they are and shifted down by
//! a byte; from the second sum, which is that of the upper bytes, the first gives the lower bytes'.

use super::packing::Packing;
use super::rows::{Part, Rows};
use super::shape::{Bits, HALF, Shape, byte_of};
use super::update::{Memory, update_bytes};
use super::vector::{Block, Instructions, Vector};

/// One weight a byte.
#[derive(Debug, Clone)]
pub(super) struct Byte;

/// Rows whose bytes (at most 255 each) sum to less than 65536.
const ROWS_PER_SUM: usize = 257;

impl Packing for Byte {
    type Sum = i32;
    const BLOCKS: usize = 2;

    fn location(neuron: usize) -> (usize, usize, Bits) {
        (neuron / HALF, byte_of(neuron), Bits::Whole)
    }

    #[inline(always)]
    fn accumulate<I: Instructions>(
        memory: &[Block],
        shape: Shape,
        events: &[u16],
        start: &[i32],
        offset: i32,
        sums: &mut [i32],
    ) {
        let width = shape.half_count();
        for (sum, &start) in sums.iter_mut().zip(start) {
            *sum = start + offset;
        }
        let mut first = 0;
        while width - first >= 4 {
            let rows = Part { memory, width, first };
            if I::Wide::BLOCKS == 1 {
                accumulate_blocks::<I::Single, 4, 4>(rows, events, &mut sums[HALF * first..]);
            } else {
                accumulate_blocks::<I::Wide, 2, 4>(rows, events, &mut sums[HALF * first..]);
            }
            first += 4;
        }
        while first < width {
            let rows = Part { memory, width, first };
            accumulate_blocks::<I::Single, 1, 1>(rows, events, &mut sums[HALF * first..]);
            first += 1;
        }
    }

    #[inline(always)]
    fn update<I: Instructions>(memory: Memory<'_>, events: &[u16], changes: &[Block]) {
        update_bytes::<I>(memory, events, changes);
    }
}

/// Adds the neurons of `BLOCKS` blocks to their sums, in `VECTORS` vectors.
#[inline(always)]
fn accumulate_blocks<V: Vector, const VECTORS: usize, const BLOCKS: usize>(
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
