//! A page to draw on.

use super::{Sheet, SheetError, font};

/// Red, green, blue.
#[derive(Clone, Copy)]
pub(super) struct Colour(pub(super) [u8; 3]);

const PAPER: Colour = Colour([240, 239, 235]);
/// What stays of red, green and blue where the ink is full: a soft black.
const INK: [u8; 3] = [24, 26, 34];

/// Width and height in pixels.
#[derive(Clone, Copy)]
pub(super) struct Size {
    pub(super) width: usize,
    pub(super) height: usize,
}

impl Size {
    /// Both multiplied, if that makes sense.
    pub(super) fn times(self, scale: usize) -> Result<Self, SheetError> {
        if scale == 0 {
            return Err(SheetError::Nothing);
        }
        // A scale that alone is beyond any page must not overflow what is added to it later.
        let width = self.width.checked_mul(scale).filter(|&width| width <= Sheet::MAX_PIXELS);
        let height = self.height.checked_mul(scale).filter(|&height| height <= Sheet::MAX_PIXELS);
        width.zip(height).map(|(width, height)| Self { width, height }).ok_or(SheetError::TooLarge)
    }
}

/// A page: red, green and blue of each pixel, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Canvas {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) pixels: Vec<u8>,
}

impl Canvas {
    /// A page for `columns` x `rows` cells with gaps around them and `head` pixels for what stands before a row.
    pub(super) fn grid(
        cell: Size,
        columns: usize,
        rows: usize,
        gap: usize,
        head: usize,
    ) -> Result<Self, SheetError> {
        if columns == 0 || rows == 0 {
            return Err(SheetError::Nothing);
        }
        let length = |count: usize, size: usize, more: usize| {
            count.checked_mul(size.checked_add(gap)?)?.checked_add(gap)?.checked_add(more)
        };
        let (width, height) = length(columns, cell.width, head)
            .zip(length(rows, cell.height, 0))
            .ok_or(SheetError::TooLarge)?;
        if width.checked_mul(height).is_none_or(|pixels| pixels > Sheet::MAX_PIXELS) {
            return Err(SheetError::TooLarge);
        }
        Ok(Self { width, height, pixels: PAPER.0.repeat(width * height) })
    }

    /// Draws an image of `width` columns, each pixel `scale` by `scale`.
    pub(super) fn tile(&mut self, left: usize, top: usize, pixels: &[u8], width: usize, scale: usize) {
        for (position, &pixel) in pixels.iter().enumerate() {
            let colour = INK.map(|ink| {
                let paper = u32::from(255 - pixel) * 255 + u32::from(pixel) * u32::from(ink);
                // In range: a mean of two bytes.
                (paper / 255) as u8
            });
            let (row, column) = (position / width, position % width);
            self.square(left + column * scale, top + row * scale, scale, Colour(colour));
        }
    }

    /// Writes in dots of `scale` by `scale`, the top left corner of the first character at the position given.
    pub(super) fn text(&mut self, left: usize, top: usize, text: &str, scale: usize, colour: Colour) {
        let mut left = left;
        for character in text.chars() {
            for (row, bits) in font::glyph(character).into_iter().enumerate() {
                for column in (0..font::WIDTH).filter(|column| bits >> (font::WIDTH - 1 - column) & 1 == 1) {
                    self.square(left + column * scale, top + row * scale, scale, colour);
                }
            }
            left += (font::WIDTH + 1) * scale;
        }
    }

    fn square(&mut self, left: usize, top: usize, side: usize, colour: Colour) {
        for row in self.pixels.chunks_exact_mut(3 * self.width).skip(top).take(side) {
            for pixel in row.chunks_exact_mut(3).skip(left).take(side) {
                pixel.copy_from_slice(&colour.0);
            }
        }
    }
}
