//! Pixels become spikes.

use alloc::vec::Vec;

use crate::random::{BYTES_PER_STEP, RandomState};

/// Input spikes of an inference: a pixel spikes if its value is at least 128.
#[must_use]
pub fn encode_inference(pixels: &[u8]) -> Vec<bool> {
    pixels.iter().map(|&pixel| pixel >= 128).collect()
}

/// Input spikes of a training image: a pixel `p` spikes if `p - (p >> drop_shift)` exceeds a random byte.
///
/// Pixel `i` uses byte `i mod 64` of lane step `i / 64` of its image; bytes left over are not used again.
#[must_use]
pub fn encode_training(pixels: &[u8], drop_shift: u8, random: &mut RandomState) -> Vec<bool> {
    let mut spikes = Vec::with_capacity(pixels.len());
    for group in pixels.chunks(BYTES_PER_STEP) {
        let bytes = random.step_lanes();
        for (&pixel, &byte) in group.iter().zip(&bytes) {
            let dropped = u32::from(pixel) >> drop_shift;
            spikes.push(u32::from(pixel) - dropped > u32::from(byte));
        }
    }
    spikes
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    #[test]
    fn the_inference_threshold_is_128() {
        assert_eq!(encode_inference(&[0, 127, 128, 255]), [false, false, true, true]);
    }

    #[test]
    fn black_never_spikes_and_one_white_pixel_in_eight_is_dropped() {
        let mut random = RandomState::new(5);
        assert!(!encode_training(&[0; 4000], 3, &mut random).contains(&true));
        let spikes = encode_training(&vec![255; 64_000], 3, &mut random);
        let share = spikes.iter().filter(|&&spike| spike).count() as f64 / 64_000.0;
        // 255 - 31 = 224 exceeds 224 of 256 byte values.
        assert!((share - 0.875).abs() < 0.005, "{share}");
    }

    #[test]
    fn an_image_starts_with_a_new_lane_step() {
        let mut random = RandomState::new(5);
        let mut stepped = random;
        let _ = encode_training(&[7; 65], 3, &mut random);
        stepped.step_lanes();
        stepped.step_lanes();
        assert_eq!(random, stepped);
    }
}
