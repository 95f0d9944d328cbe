//! 256-bit vectors.
//!
//! The types of this module are private to `x86`, whose entries enable the instructions; so every operation here
//! runs on a CPU that has them. That is the reason of each `unsafe` block that names no other.

use core::arch::x86_64::*;

use crate::fast::packed_sums::PackedSums;
use crate::fast::packing::Packing;
use crate::fast::shape::Shape;
use crate::fast::update::Memory;
use crate::fast::vector::{Block, Instructions, UpdateVector, Vector};

/// AVX2 with bit manipulation.
#[derive(Clone, Copy)]
pub(in crate::fast) struct Avx2;

/// One block.
#[derive(Clone, Copy)]
pub(in crate::fast) struct V256(pub(super) __m256i);

impl Vector for V256 {
    const BLOCKS: usize = 1;
    type Nibbles = PackedSums<Self>;

    #[inline(always)]
    fn zero() -> Self {
        // SAFETY: AVX2 is there (head of this file).
        Self(unsafe { _mm256_setzero_si256() })
    }

    #[inline(always)]
    fn splat16(value: u16) -> Self {
        // SAFETY: AVX2 is there (head of this file).
        Self(unsafe { _mm256_set1_epi16(value as i16) })
    }

    #[inline(always)]
    fn load(blocks: &[Block]) -> Self {
        Self::load_block(&blocks[0])
    }

    #[inline(always)]
    fn gather(elements: &[i16], _distance: usize) -> Self {
        let elements = &elements[..16];
        // SAFETY: AVX2 is there (head of this file); 16 elements have the vector's 32 bytes, unaligned is allowed.
        Self(unsafe { _mm256_loadu_si256(elements.as_ptr().cast()) })
    }

    #[inline(always)]
    fn scatter(self, elements: &mut [i16], _distance: usize) {
        let elements = &mut elements[..16];
        // SAFETY: AVX2 is there (head of this file); 16 elements have the vector's 32 bytes, unaligned is allowed.
        unsafe { _mm256_storeu_si256(elements.as_mut_ptr().cast(), self.0) };
    }

    #[inline(always)]
    fn lanes(self, _block: usize) -> [u16; 16] {
        let mut lanes = [0; 16];
        // SAFETY: AVX2 is there (head of this file); the array has the vector's 32 bytes, unaligned is allowed.
        unsafe { _mm256_storeu_si256(lanes.as_mut_ptr().cast(), self.0) };
        lanes
    }

    #[inline(always)]
    fn add8(self, other: Self) -> Self {
        // SAFETY: AVX2 is there (head of this file).
        Self(unsafe { _mm256_add_epi8(self.0, other.0) })
    }

    #[inline(always)]
    fn add16(self, other: Self) -> Self {
        // SAFETY: AVX2 is there (head of this file).
        Self(unsafe { _mm256_add_epi16(self.0, other.0) })
    }

    #[inline(always)]
    fn subtract16(self, other: Self) -> Self {
        // SAFETY: AVX2 is there (head of this file).
        Self(unsafe { _mm256_sub_epi16(self.0, other.0) })
    }

    #[inline(always)]
    fn and(self, other: Self) -> Self {
        // SAFETY: AVX2 is there (head of this file).
        Self(unsafe { _mm256_and_si256(self.0, other.0) })
    }

    #[inline(always)]
    fn shift_left16<const BITS: i32>(self) -> Self {
        // SAFETY: AVX2 is there (head of this file).
        Self(unsafe { _mm256_slli_epi16::<BITS>(self.0) })
    }

    #[inline(always)]
    fn shift_right16<const BITS: i32>(self) -> Self {
        // SAFETY: AVX2 is there (head of this file).
        Self(unsafe { _mm256_srli_epi16::<BITS>(self.0) })
    }
}

impl UpdateVector for V256 {
    #[inline(always)]
    fn splat8(value: u8) -> Self {
        // SAFETY: AVX2 is there (head of this file).
        Self(unsafe { _mm256_set1_epi8(value as i8) })
    }

    #[inline(always)]
    fn load_block(block: &Block) -> Self {
        // SAFETY: AVX2 is there (head of this file); a block has the vector's 32 bytes, unaligned is allowed.
        Self(unsafe { _mm256_loadu_si256(block.0.as_ptr().cast()) })
    }

