//! 32 signed bytes, for updates.

use super::TOPS;
use crate::fast::vector::{BLOCK_BYTES, Block, UpdateVector};

/// One block as words of eight bytes, the first lowest.
#[derive(Clone, Copy)]
pub(in crate::fast) struct Bytes([u64; 4]);

impl Bytes {
    #[inline(always)]
    fn with(self, other: Self, f: impl Fn(u64, u64) -> u64) -> Self {
        let (a, b) = (self.0, other.0);
        Self([f(a[0], b[0]), f(a[1], b[1]), f(a[2], b[2]), f(a[3], b[3])])
    }

    /// Byte by byte, for what is rare.
    #[inline(always)]
    fn byte_by_byte(self, other: Self, f: impl Fn(i8, i8) -> i8) -> Self {
        let (a, b) = (self.block(), other.block());
        let mut out = Block::ZERO;
        for index in 0..BLOCK_BYTES {
            out.0[index] = f(a.0[index] as i8, b.0[index] as i8) as u8;
        }
        Self::load_block(&out)
    }

    #[inline(always)]
    fn block(self) -> Block {
        let mut block = Block::ZERO;
        self.store_block(&mut block);
        block
    }
}

#[inline(always)]
fn add(a: u64, b: u64) -> u64 {
    // Without their highest bits bytes do not carry; those bits are then added without carry.
    ((a & !TOPS) + (b & !TOPS)) ^ ((a ^ b) & TOPS)
}

impl UpdateVector for Bytes {
    #[inline(always)]
    fn splat8(value: u8) -> Self {
        Self([u64::from_le_bytes([value; 8]); 4])
    }

    #[inline(always)]
    fn load_block(block: &Block) -> Self {
        let words: &[[u8; 8]] = block.0.as_chunks().0;
        Self([words[0], words[1], words[2], words[3]].map(u64::from_le_bytes))
    }

    #[inline(always)]
    fn store_block(self, block: &mut Block) {
        for (bytes, word) in block.0.as_chunks_mut::<8>().0.iter_mut().zip(self.0) {
            *bytes = word.to_le_bytes();
        }
    }

    #[inline(always)]
    fn add_checked(self, other: Self) -> (Self, bool) {
        let sum = self.with(other, add);
        // A signed sum overflows where it differs in sign from both its terms.
        let mut overflow = 0;
        for index in 0..4 {
            overflow |= (self.0[index] ^ sum.0[index]) & (other.0[index] ^ sum.0[index]);
        }
        (sum, overflow & TOPS != 0)
    }

    #[inline(always)]
    fn add_carrying(self, other: Self, carry: Self) -> (Self, Self) {
        let sum = self.with(other, add);
        let mut carried = [0; 4];
        for (index, carried) in carried.iter_mut().enumerate() {
            let overflow = (self.0[index] ^ sum.0[index]) & (other.0[index] ^ sum.0[index]) & TOPS;
            *carried = ((overflow >> 7) * 0xFF) & carry.0[index];
        }
        (sum, Self(carried))
    }

    #[inline(always)]
    fn meets(self, other: Self) -> bool {
        let (a, b) = (self.0, other.0);
        (a[0] & b[0]) | (a[1] & b[1]) | (a[2] & b[2]) | (a[3] & b[3]) != 0
    }

    #[inline(always)]
    fn add_bytes(self, other: Self) -> Self {
        self.with(other, add)
    }

    #[inline(always)]
    fn subtract_bytes(self, other: Self) -> Self {
        // With its highest bit set a byte does not borrow.
        self.with(other, |a, b| ((a | TOPS) - (b & !TOPS)) ^ ((a ^ !b) & TOPS))
    }

    #[inline(always)]
    fn add_saturating(self, other: Self) -> Self {
        self.byte_by_byte(other, i8::saturating_add)
    }

    #[inline(always)]
    fn equal(self, other: Self) -> Self {
        self.byte_by_byte(other, |a, b| -i8::from(a == b))
    }

    #[inline(always)]
    fn greater(self, other: Self) -> Self {
        self.byte_by_byte(other, |a, b| -i8::from(a > b))
    }

    #[inline(always)]
    fn both(self, other: Self) -> Self {
        self.with(other, |a, b| a & b)
    }

    #[inline(always)]
    fn either(self, other: Self) -> Self {
        self.with(other, |a, b| a | b)
    }

    #[inline(always)]
    fn not_self_and(self, other: Self) -> Self {
        self.with(other, |a, b| !a & b)
    }

    #[inline(always)]
    fn upper_nibbles(self) -> Self {
        Self(self.0.map(|word| (word >> 4) & u64::from_le_bytes([0x0F; 8])))
    }

    #[inline(always)]
    fn raised_nibbles(self) -> Self {
        Self(self.0.map(|word| (word << 4) & u64::from_le_bytes([0xF0; 8])))
    }
}
