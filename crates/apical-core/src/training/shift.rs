//! Random shifts of training images.

use crate::random::{SplitMix64, Stream};

/// A shift in pixels: right and down are positive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shift {
    /// Columns to the right.
    pub right: i32,
    /// Rows down.
    pub down: i32,
}

impl Shift {
    /// The shift of image `image` of a run (counted over all epochs), up to `most` pixels each way, uniform.
    /// Lower and upper half of output `image` of the stream [`Stream::Shift`], each scaled to
    /// `-most ..= most` as in [`SplitMix64::below`].
    #[must_use]
    pub const fn of_image(user_seed: u64, image: u64, most: u8) -> Self {
        let bits = SplitMix64::at(Stream::Shift.seed(user_seed), image);
        let bound = 2 * most as u64 + 1;
        let right = ((bits & 0xFFFF_FFFF) * bound) >> 32;
        let down = ((bits >> 32) * bound) >> 32;
        Self { right: right as i32 - most as i32, down: down as i32 - most as i32 }
    }
}

/// Copies an image of rows of `width` pixels, shifted; what moves in is 0, what moves out is lost.
///
/// # Panics
/// If `from` and `to` differ in length or `width` is 0.
pub fn shift_image(from: &[u8], to: &mut [u8], width: usize, shift: Shift) {
    assert_eq!(from.len(), to.len(), "images of different sizes");
    to.fill(0);
    let height = from.len() / width;
    let columns = shift.right.unsigned_abs() as usize;
    if columns >= width {
        return;
    }
    let kept = width - columns;
    let (from_column, to_column) = if shift.right >= 0 { (0, columns) } else { (columns, 0) };
    for row in 0..height {
        let Some(target) = row.checked_add_signed(shift.down as isize).filter(|&target| target < height)
        else {
            continue;
        };
        to[target * width + to_column..][..kept].copy_from_slice(&from[row * width + from_column..][..kept]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_move_and_zeros_follow() {
        let from = [1, 2, 3, 4, 5, 6];
        let shifted = |right, down| {
            let mut to = [9; 6];
            shift_image(&from, &mut to, 3, Shift { right, down });
            to
        };
        assert_eq!(shifted(0, 0), from);
        assert_eq!(shifted(1, 0), [0, 1, 2, 0, 4, 5]);
        assert_eq!(shifted(-1, 0), [2, 3, 0, 5, 6, 0]);
        assert_eq!(shifted(0, 1), [0, 0, 0, 1, 2, 3]);
        assert_eq!(shifted(0, -1), [4, 5, 6, 0, 0, 0]);
        assert_eq!(shifted(3, 0), [0; 6]);
        assert_eq!(shifted(0, 2), [0; 6]);
    }

    #[test]
    fn shifts_are_uniform() {
        let mut counts = [[0; 3]; 3];
        for image in 0..9000 {
            let shift = Shift::of_image(1, image, 1);
            counts[(shift.down + 1) as usize][(shift.right + 1) as usize] += 1;
        }
        assert!(counts.iter().flatten().all(|&count| (900..1100).contains(&count)), "{counts:?}");
    }
}
