//! Pixels to spike bits, 64 at a time.

use super::vector::Instructions;
use crate::random::{RandomState, xorshift32};

/// Spike bits of an image to infer.
#[inline(always)]
pub(super) fn encode_inference<I: Instructions>(pixels: &[u8], words: &mut [u64]) {
    for_each_64(pixels, words, |group| I::bright(group));
}

/// Spike bits of a training image.
#[inline(always)]
pub(super) fn encode_training<I: Instructions>(
    pixels: &[u8],
    drop_shift: u8,
    random: &mut RandomState,
    words: &mut [u64],
) {
    let mut lanes = random.lanes;
    for_each_64(pixels, words, |group| {
        for lane in &mut lanes {
            *lane = xorshift32(*lane);
        }
        let mut bytes = [0; 64];
        for (out, lane) in bytes.chunks_exact_mut(4).zip(&lanes) {
            out.copy_from_slice(&lane.to_le_bytes());
        }
        I::exceeds(group, drop_shift, &bytes)
    });
    random.lanes = lanes;
}

#[inline(always)]
fn for_each_64(pixels: &[u8], words: &mut [u64], mut encode: impl FnMut(&[u8; 64]) -> u64) {
    let (groups, rest) = pixels.as_chunks::<64>();
    for (group, word) in groups.iter().zip(&mut *words) {
        *word = encode(group);
    }
    if !rest.is_empty() {
        // Black pixels never spike.
        let mut padded = [0; 64];
        padded[..rest.len()].copy_from_slice(rest);
        words[groups.len()] = encode(&padded);
    }
}
