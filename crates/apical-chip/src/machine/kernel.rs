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
        #[allow(unsafe_code)]
        // SAFETY: the CPU was found to have AVX2 just above, which is all that the function asks for: it is safe code.
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

/// Spike bits: potential above 0. `potentials` is padded to whole blocks; `neurons` of them count.
pub(super) fn spike_bits(potentials: &[i32], neurons: usize, bits: &mut [u64]) {
    pack(potentials, neurons, bits, |potential| potential > 0);
}

/// Window bits: |potential| below theta.
pub(super) fn window_bits(potentials: &[i32], neurons: usize, theta: u16, bits: &mut [u64]) {
    let theta = u32::from(theta);
    pack(potentials, neurons, bits, |potential| potential.unsigned_abs() < theta);
}

/// One bit a potential. Eight at a time become bytes of 0 and 1, which a multiplication gathers.
#[inline(always)]
fn pack(potentials: &[i32], neurons: usize, bits: &mut [u64], is_set: impl Fn(i32) -> bool) {
    bits.fill(0);
    for (index, eight) in potentials[..neurons.next_multiple_of(8)].as_chunks::<8>().0.iter().enumerate() {
        let flags = eight.map(|potential| u8::from(is_set(potential)));
        let byte = u64::from_le_bytes(flags).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        bits[index / 8] |= byte << (8 * (index % 8));
    }
    // What lies beyond the last neuron is no neuron.
    if !neurons.is_multiple_of(64) {
        bits[neurons / 64] &= (1 << (neurons % 64)) - 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extreme_weights_do_not_overflow() {
        let stride = BLOCK;
        let weights: Vec<i8> =
            (0..4000 * stride).map(|index| if index % 2 == 0 { -128 } else { 127 }).collect();
        let events: Vec<u16> = (0..4000).collect();
        let mut sums = vec![5; stride];
        add_rows(&weights, stride, &events, &mut sums);
        assert_eq!((sums[0], sums[1]), (5 - 128 * 4000, 5 + 127 * 4000));
        let mut portable = vec![5; stride];
        add_rows_portable(&weights, stride, &events, &mut portable);
        assert_eq!(sums, portable);
    }

    #[test]
    fn bits_are_those_of_the_definition() {
        for neurons in [1_usize, 7, 8, 63, 64, 65, 200] {
            let mut potentials: Vec<i32> = (0..neurons as i32).map(|neuron| neuron * 37 % 41 - 20).collect();
            let expected = apical_core::reference::spikes(&potentials);
            let inside = apical_core::reference::window(&potentials, 16);
            potentials.resize(neurons.next_multiple_of(BLOCK), 1);
            let (mut spikes, mut window) = (vec![!0; neurons.div_ceil(64)], vec![!0; neurons.div_ceil(64)]);
            spike_bits(&potentials, neurons, &mut spikes);
            window_bits(&potentials, neurons, 16, &mut window);
            assert_eq!(spikes, super::super::record::bits_of(&expected));
            assert_eq!(window, super::super::record::bits_of(&inside));
        }
    }
}
