//! The algorithm's vectors in plain Rust: four words of 64 bits, each used as eight bytes or four lanes. It needs
//! nothing of the compiler's vectoriser, and is what aarch64, wasm32 and microcontrollers run.

mod bytes;
mod lanes;
#[cfg(test)]
mod tests;

use super::packing::Packing;
use super::shape::{Shape, bits_where};
use super::update::Memory;
use super::vector::{Block, Instructions};
use bytes::Bytes;
use lanes::Lanes;

/// The base instruction set of the target.
pub(super) struct Portable;

/// `0x01` in each byte.
const ONES: u64 = u64::from_le_bytes([1; 8]);
/// `0x80` in each byte.
const TOPS: u64 = u64::from_le_bytes([0x80; 8]);
/// `0x00FF` in each lane: the even bytes.
const EVEN: u64 = u64::from_le_bytes([0xFF, 0, 0xFF, 0, 0xFF, 0, 0xFF, 0]);

/// The lowest bit of each byte, as eight bits. The others must be 0.
fn collect(flags: u64) -> u64 {
    // The product brings the flag of byte i to bit 56 + i; no two of its terms meet.
    flags.wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// Eight bytes of 64.
fn eight(bytes: &[u8; 64], index: usize) -> u64 {
    u64::from_le_bytes(bytes.as_chunks().0[index])
}

/// `0x01` in each byte in which `a` exceeds `b`.
fn exceeding(a: u64, b: u64) -> u64 {
    // 256 + a - b - 1 has bit 8 set just where a > b; lanes of 16 bits have room for it.
    let lanes = |a: u64, b: u64| (((a & EVEN) + (EVEN - (b & EVEN))) >> 8) & (EVEN & ONES);
    lanes(a, b) | lanes(a >> 8, b >> 8) << 8
}

impl Instructions for Portable {
    type Wide = Lanes;
    type Single = Lanes;
    type Narrow = Bytes;

    #[inline(always)]
    fn bright(pixels: &[u8; 64]) -> u64 {
        let mut word = 0;
        for index in 0..8 {
            word |= collect((eight(pixels, index) >> 7) & ONES) << (8 * index);
        }
        word
    }

    #[inline(always)]
    fn exceeds(pixels: &[u8; 64], drop_shift: u8, bytes: &[u8; 64]) -> u64 {
        let kept = ONES * (0xFF_u64 >> drop_shift);
        let mut word = 0;
        for index in 0..8 {
            let pixels = eight(pixels, index);
            let dropped = (pixels >> drop_shift) & kept;
            // No byte borrows: what is dropped is at most the pixel.
            word |= collect(exceeding(pixels - dropped, eight(bytes, index))) << (8 * index);
        }
        word
    }

    #[inline(always)]
    fn positive(sums: &[i16; 32]) -> u32 {
        bits_where(sums, |sum| sum > 0)
    }

    #[inline(always)]
    fn within(sums: &[i16; 32], limit: i16) -> u32 {
        bits_where(sums, |sum| sum.wrapping_abs() < limit)
    }

    #[inline(always)]
    fn prefetch(_blocks: &[Block]) {}

    #[inline(always)]
    fn positions(words: &[u64], events: &mut [u16]) -> usize {
        let mut count = 0;
        for (index, &word) in words.iter().enumerate() {
            let mut bits = word;
            while bits != 0 {
                events[count] = (64 * index) as u16 + bits.trailing_zeros() as u16;
                count += 1;
                bits &= bits - 1;
            }
        }
        count
    }

    #[inline(never)]
    fn accumulate<P: Packing>(
        memory: &[Block],
        shape: Shape,
        events: &[u16],
        start: &[P::Sum],
        offset: i32,
        sums: &mut [P::Sum],
    ) {
        P::accumulate::<Self>(memory, shape, events, start, offset, sums);
    }

    #[inline(never)]
    fn update<P: Packing>(memory: Memory<'_>, events: &[u16], changes: &[Block]) {
        P::update::<Self>(memory, events, changes);
    }
}
