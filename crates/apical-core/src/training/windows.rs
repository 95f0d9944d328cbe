//! Windows that follow from the front end and the data.

use alloc::vec::Vec;

use super::TrainingImages;
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

/// The window of each hidden layer, of so many neurons: of the first by the [mean bits](mean_bits) of an image, of each other one by half
/// the neurons before it, which is what spikes, more or less.
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

/// Bits that a front end sets in an image, in the mean over the images that [`fit`](crate::front_end::fit) looks at, rounded down; of a
/// threshold, pixels that spike while learning: a pixel `p` counts as `p / 256`.
#[must_use]
pub fn mean_bits<D: TrainingImages + ?Sized>(front_end: &FrontEnd, images: &D) -> u32 {
    mean_bits_of(front_end, &images)
}

/// Not generic, so that it is compiled in this crate, optimised, whoever calls.
fn mean_bits_of(front_end: &FrontEnd, images: &dyn TrainingImages) -> u32 {
    let mut encoder = Encoder::new(front_end);
    let (mut bits, mut count) = (0_u64, 0_u64);
    for index in sample(images.count()) {
        let image = images.image(index);
        bits += if front_end.is_threshold() {
            image.iter().map(|&value| u64::from(front_end.seen(value))).sum::<u64>()
        } else {
            encoder.bits(image).iter().map(|word| u64::from(word.count_ones())).sum()
        };
        count += 1;
    }
    let scale = if front_end.is_threshold() { 256 } else { 1 };
    bits.checked_div(scale * count).unwrap_or(0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Images of one value.
    struct Even(u8);

    impl TrainingImages for Even {
        fn count(&self) -> u32 {
            3
        }

        fn width(&self) -> usize {
            28
        }

        fn image(&self, _index: u32) -> &[u8] {
            const IMAGES: [[u8; 784]; 3] = [[0; 784], [32; 784], [223; 784]];
            IMAGES.iter().find(|image| image[0] == self.0).map_or(&[], |image| image)
        }

        fn label(&self, _index: u32) -> u8 {
            0
        }
    }

    #[test]
    fn windows_grow_with_the_root_of_the_spikes() {
        assert_eq!([0, 90, 100, 110, 281, 1400, u32::MAX].map(window_of), [16, 16, 16, 16, 26, 59, 65535]);
    }

    #[test]
    fn behind_a_threshold_spikes_are_those_of_training() {
        let inverted = FrontEnd { inverted: true, ..FrontEnd::THRESHOLD };
        // 784 * 32 / 256 = 98 as in MNIST, and 784 * 223 / 256.
        for (front_end, value, mean, first) in [
            (&FrontEnd::THRESHOLD, 0, 0, 16),
            (&FrontEnd::THRESHOLD, 32, 98, 16),
            (&FrontEnd::THRESHOLD, 223, 682, 41),
            (&inverted, 223, 98, 16),
            (&inverted, 32, 682, 41),
        ] {
            assert_eq!(mean_bits(front_end, &Even(value)), mean);
            assert_eq!(windows_of(front_end, &[200, 1000, 50], &Even(value)), [first, 16, 35]);
        }
    }
}
