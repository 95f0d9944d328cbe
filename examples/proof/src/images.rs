//! Images from arithmetic.

use alloc::vec;
use alloc::vec::Vec;

use apical_core::random::SplitMix64;

/// Seeds of the class patterns are apart from those of the images.
const PATTERN_SEED: u64 = 0x5041_5454_4552_4E00;

/// An endless sequence of images: each class is a fixed pattern in which about one pixel in seven is bright; an
/// image is its class's pattern with some pixels exchanged for noise. Image `n` has label `n % classes`.
#[derive(Debug, Clone)]
pub struct SyntheticImages {
    classes: usize,
    pixels: Vec<u8>,
}

impl SyntheticImages {
    /// Images of `inputs` pixels in `classes` (1 to 256) classes.
    #[must_use]
    pub fn new(inputs: usize, classes: usize) -> Self {
        Self { classes, pixels: vec![0; inputs] }
    }

    /// Image `index` with its label. The pixels stay until the next call: a microcontroller keeps one image.
    pub fn image(&mut self, index: u32) -> (&[u8], u8) {
        let label = index as usize % self.classes;
        for (position, pixel) in self.pixels.iter_mut().enumerate() {
            *pixel = pixel_value(label, index, position);
        }
        (&self.pixels, label as u8)
    }
}

fn pixel_value(label: usize, index: u32, position: usize) -> u8 {
    let noise = SplitMix64::at(u64::from(index), position as u64).to_le_bytes();
    if noise[0] < 40 {
        return noise[1];
    }
    let pattern = SplitMix64::at(PATTERN_SEED + label as u64, position as u64).to_le_bytes();
    if pattern[0] < 36 { pattern[1] | 0x80 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_depends_only_on_its_number() {
        let mut images = SyntheticImages::new(49, 3);
        let (first, label) = images.image(7);
        let first = first.to_vec();
        assert_eq!(label, 1);
        assert_ne!(images.image(8).0, first);
        assert_ne!(images.image(10).0, first, "two images of one class");
        assert_eq!(images.image(7).0, first);
    }

    #[test]
    fn images_are_mostly_dark_as_digits_are() {
        let mut images = SyntheticImages::new(784, 10);
        for index in 0..50 {
            let spikes = images.image(index).0.iter().filter(|&&pixel| pixel >= 128).count();
            assert!((80..300).contains(&spikes), "image {index}: {spikes} spikes");
        }
    }
}
