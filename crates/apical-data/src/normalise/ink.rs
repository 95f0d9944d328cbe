//! Telling ink from paper.

use super::scale::scale;
use super::{frame, lines, shadow};
use crate::border::{border_positions, median, quantile};
use crate::decode::GreyImage;

/// Pictures larger than this are reduced first: no digit needs more.
const LONGEST_SIDE: usize = 512;
/// The least difference between ink and background, in grey levels of 255.
const LEAST_CONTRAST: u8 = 32;
/// From here on, ink counts as full.
const NEARLY_FULL: u8 = 250;

/// Which of ink and background is the darker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Polarity {
    /// Bright ink on a dark background, as in MNIST.
    LightOnDark,
    /// Dark ink on a bright background, as on paper.
    DarkOnLight,
}

/// The part of a picture that has ink: 0 = none, 255 = full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ink {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) pixels: Vec<u8>,
}

/// The ink of a picture, cut to its bounding box; `None` if there is none.
pub(super) fn find_ink(image: &GreyImage) -> (Option<Ink>, Polarity) {
    let (field, polarity) = find_field(image);
    (field.and_then(cut), polarity)
}

/// The ink of a picture and the paper around it; `None` if there is no ink.
pub(super) fn find_field(image: &GreyImage) -> (Option<Ink>, Polarity) {
    let (width, height) = (image.width(), image.height());
    let longest = width.max(height);
    if longest <= LONGEST_SIDE {
        return on_paper(width, height, image.pixels());
    }
    let reduce = |side: usize| (side * LONGEST_SIDE / longest).max(1);
    let (reduced_width, reduced_height) = (reduce(width), reduce(height));
    let reduced = scale(width, height, image.pixels(), reduced_width, reduced_height);
    on_paper(reduced_width, reduced_height, &reduced)
}

/// Without the edge of a scan, shadows and ruled lines.
fn on_paper(width: usize, height: usize, grey: &[u8]) -> (Option<Ink>, Polarity) {
    let area = frame::inside(width, height, grey);
    let inside = frame::cut(width, grey, area);
    let (width, height) = (area.right - area.left, area.bottom - area.top);
    let even = shadow::flattened(width, height, &inside);
    let (mut ink, polarity) = ink_of(width, height, even.as_deref().unwrap_or(&inside));
    ink.iter_mut().for_each(lines::remove);
    (ink, polarity)
}

fn ink_of(width: usize, height: usize, grey: &[u8]) -> (Option<Ink>, Polarity) {
    let mut border: Vec<u8> = border_positions(width, height).map(|position| grey[position]).collect();
    let background = median(&mut border);
    let darkest = grey.iter().copied().min().unwrap_or(background);
    let brightest = grey.iter().copied().max().unwrap_or(background);
    let (polarity, contrast) = if background.abs_diff(darkest) > background.abs_diff(brightest) {
        (Polarity::DarkOnLight, background.abs_diff(darkest))
    } else {
        (Polarity::LightOnDark, background.abs_diff(brightest))
    };
    if contrast < LEAST_CONTRAST {
        return (None, polarity);
    }
    // Three quarters of the border are taken to be paper; three times what they vary is grain. Never more than half
    // of the contrast, so that ink which runs off the edges does not hide all of it.
    let mut variation: Vec<u8> = border.iter().map(|&pixel| pixel.abs_diff(background)).collect();
    let grain = quantile(&mut variation, 3, 4).saturating_mul(3).min(contrast / 2);
    let amount = |pixel: u8| {
        let difference = match polarity {
            Polarity::DarkOnLight => background.saturating_sub(pixel),
            Polarity::LightOnDark => pixel.saturating_sub(background),
        };
        stretch(difference.saturating_sub(grain), contrast - grain)
    };
    let pixels = grey.iter().map(|&pixel| amount(pixel)).collect();
    (Some(Ink { width, height, pixels }), polarity)
}

/// The least amount of ink that counts for the bounding box: anti-aliased edges do, smudges and the ringing of JPEG
/// around strokes do not.
const LEAST_INK: u8 = 16;

/// Brings `value` up as far as takes `brightest`, the largest of all, to 255.
///
/// Nothing is changed where that is almost so already: the brightest pixel of many images of MNIST is 253 or 254.
pub(super) fn stretch(value: u8, brightest: u8) -> u8 {
    if brightest >= NEARLY_FULL {
        return value;
    }
    (u32::from(value) * 255 / u32::from(brightest.max(1))).min(255) as u8
}

/// Cut to the bounding box; `None` if there is nothing to bound.
pub(super) fn cut(Ink { width, height, pixels }: Ink) -> Option<Ink> {
    let inked = |&position: &usize| pixels[position] >= LEAST_INK;
    let rows = |row: usize| (0..width).map(move |column| row * width + column);
    let columns = |column: usize| (0..height).map(move |row| row * width + column);
    let top = (0..height).find(|&row| rows(row).any(|position| inked(&position)))?;
    let bottom = (0..height).rfind(|&row| rows(row).any(|position| inked(&position)))?;
    let left = (0..width).find(|&column| columns(column).any(|position| inked(&position)))?;
    let right = (0..width).rfind(|&column| columns(column).any(|position| inked(&position)))?;
    let cut = (top..=bottom).flat_map(|row| pixels[row * width + left..=row * width + right].iter().copied());
    Some(Ink { width: right - left + 1, height: bottom - top + 1, pixels: cut.collect() })
}
