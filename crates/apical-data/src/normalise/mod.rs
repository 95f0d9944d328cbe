//! Pictures of any size to the form in which MNIST has its digits.
//!
//! MNIST was made so (Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST database of handwritten digits"): each digit
//! was scaled, keeping its proportions, to fit a box of 20 x 20 pixels, which its anti-aliasing turned grey, and then
//! placed so that the centre of mass of its pixels is in the centre of a field of 28 x 28. Ink is bright on a
//! background of 0. Here that box is 20/28 of whatever size the network has.

mod centre;
mod frame;
mod ink;
mod lines;
mod parts;
mod scale;
mod shadow;

use crate::border::{border_positions, median};
use crate::decode::{GreyImage, ImageError};

use ink::Ink;
use parts::Characters;

pub use ink::Polarity;

/// Size of an image that the network takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImageSize {
    /// Columns, at least 1.
    pub width: usize,
    /// Rows, at least 1.
    pub height: usize,
}

impl ImageSize {
    /// The size of MNIST: 28 x 28.
    pub const MNIST: Self = Self { width: 28, height: 28 };
}

/// What is done to a picture before the network sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Preparation {
    /// Left as it is if it looks prepared already, normalised otherwise.
    ///
    /// A picture looks prepared if it has exactly the network's size and a background of 0, which is to say that
    /// the median of its outermost pixels is 0. In a folder of pictures, all are left as they are if all have the
    /// network's size and more than half have a background of 0; otherwise all are normalised.
    #[default]
    Automatic,
    /// Always normalised as MNIST was.
    Normalise,
    /// Never changed. A picture of another size is an error.
    AsIs,
}

/// A picture that is ready for the network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Normalised {
    /// The pixels, row by row: 0 = background, 255 = full ink.
    pub pixels: Vec<u8>,
    /// What was found, or, where nothing was changed, [`Polarity::LightOnDark`].
    pub polarity: Polarity,
    /// Whether there was nothing to see: the pixels are then all 0.
    pub blank: bool,
}

/// Whether a picture has the network's size and a background of 0.
#[must_use]
pub fn looks_prepared(image: &GreyImage, size: ImageSize) -> bool {
    has_size(image, size) && background_is_zero(image)
}

pub(crate) fn has_size(image: &GreyImage, size: ImageSize) -> bool {
    (image.width(), image.height()) == (size.width, size.height)
}

pub(crate) fn background_is_zero(image: &GreyImage) -> bool {
    let mut border: Vec<u8> =
        border_positions(image.width(), image.height()).map(|position| image.pixels()[position]).collect();
    median(&mut border) == 0
}

/// Prepares one picture.
///
/// # Errors
/// [`ImageError::Size`] if it is to be used as it is but has another size.
pub fn prepare(
    image: &GreyImage,
    size: ImageSize,
    preparation: Preparation,
) -> Result<Normalised, ImageError> {
    match preparation {
        Preparation::Automatic if looks_prepared(image, size) => as_is(image, size),
        Preparation::Automatic | Preparation::Normalise => Ok(normalise(image, size)),
        Preparation::AsIs => as_is(image, size),
    }
}

fn as_is(image: &GreyImage, size: ImageSize) -> Result<Normalised, ImageError> {
    if !has_size(image, size) {
        return Err(ImageError::Size {
            height: image.height(),
            width: image.width(),
            expected_height: size.height,
            expected_width: size.width,
        });
    }
    let pixels = image.pixels().to_vec();
    let blank = pixels.iter().all(|&pixel| pixel == 0);
    Ok(Normalised { pixels, polarity: Polarity::LightOnDark, blank })
}

/// Does to one picture what was done to the digits of MNIST.
///
/// 1. A large picture is first reduced to a longer side of 512 pixels, which also averages grain away.
/// 2. Dark strips along its sides, as scanners leave them, are cut off; light that varies smoothly, by 24 grey levels or more, over the
///    picture is made even; ruled lines from side to side are taken away, but not the strokes that cross them. All of these
///    are for pictures with sides of at least 64 pixels, but for strips, which are a tenth of a side at most.
/// 3. The background is the median of the outermost pixels. Ink is what differs from it, towards the side (darker or
///    brighter) that differs more. Differences within the grain of the border count as background.
/// 4. No difference above 32 of 255 grey levels: the picture is blank.
/// 5. The bounding box of the ink is scaled to fit 20/28 of the network's size, its proportions kept.
/// 6. The brightest pixel becomes 255 unless it is nearly so (250), so that thin pens and pencils are ink as well.
/// 7. It is placed so that its centre of mass is in the middle, to the nearest pixel, nothing being cut off.
///
/// Specks so few and so far apart that scaling leaves nothing of them are blank too.
///
/// Of the 10,000 test images of MNIST itself, 9,138 come through unchanged; the mean difference over all of their
/// pixels is 0.02 grey levels.
#[must_use]
pub fn normalise(image: &GreyImage, size: ImageSize) -> Normalised {
    let (ink, polarity) = ink::find_ink(image);
    normalised(ink, polarity, size)
}

fn normalised(ink: Option<Ink>, polarity: Polarity, size: ImageSize) -> Normalised {
    let pixels = ink.as_ref().map(|ink| centre::centred(ink, size));
    let pixels = pixels.filter(|pixels| pixels.iter().any(|&pixel| pixel > 0));
    Normalised {
        blank: pixels.is_none(),
        pixels: pixels.unwrap_or_else(|| vec![0; size.width * size.height]),
        polarity,
    }
}

/// What may be wrong with a picture that was normalised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Doubts {
    /// Ink goes to the edge of the picture, so that part of the character may be beyond it.
    pub(crate) touches_edge: bool,
    /// Several characters stand side by side.
    pub(crate) several: bool,
}

/// As [`normalise`], with what may be wrong.
pub(crate) fn normalise_in_doubt(image: &GreyImage, size: ImageSize) -> (Normalised, Doubts) {
    let (field, polarity) = ink::find_field(image);
    let doubts = field.as_ref().map(|field| Doubts {
        touches_edge: border_positions(field.width, field.height).any(|at| field.pixels[at] >= 128),
        several: Characters::of(field).len() > 1,
    });
    (normalised(field.and_then(ink::cut), polarity, size), doubts.unwrap_or_default())
}

/// The characters of a picture that stand side by side, from left to right: none if there is no ink.
///
/// Each comes as bright ink on 0 with a margin around it, of the resolution that [`normalise`] works at, ready for
/// [`normalise`]. Parts above each other are one character; what has less than a tenth of the ink of the largest, or less
/// than a third of the height of the highest, is left out. Characters that touch are one.
#[must_use]
pub fn split_characters(image: &GreyImage) -> Vec<GreyImage> {
    let Some(field) = ink::find_field(image).0 else { return Vec::new() };
    let characters = Characters::of(&field);
    let alone = (0..characters.len()).filter_map(|character| characters.alone(character));
    alone.filter_map(|ink| GreyImage::new(ink.width, ink.height, ink.pixels).ok()).collect()
}

#[cfg(test)]
mod page_tests;
#[cfg(test)]
mod tests;
