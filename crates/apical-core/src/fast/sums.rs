//! From potentials to spikes and window bits.

use super::packing::Sum;
use super::shape::bits_where;
use super::vector::Instructions;

impl Sum for i16 {
    #[inline(always)]
    fn from_i32(value: i32) -> Self {
        value as i16
    }

    #[inline(always)]
    fn spikes<I: Instructions>(sums: &[Self; 32]) -> u32 {
        I::positive(sums)
    }

    #[inline(always)]
    fn window<I: Instructions>(sums: &[Self; 32], theta: u16) -> u32 {
        // |potential| is at most 4000 x 8 + 128, so a limit of 32767 lets everything through, as theta does.
        I::within(sums, theta.min(i16::MAX as u16) as i16)
    }
}

impl Sum for i32 {
    #[inline(always)]
    fn from_i32(value: i32) -> Self {
        value
    }

    #[inline(always)]
    fn spikes<I: Instructions>(sums: &[Self; 32]) -> u32 {
        I::positive(&narrowed(sums))
    }

    #[inline(always)]
    fn window<I: Instructions>(sums: &[Self; 32], theta: u16) -> u32 {
        if theta <= i16::MAX as u16 {
            I::within(&narrowed(sums), theta as i16)
        } else {
            bits_where(sums, |sum| sum.unsigned_abs() < u32::from(theta))
        }
    }
}

/// Potentials limited to ±32767, which changes neither their sign nor whether they are within a limit that is
/// no greater.
#[inline(always)]
fn narrowed(sums: &[i32; 32]) -> [i16; 32] {
    let mut narrow = [0; 32];
    for (narrow, &sum) in narrow.iter_mut().zip(sums) {
        *narrow = sum.clamp(-32_767, 32_767) as i16;
    }
    narrow
}