    #[inline(always)]
    fn store_block(self, block: &mut Block) {
        // SAFETY: AVX2 is there (head of this file); a block has the vector's 32 bytes, unaligned is allowed.
        unsafe { _mm256_storeu_si256(block.0.as_mut_ptr().cast(), self.0) };
    }

    #[inline(always)]
    fn add_checked(self, other: Self) -> (Self, bool) {
        let (wrapped, stopped) = (self.add_bytes(other), self.add_saturating(other));
        // SAFETY: AVX2 is there (head of this file).
        let same = unsafe { _mm256_movemask_epi8(_mm256_cmpeq_epi8(wrapped.0, stopped.0)) };
        (wrapped, same != -1)
    }

    #[inline(always)]
    fn add_carrying(self, other: Self, carry: Self) -> (Self, Self) {
        let (wrapped, stopped) = (self.add_bytes(other), self.add_saturating(other));
        (wrapped, wrapped.equal(stopped).not_self_and(carry))
    }

    #[inline(always)]
    fn meets(self, other: Self) -> bool {
        // SAFETY: AVX2 is there (head of this file).
        unsafe { _mm256_testz_si256(self.0, other.0) == 0 }
    }

    #[inline(always)]
    fn add_bytes(self, other: Self) -> Self {
        self.add8(other)
    }

    #[inline(always)]
    fn subtract_bytes(self, other: Self) -> Self {
        // SAFETY: AVX2 is there (head of this file).
        Self(unsafe { _mm256_sub_epi8(self.0, other.0) })
    }

    #[inline(always)]
    fn add_saturating(self, other: Self) -> Self {
        // SAFETY: AVX2 is there (head of this file).
        Self(unsafe { _mm256_adds_epi8(self.0, other.0) })
    }

    #[inline(always)]
    fn equal(self, other: Self) -> Self {
        // SAFETY: AVX2 is there (head of this file).
        Self(unsafe { _mm256_cmpeq_epi8(self.0, other.0) })
    }

    #[inline(always)]
    fn greater(self, other: Self) -> Self {
        // SAFETY: AVX2 is there (head of this file).
        Self(unsafe { _mm256_cmpgt_epi8(self.0, other.0) })
    }

    #[inline(always)]
    fn both(self, other: Self) -> Self {
        self.and(other)
    }

    #[inline(always)]
    fn either(self, other: Self) -> Self {
        // SAFETY: AVX2 is there (head of this file).
        Self(unsafe { _mm256_or_si256(self.0, other.0) })
    }

    #[inline(always)]
    fn not_self_and(self, other: Self) -> Self {
        // SAFETY: AVX2 is there (head of this file).
        Self(unsafe { _mm256_andnot_si256(self.0, other.0) })
    }

    #[inline(always)]
    fn upper_nibbles(self) -> Self {
        self.shift_right16::<4>().both(Self::splat8(0x0F))
    }

    #[inline(always)]
    fn raised_nibbles(self) -> Self {
        self.shift_left16::<4>().both(Self::splat8(0xF0))
    }
}

/// Set bits of a byte as positions, for each byte value.
static POSITIONS: [[u8; 8]; 256] = {
    let mut table = [[0; 8]; 256];
    let mut byte = 0;
    while byte < 256 {
        let (mut bit, mut count) = (0, 0);
        while bit < 8 {
            if byte >> bit & 1 == 1 {
                table[byte][count] = bit as u8;
                count += 1;
            }
            bit += 1;
        }
        byte += 1;
    }
    table
};

#[inline(always)]
fn halves(bytes: &[u8; 64]) -> [V256; 2] {
    let halves: &[[u8; 32]] = bytes.as_chunks().0;
    // SAFETY: AVX2 is there (head of this file); a half has the vector's 32 bytes, unaligned is allowed.
    unsafe {
        [
            V256(_mm256_loadu_si256(halves[0].as_ptr().cast())),
            V256(_mm256_loadu_si256(halves[1].as_ptr().cast())),
        ]
    }
}

#[inline(always)]
fn word(halves: [V256; 2]) -> u64 {
    // SAFETY: AVX2 is there (head of this file).
    let (low, high) = unsafe { (_mm256_movemask_epi8(halves[0].0), _mm256_movemask_epi8(halves[1].0)) };
    u64::from(low as u32) | u64::from(high as u32) << 32
}

