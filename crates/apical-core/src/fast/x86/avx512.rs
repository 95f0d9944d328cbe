//! 512-bit vectors for the potentials. What is done once per image stays with AVX2.
//!
//! As in `avx2`, the types are reached only through the entries of `x86`, which enable the instructions.

use core::arch::x86_64::*;

use super::avx2::{Avx2, V256};
use crate::fast::packed_sums::PackedSums;
use crate::fast::packing::Packing;
use crate::fast::shape::Shape;
use crate::fast::update::Memory;
use crate::fast::vector::{Block, Instructions, Vector};

/// AVX-512 F, BW and VL.
#[derive(Clone, Copy)]
pub(in crate::fast) struct Avx512;

/// Two blocks, the first in the lower half.
#[derive(Clone, Copy)]
pub(in crate::fast) struct V512(__m512i);

impl Vector for V512 {
    const BLOCKS: usize = 2;
    type Nibbles = PackedSums<Self>;

    #[inline(always)]
    fn zero() -> Self {
        // SAFETY: AVX-512 is there (head of this file).
        Self(unsafe { _mm512_setzero_si512() })
    }

    #[inline(always)]
    fn splat16(value: u16) -> Self {
        // SAFETY: AVX-512 is there (head of this file).
        Self(unsafe { _mm512_set1_epi16(value as i16) })
    }

    #[inline(always)]
    fn load(blocks: &[Block]) -> Self {
        let two = &blocks[..2];
        // SAFETY: AVX-512 is there (head of this file); two blocks have the vector's 64 bytes, unaligned is
        // allowed.
        Self(unsafe { _mm512_loadu_si512(two.as_ptr().cast()) })
    }

    #[inline(always)]
    fn gather(elements: &[i16], distance: usize) -> Self {
        let halves = [V256::gather(elements, 0), V256::gather(&elements[distance..], 0)];
        // SAFETY: AVX-512 is there (head of this file).
        Self(unsafe { _mm512_inserti64x4::<1>(_mm512_castsi256_si512(halves[0].0), halves[1].0) })
    }

    #[inline(always)]
    fn scatter(self, elements: &mut [i16], distance: usize) {
        // SAFETY: AVX-512 is there (head of this file).
        let halves = unsafe { [_mm512_castsi512_si256(self.0), _mm512_extracti64x4_epi64::<1>(self.0)] };
        V256(halves[0]).scatter(elements, 0);
        V256(halves[1]).scatter(&mut elements[distance..], 0);
    }

    #[inline(always)]
    fn lanes(self, block: usize) -> [u16; 16] {
        let mut lanes = [[0; 16]; 2];
        // SAFETY: AVX-512 is there (head of this file); the array has the vector's 64 bytes, unaligned is
        // allowed.
        unsafe { _mm512_storeu_si512(lanes.as_mut_ptr().cast(), self.0) };
        lanes[block]
    }

    #[inline(always)]
    fn add8(self, other: Self) -> Self {
        // SAFETY: AVX-512 is there (head of this file).
        Self(unsafe { _mm512_add_epi8(self.0, other.0) })
    }

    #[inline(always)]
    fn add16(self, other: Self) -> Self {
        // SAFETY: AVX-512 is there (head of this file).
        Self(unsafe { _mm512_add_epi16(self.0, other.0) })
    }

    #[inline(always)]
    fn subtract16(self, other: Self) -> Self {
        // SAFETY: AVX-512 is there (head of this file).
        Self(unsafe { _mm512_sub_epi16(self.0, other.0) })
    }

    #[inline(always)]
    fn and(self, other: Self) -> Self {
        // SAFETY: AVX-512 is there (head of this file).
        Self(unsafe { _mm512_and_si512(self.0, other.0) })
    }

    #[inline(always)]
    fn shift_left16<const BITS: i32>(self) -> Self {
        // SAFETY: AVX-512 is there (head of this file). A shift count beyond u32 does not occur: BITS is 4 to 12.
        Self(unsafe { _mm512_sll_epi16(self.0, _mm_cvtsi32_si128(BITS)) })
    }

    #[inline(always)]
    fn shift_right16<const BITS: i32>(self) -> Self {
        // SAFETY: AVX-512 is there (head of this file).
        Self(unsafe { _mm512_srl_epi16(self.0, _mm_cvtsi32_si128(BITS)) })
    }
}

impl Instructions for Avx512 {
    type Wide = V512;
    type Single = V256;
    type Narrow = V256;

    #[inline(always)]
    fn bright(pixels: &[u8; 64]) -> u64 {
        Avx2::bright(pixels)
    }

    #[inline(always)]
    fn exceeds(pixels: &[u8; 64], drop_shift: u8, bytes: &[u8; 64]) -> u64 {
        Avx2::exceeds(pixels, drop_shift, bytes)
    }

    #[inline(always)]
    fn positive(sums: &[i16; 32]) -> u32 {
        Avx2::positive(sums)
    }

    #[inline(always)]
    fn within(sums: &[i16; 32], limit: i16) -> u32 {
        Avx2::within(sums, limit)
    }

    #[inline(always)]
    fn prefetch(blocks: &[Block]) {
        Avx2::prefetch(blocks);
    }

    #[inline(always)]
    fn positions(words: &[u64], events: &mut [u16]) -> usize {
        Avx2::positions(words, events)
    }

    compiled_once!("avx2,bmi1,bmi2,popcnt,lzcnt,avx512f,avx512bw,avx512vl");
}
