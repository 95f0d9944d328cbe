//! The sum of the weight rows of many events, as the lanes would have it after one addition a cycle.
//!
//! Weights do not change while a layer takes in events, so that the order and the moment of the additions do not
//! matter; adding all rows at once keeps the sums in registers.

/// Neurons summed at a time.
pub(super) const BLOCK: usize = 32;
/// So many 8-bit weights cannot overflow 16 bits.
const ROWS: usize = 255;

/// Adds to `sums` the rows of `events`. `weights` has rows of `stride` neurons, a multiple of [`BLOCK`], as has `sums`.
pub(super) fn add_rows(weights: &[i8], stride: usize, events: &[u16], sums: &mut [i32]) {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: the CPU has the instructions; the function itself is safe code.
        #[allow(unsafe_code)]
        unsafe {
            add_rows_avx2(weights, stride, events, sums);
        }
        return;
    }
    add_rows_portable(weights, stride, events, sums);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn add_rows_avx2(weights: &[i8], stride: usize, events: &[u16], sums: &mut [i32]) {
    add_rows_portable(weights, stride, events, sums);
}

#[inline(always)]
fn add_rows_portable(weights: &[i8], stride: usize, events: &[u16], sums: &mut [i32]) {
    for events in events.chunks(ROWS) {
        for (block, sums) in sums.as_chunks_mut::<BLOCK>().0.iter_mut().enumerate() {
            let mut partial = [0_i16; BLOCK];
            for &event in events {
                let start = usize::from(event) * stride + block * BLOCK;
                let Some(row) = weights.get(start..start + BLOCK) else { continue };
                for (sum, &weight) in partial.iter_mut().zip(row) {
                    *sum += i16::from(weight);
                }
            }
            for (sum, partial) in sums.iter_mut().zip(partial) {
                *sum += i32::from(partial);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extreme_weights_do_not_overflow() {
        let stride = BLOCK;
        let weights: Vec<i8> = (0..4000 * stride).map(|place| if place % 2 == 0 { -128 } else { 127 }).collect();
        let events: Vec<u16> = (0..4000).collect();
        let mut sums = vec![5; stride];
        add_rows(&weights, stride, &events, &mut sums);
        assert_eq!((sums[0], sums[1]), (5 - 128 * 4000, 5 + 127 * 4000));
        let mut portable = vec![5; stride];
        add_rows_portable(&weights, stride, &events, &mut portable);
        assert_eq!(sums, portable);
    }
}
