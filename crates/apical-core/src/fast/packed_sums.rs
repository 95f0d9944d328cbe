//! Sums of nibbles in three operations a vector, for vectors with sums of bytes.
//!
//! A 16-bit word holds four nibbles; call them a, b, c, d from the lowest up, and sum, byte by byte and modulo
//! 256,
//!
//! - `plain`: the words as they are, bytes `a + 16 b` and `c + 16 d`;
//! - `moved`: the words shifted down by a nibble, bytes `b + 16 c` and `d`.
//!
//! Of up to 17 words each nibble's sum is below 256, so the upper byte of `moved` is the sum of d itself. With it,
//! `plain` gives c; with that, `moved` gives b; with that, `plain` gives a. So nothing is ever unpacked.

use super::vector::{NibbleSums, Vector};

/// The two sums.
#[derive(Clone, Copy)]
pub(super) struct PackedSums<V> {
    /// Wrapping sums of bytes.
    plain: V,
    /// The same of the shifted words.
    moved: V,
}

impl<V: Vector> NibbleSums<V> for PackedSums<V> {
    #[inline(always)]
    fn zero() -> Self {
        Self { plain: V::zero(), moved: V::zero() }
    }

    #[inline(always)]
    fn add(self, words: V) -> Self {
        Self { plain: self.plain.add8(words), moved: self.moved.add8(words.shift_right16::<4>()) }
    }

    #[inline(always)]
    fn separate(self) -> [V; 4] {
        let Self { plain, moved } = self;
        let byte = V::splat16(0x00FF);
        let d = moved.shift_right16::<8>();
        let without_d = plain.subtract16(d.shift_left16::<12>());
        let c = without_d.shift_right16::<8>();
        let b = moved.subtract16(c.shift_left16::<4>()).and(byte);
        let a = without_d.subtract16(b.shift_left16::<4>()).and(byte);
        [a, b, c, d]
    }
}
