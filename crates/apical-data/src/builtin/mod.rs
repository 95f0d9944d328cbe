//! The built-in digits: images that look handwritten, drawn from stroke descriptions of our own.
//!
//! They let everyone try the processor without a download. They are made like MNIST's (28 x 28 pixels, the ink fitted
//! to a box of 20 x 20, its centre of mass in the middle), in its ten classes, but no image of MNIST is in them, and
//! accuracies on the two sets cannot be compared.
//!
//! The same numbers give the same images on every platform: all arithmetic is integer, or addition, subtraction,
//! multiplication, division and square root of `f32`, which IEEE 754 rounds alike everywhere.

mod curve;
mod forms;
mod frame;
mod hand;
mod ink;
mod random;
mod raster;
#[cfg(test)]
mod tests;

use crate::{Dataset, Split};
use random::Random;
use raster::SIDE;

/// Number of classes: the digits 0 to 9.
const CLASSES: usize = 10;
/// Version of the drawing. Raise it if the same seed ever gives other images: stored ones are then drawn anew.
pub(crate) const VERSION: u32 = 1;
/// Seed of [`default_split`].
const DEFAULT_SEED: u64 = 2020;

/// The two parts of a split draw from streams of their own.
#[derive(Clone, Copy)]
enum Part {
    Train = 1,
    Test = 2,
}

/// Draws `train` images to learn from and `test` images to measure on.
///
/// In each part the ten classes are equally frequent (to one image, where ten does not divide the number) and shuffled.
/// The same arguments give the same images on every platform. The images of a part do not depend on the size of the
/// other.
///
/// # Panics
/// If `train` or `test` is 0: a set without images does not exist.
#[must_use]
pub fn generate(seed: u64, train: usize, test: usize) -> Split {
    Split { train: draw_part(seed, Part::Train, train), test: draw_part(seed, Part::Test, test) }
}

/// The digits that are used where no dataset is named: 10,000 images to learn from and 2,000 to measure on.
#[must_use]
pub fn default_split() -> Split {
    generate(DEFAULT_SEED, 10_000, 2_000)
}

fn draw_part(seed: u64, part: Part, count: usize) -> Dataset {
    assert!(count > 0, "a part of the built-in digits needs at least one image");
    let stream = 2 * part as u64;
    let labels = shuffled_labels(count, &mut Random::new(seed, stream + 1, 0));
    let mut pixels = Vec::with_capacity(count * SIDE * SIDE);
    for (item, &label) in (0..).zip(&labels) {
        let mut random = Random::new(seed, stream, item);
        let form = forms::pick(label, &mut random);
        let lines = hand::write(form, &mut random);
        pixels.extend_from_slice(&ink::draw(&lines, &mut random));
    }
    Dataset::new(SIDE, SIDE, CLASSES, pixels, labels).expect("labels are digits and images are whole")
}

fn shuffled_labels(count: usize, random: &mut Random) -> Vec<u8> {
    let mut labels: Vec<u8> = (0..10).cycle().take(count).collect();
    for last in (1..count).rev() {
        labels.swap(last, random.below(last + 1));
    }
    labels
}
