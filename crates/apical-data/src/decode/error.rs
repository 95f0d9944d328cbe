//! What can be wrong with a picture.

use crate::limits::{MAX_DECODED_BYTES, MAX_DECODED_SIDE, MAX_IMAGE_FILE};

use super::bmp::BmpError;

/// What is wrong with a picture.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImageError {
    /// It is no picture in a known format, is damaged, or is larger than the limits.
    #[error(
        "it cannot be decoded as PNG, JPEG or BMP of at most {MAX_DECODED_SIDE} x {MAX_DECODED_SIDE} pixels and \
         {MAX_DECODED_BYTES} bytes"
    )]
    Decode(#[source] DecodeError),
    /// The file itself is too large.
    #[error("it is larger than {MAX_IMAGE_FILE} bytes")]
    FileSize,
    /// Width and height do not fit the number of pixels, or one of them is 0.
    #[error("{pixels} pixels do not make an image of {height} x {width}; both must be at least 1")]
    Shape {
        /// Columns.
        width: usize,
        /// Rows.
        height: usize,
        /// Pixels given.
        pixels: usize,
    },
    /// It is to be used as it is, but is not of the network's size.
    #[error(
        "it is {height} x {width} pixels; used as it is, it would have to be {expected_height} x {expected_width}"
    )]
    Size {
        /// Rows of the image.
        height: usize,
        /// Columns of the image.
        width: usize,
        /// Rows of the network's input.
        expected_height: usize,
        /// Columns of the network's input.
        expected_width: usize,
    },
}

/// Why a file cannot be decoded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// It begins as none of the formats do.
    #[error("its first bytes are those of no format that is read")]
    Unknown,
    /// It passes the limits of [`crate::limits`].
    #[error("the picture is too large")]
    Limits,
    /// The format has this, but it is not read.
    #[error("{0}: not supported")]
    Unsupported(&'static str),
    /// A PNG file is damaged.
    #[error("PNG")]
    Png(#[source] png::DecodingError),
    /// A JPEG file is damaged, or of a kind that is not read.
    #[error("JPEG")]
    Jpeg(#[source] zune_jpeg::errors::DecodeErrors),
    /// A BMP file is damaged, or of a kind that is not read.
    #[error("BMP")]
    Bmp(#[from] BmpError),
}