/// Two vectors of the results of 16-bit comparisons as 32 bits. Packing works within 128-bit halves, which is what
/// the order of the sums is made for.
#[inline(always)]
fn bits(results: [__m256i; 2]) -> u32 {
    // SAFETY: AVX2 is there (head of this file).
    unsafe { _mm256_movemask_epi8(_mm256_packs_epi16(results[0], results[1])) as u32 }
}

impl Instructions for Avx2 {
    type Wide = V256;
    type Single = V256;
    type Narrow = V256;

    #[inline(always)]
    fn bright(pixels: &[u8; 64]) -> u64 {
        word(halves(pixels)) // the upper bit of each byte
    }

    #[inline(always)]
    fn exceeds(pixels: &[u8; 64], drop_shift: u8, bytes: &[u8; 64]) -> u64 {
        let (pixels, bytes) = (halves(pixels), halves(bytes));
        let mut below = [V256::zero(); 2];
        let kept = V256::splat8((0xFF_u32 >> drop_shift) as u8);
        for half in 0..2 {
            // SAFETY: AVX2 is there (head of this file).
            below[half] = V256(unsafe {
                let shift = _mm_cvtsi32_si128(drop_shift.into());
                let dropped = _mm256_and_si256(_mm256_srl_epi16(pixels[half].0, shift), kept.0);
                let pixel = _mm256_sub_epi8(pixels[half].0, dropped);
                // max(pixel, byte) == byte where the pixel does not exceed it.
                _mm256_cmpeq_epi8(_mm256_max_epu8(pixel, bytes[half].0), bytes[half].0)
            });
        }
        !word(below)
    }

    #[inline(always)]
    fn positive(sums: &[i16; 32]) -> u32 {
        let mut results = [V256::zero().0; 2];
        for (index, result) in results.iter_mut().enumerate() {
            let sums = V256::gather(&sums[16 * index..], 0);
            // SAFETY: AVX2 is there (head of this file).
            *result = unsafe { _mm256_cmpgt_epi16(sums.0, _mm256_setzero_si256()) };
        }
        bits(results)
    }

    #[inline(always)]
    fn within(sums: &[i16; 32], limit: i16) -> u32 {
        let mut results = [V256::zero().0; 2];
        for (index, result) in results.iter_mut().enumerate() {
            let sums = V256::gather(&sums[16 * index..], 0);
            // SAFETY: AVX2 is there (head of this file).
            *result = unsafe { _mm256_cmpgt_epi16(_mm256_set1_epi16(limit), _mm256_abs_epi16(sums.0)) };
        }
        bits(results)
    }

    #[inline(always)]
    fn prefetch(blocks: &[Block]) {
        // Every second block starts a cache line.
        for line in 0..blocks.len().div_ceil(2) {
            // SAFETY: SSE is part of x86-64, and a prefetch of any address changes nothing.
            unsafe { _mm_prefetch::<_MM_HINT_T0>(blocks[2 * line].0.as_ptr().cast()) };
        }
    }

    #[inline(always)]
    fn positions(words: &[u64], events: &mut [u16]) -> usize {
        assert!(events.len() >= 64 * words.len() + 8);
        let mut count = 0;
        // SAFETY: SSE2 is part of x86-64.
        let mut base = unsafe { _mm_setzero_si128() };
        for &word in words {
            // A table look-up per byte has no branch to predict wrongly.
            for bits in word.to_le_bytes() {
                // SAFETY: AVX2 is there (head of this file). A table entry has 8 bytes. At most 8 positions are
                // counted per byte, so `count` is at most 8 times the bytes seen so far, and the 8 elements
                // written end before 64 * words + 8.
                unsafe {
                    let positions = _mm_loadl_epi64(POSITIONS[usize::from(bits)].as_ptr().cast());
                    let addresses = _mm_add_epi16(_mm_cvtepu8_epi16(positions), base);
                    _mm_storeu_si128(events.as_mut_ptr().add(count).cast(), addresses);
                    base = _mm_add_epi16(base, _mm_set1_epi16(8));
                }
                count += bits.count_ones() as usize;
            }
        }
        count
    }

    compiled_once!("avx2,bmi1,bmi2,popcnt,lzcnt");
}
