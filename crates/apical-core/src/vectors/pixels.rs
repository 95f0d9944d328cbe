//! Images for small networks.

use alloc::vec::Vec;

use crate::random::SplitMix64;

/// Draws images in which each class has a pattern of its own, so that there is something to learn.
pub(super) struct Images {
    random: SplitMix64,
    /// Bright pixels of each class.
    patterns: Vec<Vec<bool>>,
    /// Only white images, with a tenth of the pixels drawn but in the first.
    white: bool,
    drawn: usize,
}

impl Images {
    /// Images of `inputs` pixels in `classes` classes.
    pub(super) fn new(seed: u64, inputs: usize, classes: usize, white: bool) -> Self {
        let mut random = SplitMix64::new(seed);
        let patterns = (0..classes).map(|_| (0..inputs).map(|_| random.below(5) < 2).collect()).collect();
        Self { random, patterns, white, drawn: 0 }
    }

    /// An image and its class. One image in eight is white, black, or on the two sides of the threshold.
    pub(super) fn draw(&mut self) -> (Vec<u8>, u8) {
        let Self { random, patterns, white, drawn } = self;
        *drawn += 1;
        if *white {
            let class = random.below(patterns.len() as u32) as u8;
            let mut pixel =
                |_: &bool| if *drawn > 1 && random.below(10) == 0 { random.below(256) as u8 } else { 255 };
            return (patterns[0].iter().map(&mut pixel).collect(), class);
        }
        let class = random.below(patterns.len() as u32) as usize;
        let kind = random.below(24);
        let pixel = |&bright: &bool| match kind {
            0 => 255,
            1 => 0,
            2 => 127 + random.below(2) as u8,
            _ if random.below(10) == 0 => random.below(256) as u8,
            _ if bright => 160 + random.below(96) as u8,
            _ => random.below(64) as u8,
        };
        (patterns[class].iter().map(pixel).collect(), class as u8)
    }
}
