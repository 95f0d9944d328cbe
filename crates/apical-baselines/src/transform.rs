//! Other hands: images shifted and slanted.

use apical_data::{Dataset, DatasetError};

use crate::random::{Purpose, Random};

/// How a writer differs from those that the data are from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Writer {
    /// Pixels to the right.
    pub right: f32,
    /// Pixels down.
    pub down: f32,
    /// Pixels to the right for each row up: positive leans as most hands do.
    pub slant: f32,
}

/// An image as another writer would have put it: rows of `width` pixels, between which values are interpolated; what moves
/// in is background.
#[must_use]
pub fn written(pixels: &[u8], width: usize, writer: Writer) -> Vec<u8> {
    let height = pixels.len() / width.max(1);
    let middle = (height as f32 - 1.0) / 2.0;
    let at = |row: i64, column: i64| -> f32 {
        let inside = (0..height as i64).contains(&row) && (0..width as i64).contains(&column);
        if inside { f32::from(pixels[row as usize * width + column as usize]) } else { 0.0 }
    };
    let mut image = Vec::with_capacity(pixels.len());
    for row in 0..height {
        let from_row = row as f32 - writer.down;
        let right = writer.right + writer.slant * (middle - from_row);
        for column in 0..width {
            let from_column = column as f32 - right;
            let (top, left) = (from_row.floor(), from_column.floor());
            let (down, across) = (from_row - top, from_column - left);
            let (top, left) = (top as i64, left as i64);
            let upper = at(top, left) * (1.0 - across) + at(top, left + 1) * across;
            let lower = at(top + 1, left) * (1.0 - across) + at(top + 1, left + 1) * across;
            image.push((upper * (1.0 - down) + lower * down).round() as u8);
        }
    }
    image
}

/// All images as one other writer would have put them: on average shifted by `shift` pixels to the right and down and
/// slanted by `slant`, each by a half to three halves of that.
///
/// # Errors
/// Never for a valid set.
pub fn by_another_writer(data: &Dataset, shift: f32, slant: f32, seed: u64) -> Result<Dataset, DatasetError> {
    let mut random = Random::new(seed, Purpose::Writers);
    let mut pixels = Vec::with_capacity(data.pixels().len());
    for index in 0..data.len() {
        let mut about = |mean: f32| mean * (0.5 + random.unit());
        let writer = Writer { right: about(shift), down: about(shift), slant: about(slant) };
        pixels.extend(written(data.image(index), data.width(), writer));
    }
    Dataset::new(data.width(), data.height(), data.classes(), pixels, data.labels().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAME: Writer = Writer { right: 0.0, down: 0.0, slant: 0.0 };

    #[test]
    fn shifts_move_and_slants_lean() {
        let image = [1, 2, 3, 4, 5, 6, 7, 8, 9];
        assert_eq!(written(&image, 3, SAME), image);
        assert_eq!(written(&image, 3, Writer { right: 1.0, ..SAME }), [0, 1, 2, 0, 4, 5, 0, 7, 8]);
        assert_eq!(written(&image, 3, Writer { down: 1.0, ..SAME }), [0, 0, 0, 1, 2, 3, 4, 5, 6]);
        // The upper row goes right, the lower left, the middle stays.
        assert_eq!(written(&image, 3, Writer { slant: 1.0, ..SAME }), [0, 1, 2, 4, 5, 6, 8, 9, 0]);
        assert_eq!(written(&[0, 100, 0], 3, Writer { right: 0.5, ..SAME }), [0, 50, 50]);
    }

    #[test]
    fn a_writer_changes_every_image_and_no_label() {
        let pixels: Vec<u8> = (0..32).map(|pixel| (pixel * 37 % 251) as u8).collect();
        let data = Dataset::new(4, 4, 2, pixels, vec![1, 0]).unwrap();
        let other = by_another_writer(&data, 1.0, 0.2, 1).unwrap();
        assert_eq!(other.labels(), data.labels());
        assert!((0..2).all(|index| other.image(index) != data.image(index)));
        assert_eq!(other.hash(), by_another_writer(&data, 1.0, 0.2, 1).unwrap().hash());
    }
}
