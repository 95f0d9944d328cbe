//! Scaling the ink to its box and placing it by its centre of mass.

use super::ImageSize;
use super::ink::{Ink, stretch};
use super::scale::scale;

/// An image of `size` with the ink in it.
pub(super) fn centred(ink: &Ink, size: ImageSize) -> Vec<u8> {
    let (width, height) = fitted(ink, boxed(size));
    let mut scaled = scale(ink.width, ink.height, &ink.pixels, width, height);
    let brightest = scaled.iter().copied().max().unwrap_or(0);
    scaled.iter_mut().for_each(|pixel| *pixel = stretch(*pixel, brightest));
    let (mass_x, mass_y) = centre_of_mass(&scaled, width);
    let left = offset(mass_x, width, size.width);
    let top = offset(mass_y, height, size.height);
    let mut pixels = vec![0; size.width * size.height];
    for (row, line) in scaled.chunks_exact(width).enumerate() {
        pixels[(top + row) * size.width + left..][..width].copy_from_slice(line);
    }
    pixels
}

/// The box that ink is scaled to: 20/28 of each side, rounded.
fn boxed(size: ImageSize) -> ImageSize {
    let part = |side: usize| ((side * 20 + 14) / 28).max(1);
    ImageSize { width: part(size.width), height: part(size.height) }
}

/// The largest size within `limits` that has the proportions of the ink.
fn fitted(ink: &Ink, limits: ImageSize) -> (usize, usize) {
    let (width, height) = (ink.width, ink.height);
    // Compared as width/height of the ink against that of the box, without fractions.
    if width * limits.height >= height * limits.width {
        (limits.width, rounded(height * limits.width, width).clamp(1, limits.height))
    } else {
        (rounded(width * limits.height, height).clamp(1, limits.width), limits.height)
    }
}

fn rounded(numerator: usize, denominator: usize) -> usize {
    (numerator + denominator / 2) / denominator
}

/// Centre of mass as a position of pixels, the first being at 0.
fn centre_of_mass(pixels: &[u8], width: usize) -> (f64, f64) {
    let (mut mass, mut moment_x, mut moment_y) = (0.0, 0.0, 0.0);
    for (position, &pixel) in pixels.iter().enumerate() {
        let pixel = f64::from(pixel);
        mass += pixel;
        moment_x += pixel * (position % width) as f64;
        moment_y += pixel * (position / width) as f64;
    }
    if mass == 0.0 { (0.0, 0.0) } else { (moment_x / mass, moment_y / mass) }
}

/// Where ink of `length` starts in a field of `side`, so that its centre of mass comes to the middle pixel.
///
/// Of the two middle pixels of an even side it is the second: the centres of mass of MNIST lie between 13.5 and 14.5
/// on both axes, counted from 0.
fn offset(mass: f64, length: usize, side: usize) -> usize {
    let ideal = ((side / 2) as f64 - mass).round();
    // A float to integer cast saturates, so a negative start becomes 0.
    (ideal as usize).min(side - length)
}
