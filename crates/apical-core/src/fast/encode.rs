//! Pixels to spike bits, 64 at a time.

use super::vector::Instructions;
use crate::random::{LANES, RandomState, xorshift32};

// No closures here: a closure does not inherit the instruction set of the function that it is written in, and so
// would be called, with its vectors passed through memory.

/// Spike bits of an image to infer.
#[inline(always)]
pub(super) fn encode_inference<I: Instructions>(pixels: &[u8], words: &mut [u64]) {
    let (groups, rest) = pixels.as_chunks::<64>();
    for (group, word) in groups.iter().zip(&mut *words) {
        *word = I::bright(group);
    }
    if !rest.is_empty() {
        // The last 64 pixels, moved down to where the rest begins.
        words[groups.len()] = match pixels.last_chunk() {
            Some(last) => I::bright(last) >> (64 - rest.len()),
            None => I::bright(&padded(rest)),
        };
    }
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
    let (groups, rest) = pixels.as_chunks::<64>();
    for (group, word) in groups.iter().zip(&mut *words) {
        let bytes = step(&mut lanes);
        *word = I::exceeds(group, drop_shift, &bytes);
    }
    if !rest.is_empty() {
        let bytes = step(&mut lanes);
        words[groups.len()] = match pixels.last_chunk() {
            Some(last) => {
                let moved = 64 - rest.len();
                // Pixel i uses byte i of its step, so the bytes move up as the pixels do.
                let mut behind = [0; 128];
                behind[64..].copy_from_slice(&bytes);
                let bytes = behind[64 - moved..].first_chunk().expect("64 to 127 bytes are left");
                I::exceeds(last, drop_shift, bytes) >> moved
            }
            None => I::exceeds(&padded(rest), drop_shift, &bytes),
        };
    }
    random.lanes = lanes;
}

/// Spike bits of a training image of which the front end made bits: a bit that is set is a pixel of 255, any other one of 0.
#[inline(always)]
pub(super) fn encode_bits<I: Instructions>(
    bits: &[u64],
    drop_shift: u8,
    random: &mut RandomState,
    words: &mut [u64],
) {
    let mut lanes = random.lanes;
    for (&bits, word) in bits.iter().zip(words) {
        let bytes = step(&mut lanes);
        *word = I::exceeds(&[255; 64], drop_shift, &bytes) & bits;
    }
    random.lanes = lanes;
}

#[inline(always)]
fn step(lanes: &mut [u32; LANES]) -> [u8; 64] {
    let mut bytes = [0; 64];
    for lane in 0..LANES {
        lanes[lane] = xorshift32(lanes[lane]);
        bytes[4 * lane..4 * lane + 4].copy_from_slice(&lanes[lane].to_le_bytes());
    }
    bytes
}

/// The rest of an image with black pixels behind it, which never spike.
#[inline(always)]
fn padded(rest: &[u8]) -> [u8; 64] {
    let mut padded = [0; 64];
    padded[..rest.len()].copy_from_slice(rest);
    padded
}
