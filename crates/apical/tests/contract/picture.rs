//! Pictures in which everything that preparing looks for occurs.

use apical_core::export::LONGEST_SIDE;
use apical_core::random::SplitMix64;
use apical_data::{GreyImage, ImageSize, Normalised, normalise};

pub(super) struct Picture {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) grey: Vec<u8>,
}

impl Picture {
    /// What the program makes of it.
    pub(super) fn normalised(&self, width: usize, height: usize) -> Normalised {
        let image = GreyImage::new(self.width, self.height, self.grey.clone()).unwrap();
        normalise(&image, ImageSize { width, height })
    }
}

/// Boxes of any grey on paper of any grey, with grain, or noise, or strips along the sides as scanners leave them.
pub(super) fn picture(random: &mut SplitMix64) -> Picture {
    let kind = random.below(12);
    let mut below = |limit: usize| random.below(limit as u32) as usize;
    let shortest = if kind < 3 { 25 } else { 0 };
    let more =
        if !(5..=9).contains(&kind) { LONGEST_SIDE } else { [LONGEST_SIDE, 30, 9][below(3)] } - shortest;
    let (width, height) = (shortest + 1 + below(more), shortest + 1 + below(more));
    let (paper, grain) = (below(256), 1 + below(2) * below(24) * usize::from(kind > 4));
    let mut grey: Vec<usize> = (0..width * height).map(|_| paper + below(grain)).collect();
    for _ in 0..below(if kind < 3 { 2 } else { 5 }) {
        let (left, top, ink) = (below(width), below(height), below(256));
        let (wide, high) = (1 + below(width - left), 1 + below(height - top));
        for (at, level) in grey.iter_mut().enumerate() {
            if (at % width).wrapping_sub(left) < wide && (at / width).wrapping_sub(top) < high {
                *level = ink;
            }
        }
    }
    if kind < 3 {
        strips(width, height, paper, &mut grey, below);
    } else if kind > 9 {
        grey.fill_with(|| below(256));
    }
    Picture { width, height, grey: grey.into_iter().map(|level| level.min(255) as u8).collect() }
}

/// Strips that are just or not quite dark enough, fade, and have gaps; and specks on the paper inside.
fn strips(
    width: usize,
    height: usize,
    paper: usize,
    grey: &mut [usize],
    mut below: impl FnMut(usize) -> usize,
) {
    let deep: [usize; 4] = std::array::from_fn(|_| below(4).min(1) * below(3 + width.max(height) / 9));
    let (dark, fading) = ([63, 64, 65, 120][below(4)], [14, 15, 16, 17, 40][below(5)]);
    let (gaps, specks) = ([0, 50, 95, 110][below(4)], [0, 0, 10, 20, 30][below(5)]);
    let towards = |difference: usize| if paper > 127 { paper - difference } else { paper + difference };
    for (at, grey) in grey.iter_mut().enumerate() {
        let (x, y) = (at % width, at / width);
        let depths = [x, y, width - 1 - x, height - 1 - y];
        if let Some((depth, deep)) = depths.into_iter().zip(deep).find(|(depth, deep)| depth < deep) {
            let level = towards(if depth < deep.div_ceil(2) { dark } else { fading });
            *grey = if below(1000) < gaps { paper } else { level };
        } else if below(1000) < specks {
            *grey = towards(16);
        }
    }
}

pub(super) fn input(pictures: &[Picture]) -> Vec<u8> {
    pictures
        .iter()
        .flat_map(|picture| [&[picture.width as u8, picture.height as u8], &picture.grey[..]].concat())
        .collect()
}
