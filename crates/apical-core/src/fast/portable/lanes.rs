//! 16 lanes of 16 bits, for potentials.

use super::EVEN;
use crate::fast::vector::{Block, NibbleSums, Vector};

/// One block as words of four lanes, the first lane lowest.
#[derive(Clone, Copy)]
pub(in crate::fast) struct Lanes([u64; 4]);

/// The highest bit of each lane.
const TOPS: u64 = splat(0x8000);
/// The lower nibble of each byte.
const LOWER_NIBBLES: u64 = u64::from_le_bytes([0x0F; 8]);

const fn splat(value: u16) -> u64 {
    value as u64 * 0x0001_0001_0001_0001
}

impl Lanes {
    #[inline(always)]
    fn each(self, f: impl Fn(u64) -> u64) -> Self {
        Self([f(self.0[0]), f(self.0[1]), f(self.0[2]), f(self.0[3])])
    }

    #[inline(always)]
    fn with(self, other: Self, f: impl Fn(u64, u64) -> u64) -> Self {
        let (a, b) = (self.0, other.0);
        Self([f(a[0], b[0]), f(a[1], b[1]), f(a[2], b[2]), f(a[3], b[3])])
    }
}

impl Vector for Lanes {
    const BLOCKS: usize = 1;
    type Nibbles = [Self; 2];

    #[inline(always)]
    fn zero() -> Self {
        Self([0; 4])
    }

    #[inline(always)]
    fn splat16(value: u16) -> Self {
        Self([splat(value); 4])
    }

    #[inline(always)]
    fn load(blocks: &[Block]) -> Self {
        let words: &[[u8; 8]] = blocks[0].0.as_chunks().0;
        Self([words[0], words[1], words[2], words[3]].map(u64::from_le_bytes))
    }

    #[inline(always)]
    fn gather(elements: &[i16], _distance: usize) -> Self {
        let words: &[[i16; 4]] = elements[..16].as_chunks().0;
        let word = |lanes: [i16; 4]| {
            let lane = |index: usize| u64::from(lanes[index] as u16) << (16 * index);
            lane(0) | lane(1) | lane(2) | lane(3)
        };
        Self([words[0], words[1], words[2], words[3]].map(word))
    }

    #[inline(always)]
    fn scatter(self, elements: &mut [i16], _distance: usize) {
        for (lanes, word) in elements[..16].as_chunks_mut::<4>().0.iter_mut().zip(self.0) {
            *lanes = [word as i16, (word >> 16) as i16, (word >> 32) as i16, (word >> 48) as i16];
        }
    }

    #[inline(always)]
    fn lanes(self, _block: usize) -> [u16; 16] {
        let mut elements = [0; 16];
        self.scatter(&mut elements, 0);
        elements.map(|element| element as u16)
    }

    #[inline(always)]
    fn add8(self, other: Self) -> Self {
        // No byte exceeds 255, so none carries into the next.
        self.with(other, u64::wrapping_add)
    }

    #[inline(always)]
    fn add16(self, other: Self) -> Self {
        // Without their highest bits lanes do not carry; those bits are then added without carry.
        self.with(other, |a, b| ((a & !TOPS) + (b & !TOPS)) ^ ((a ^ b) & TOPS))
    }

    #[inline(always)]
    fn subtract16(self, other: Self) -> Self {
        // With its highest bit set a lane does not borrow.
        self.with(other, |a, b| ((a | TOPS) - (b & !TOPS)) ^ ((a ^ !b) & TOPS))
    }

    #[inline(always)]
    fn and(self, other: Self) -> Self {
        self.with(other, |a, b| a & b)
    }

    #[inline(always)]
    fn shift_left16<const BITS: i32>(self) -> Self {
        self.each(|word| (word << BITS) & splat(0xFFFF << BITS))
    }

    #[inline(always)]
    fn shift_right16<const BITS: i32>(self) -> Self {
        self.each(|word| (word >> BITS) & splat(0xFFFF >> BITS))
    }
}

/// Sums of the lower nibble of each byte, and of the upper ones.
impl NibbleSums<Lanes> for [Lanes; 2] {
    #[inline(always)]
    fn zero() -> Self {
        [Lanes([0; 4]); 2]
    }

    #[inline(always)]
    fn add(self, words: Lanes) -> Self {
        let [lower, upper] = self;
        [
            lower.add8(words.each(|word| word & LOWER_NIBBLES)),
            upper.add8(words.each(|word| (word >> 4) & LOWER_NIBBLES)),
        ]
    }

    #[inline(always)]
    fn separate(self) -> [Lanes; 4] {
        let even = |words: Lanes| words.each(|word| word & EVEN);
        let odd = |words: Lanes| words.each(|word| (word >> 8) & EVEN);
        let [lower, upper] = self;
        [even(lower), even(upper), odd(lower), odd(upper)]
    }
}
