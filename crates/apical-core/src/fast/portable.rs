//! The algorithm's vectors in plain Rust: arrays of one block, which compilers turn into whatever vectors the
//! target has at compile time (SSE2, NEON, simd128), or none.

// Plain index loops over arrays are what compilers turn into vectors most reliably.
#![allow(clippy::needless_range_loop)]

use super::vector::{BLOCK_BYTES, Block, Instructions, UpdateVector, Vector};

/// The base instruction set of the target.
pub(super) struct Portable;

/// One block as 16 lanes.
#[derive(Clone, Copy)]
pub(super) struct Lanes([u16; 16]);

#[inline(always)]
fn map(a: Lanes, b: Lanes, f: impl Fn(u16, u16) -> u16) -> Lanes {
    let mut out = [0; 16];
    for i in 0..16 {
        out[i] = f(a.0[i], b.0[i]);
    }
    Lanes(out)
}

impl Vector for Lanes {
    const BLOCKS: usize = 1;

    #[inline(always)]
    fn zero() -> Self {
        Self([0; 16])
    }

    #[inline(always)]
    fn splat16(value: u16) -> Self {
        Self([value; 16])
    }

    #[inline(always)]
    fn load(blocks: &[Block]) -> Self {
        let Block(block) = &blocks[0];
        let mut lanes = [0; 16];
        for i in 0..16 {
            lanes[i] = u16::from_le_bytes([block[2 * i], block[2 * i + 1]]);
        }
        Self(lanes)
    }

    #[inline(always)]
    fn lanes(self, _block: usize) -> [u16; 16] {
        self.0
    }

    #[inline(always)]
    fn add8(self, other: Self) -> Self {
        // The upper byte's sum is exact once the lower byte's carry is kept out of it.
        map(self, other, |a, b| (a & 0xFF00).wrapping_add(b & 0xFF00) | (a.wrapping_add(b) & 0x00FF))
    }

    #[inline(always)]
    fn add16(self, other: Self) -> Self {
        map(self, other, u16::wrapping_add)
    }

    #[inline(always)]
    fn subtract16(self, other: Self) -> Self {
        map(self, other, u16::wrapping_sub)
    }

    #[inline(always)]
    fn and(self, other: Self) -> Self {
        map(self, other, |a, b| a & b)
    }

    #[inline(always)]
    fn shift_left16<const BITS: i32>(self) -> Self {
        Self(self.0.map(|lane| lane << BITS))
    }

    #[inline(always)]
    fn shift_right16<const BITS: i32>(self) -> Self {
        Self(self.0.map(|lane| lane >> BITS))
    }
}

/// Gathers 64 conditions into the bits of a word.
#[inline(always)]
fn gather(condition: impl Fn(usize) -> bool) -> u64 {
    let mut word = 0;
    for byte in 0..8 {
        let mut bits = 0_u8;
        for bit in 0..8 {
            bits |= u8::from(condition(8 * byte + bit)) << bit;
        }
        word |= u64::from(bits) << (8 * byte);
    }
    word
}

impl Instructions for Portable {
    type Wide = Lanes;
    type Single = Lanes;
    type Narrow = Bytes;

    #[inline(always)]
    fn bright(pixels: &[u8; 64]) -> u64 {
        gather(|i| pixels[i] >= 128)
    }

    #[inline(always)]
    fn exceeds(pixels: &[u8; 64], drop_shift: u8, bytes: &[u8; 64]) -> u64 {
        gather(|i| {
            let pixel = u32::from(pixels[i]);
            pixel - (pixel >> drop_shift) > u32::from(bytes[i])
        })
    }

    #[inline(always)]
    fn positive(values: &[i16; 64]) -> u64 {
        gather(|i| values[i] > 0)
    }

    #[inline(always)]
    fn within(values: &[i16; 64], limit: i16) -> u64 {
        gather(|i| values[i].wrapping_abs() < limit)
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
}

/// One block as bytes.
#[derive(Clone, Copy)]
pub(super) struct Bytes([u8; BLOCK_BYTES]);

#[inline(always)]
fn bytes(a: Bytes, b: Bytes, f: impl Fn(u8, u8) -> u8) -> Bytes {
    let mut out = [0; BLOCK_BYTES];
    for i in 0..BLOCK_BYTES {
        out[i] = f(a.0[i], b.0[i]);
    }
    Bytes(out)
}

impl UpdateVector for Bytes {
    #[inline(always)]
    fn splat8(value: u8) -> Self {
        Self([value; BLOCK_BYTES])
    }

    #[inline(always)]
    fn load_block(block: &Block) -> Self {
        Self(block.0)
    }

    #[inline(always)]
    fn store_block(self, block: &mut Block) {
        block.0 = self.0;
    }

    #[inline(always)]
    fn add_bytes(self, other: Self) -> Self {
        bytes(self, other, u8::wrapping_add)
    }

    #[inline(always)]
    fn subtract_bytes(self, other: Self) -> Self {
        bytes(self, other, u8::wrapping_sub)
    }

    #[inline(always)]
    fn add_saturating(self, other: Self) -> Self {
        bytes(self, other, |a, b| (a as i8).saturating_add(b as i8) as u8)
    }

    #[inline(always)]
    fn equal(self, other: Self) -> Self {
        bytes(self, other, |a, b| if a == b { 0xFF } else { 0 })
    }

    #[inline(always)]
    fn greater(self, other: Self) -> Self {
        bytes(self, other, |a, b| if (a as i8) > (b as i8) { 0xFF } else { 0 })
    }

    #[inline(always)]
    fn both(self, other: Self) -> Self {
        bytes(self, other, |a, b| a & b)
    }

    #[inline(always)]
    fn either(self, other: Self) -> Self {
        bytes(self, other, |a, b| a | b)
    }

    #[inline(always)]
    fn not_self_and(self, other: Self) -> Self {
        bytes(self, other, |a, b| !a & b)
    }

    #[inline(always)]
    fn upper_nibbles(self) -> Self {
        Self(self.0.map(|byte| byte >> 4))
    }

    #[inline(always)]
    fn raised_nibbles(self) -> Self {
        Self(self.0.map(|byte| byte << 4))
    }

    #[inline(always)]
    fn same(self, other: Self) -> bool {
        self.0 == other.0
    }
}
