//! Windows and drops that follow from the front end and the data.

use alloc::vec::Vec;

use super::TrainingImages;
use crate::Config;
use crate::fast::Encoder;
use crate::front_end::{FrontEnd, sample};

/// The window of a layer that so many spikes reach in the mean: `isqrt(5 m / 2)`, but at least 16 and at most 65,535. Potentials spread with
/// the root of the number of spikes, and 16 suits some 100.
#[must_use]
pub const fn window_of(mean_spikes: u32) -> u16 {
    let spread = (mean_spikes as u64 * 5 / 2).isqrt();
    if spread < 16 {
        16
    } else if spread > u16::MAX as u64 {
        u16::MAX
    } else {
        spread as u16
    }
}

/// The window of each hidden layer, of so many neurons, behind a front end that makes bits: of the first by the
/// [mean bits](mean_bits) of an image, of each other one by half the neurons before it, which is what spikes, more or less.
#[must_use]
pub fn windows_of<D: TrainingImages + ?Sized>(
    front_end: &FrontEnd,
    hidden: &[usize],
    images: &D,
) -> Vec<u16> {
    let before = hidden.iter().map(|&neurons| neurons as u32 / 2);
    let spikes = core::iter::once(mean_bits(front_end, images)).chain(before);
    spikes.take(hidden.len()).map(window_of).collect()
}

/// `DROP_SHIFT` behind a front end: 2 behind a retina, one spike in four; the default without. Neighbouring filters tell much the same, so more of their
/// spikes can be missed, and more must be, lest the network learn the training images by heart.
#[must_use]
pub const fn drop_shift_of(front_end: &FrontEnd) -> u8 {
    if front_end.retina.is_some() { 2 } else { Config::DROP_SHIFT }
}

/// Bits that a front end (other than a threshold, of which it is 0) sets in an image, in the mean over the images that [`fit`](crate::front_end::fit) looks at, rounded down.
#[must_use]
pub fn mean_bits<D: TrainingImages + ?Sized>(front_end: &FrontEnd, images: &D) -> u32 {
    let mut encoder = Encoder::new(front_end);
    let (mut bits, mut count) = (0_u64, 0_u64);
    for index in sample(images.count()) {
        bits +=
            encoder.bits(images.image(index)).iter().map(|word| u64::from(word.count_ones())).sum::<u64>();
        count += 1;
    }
    bits.checked_div(count).unwrap_or(0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_grow_with_the_root_of_the_spikes() {
        assert_eq!([0, 90, 100, 110, 281, 1400, u32::MAX].map(window_of), [16, 16, 16, 16, 26, 59, 65535]);
    }
}
