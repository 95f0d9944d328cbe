/// Columns and rows of an image.
pub const IMAGE_WIDTH: usize = @width@;
pub const IMAGE_HEIGHT: usize = @height@;

/// What became of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prepared {
    /// Values.
    Ready,
    /// There is nothing to see, so nothing to classify.
    Blank,
    /// It has a size that is not taken.
    Refused,
}

/// A grey picture, row by row, 0 to 255, of the size above: it is taken as it is.
pub fn prepare_pixels(picture: &[u8], width: usize, height: usize, values: &mut [u8; INPUTS]) -> Prepared {
    if (width, height, picture.len()) != (IMAGE_WIDTH, IMAGE_HEIGHT, INPUTS) {
        return Prepared::Refused;
    }
    values.copy_from_slice(picture);
    if values.iter().all(|&value| value == 0) { Prepared::Blank } else { Prepared::Ready }
}


