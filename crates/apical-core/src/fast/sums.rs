//! From sums to potentials, spikes and window bits.

use super::packing::Sum;
use super::vector::Instructions;

impl Sum for i16 {
    #[inline(always)]
    fn from_i32(value: i32) -> Self {
        value as i16
    }

    #[inline(always)]
    fn offset(sums: &mut [Self], constants: &[Self], offset: i32) {
        // Stored sums may pass 32767 on the way (15 x 4000); the wrapped total is exact all the same.
        for (sum, &constant) in sums.iter_mut().zip(constants) {
            *sum = sum.wrapping_add(constant).wrapping_add(offset as i16);
        }
    }

    #[inline(always)]
    fn spikes<I: Instructions>(sums: &[Self; 64]) -> u64 {
        I::positive(sums)
    }

    #[inline(always)]
    fn window<I: Instructions>(sums: &[Self; 64], theta: u16) -> u64 {
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
    fn offset(sums: &mut [Self], constants: &[Self], offset: i32) {
        for (sum, &constant) in sums.iter_mut().zip(constants) {
            *sum += constant + offset;
        }
    }

    #[inline(always)]
    fn spikes<I: Instructions>(sums: &[Self; 64]) -> u64 {
        I::positive(&narrowed(sums))
    }

    #[inline(always)]
    fn window<I: Instructions>(sums: &[Self; 64], theta: u16) -> u64 {
        if theta <= i16::MAX as u16 {
            I::within(&narrowed(sums), theta as i16)
        } else {
            let mut word = 0;
            for (bit, sum) in sums.iter().enumerate() {
                word |= u64::from(sum.unsigned_abs() < u32::from(theta)) << bit;
            }
            word
        }
    }
}

/// Potentials limited to ±32767, which changes neither their sign nor whether they are within a limit that is
/// no greater.
#[inline(always)]
fn narrowed(sums: &[i32; 64]) -> [i16; 64] {
    let mut narrow = [0; 64];
    for (narrow, &sum) in narrow.iter_mut().zip(sums) {
        *narrow = sum.clamp(-32_767, 32_767) as i16;
    }
    narrow
}
