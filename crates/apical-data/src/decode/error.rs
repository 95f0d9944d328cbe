//! What can be wrong with a picture.

use crate::limits::{MAX_DECODED_BYTES, MAX_DECODED_SIDE, MAX_IMAGE_FILE};

use super::bits::SampleBits;
use super::bmp::BmpError;
use super::pnm::PnmError;

/// What is wrong with a picture.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImageError {
    /// It is no picture in a known format, is damaged, or is larger than the limits.
    #[error(
        "it cannot be decoded as a picture of at most {MAX_DECODED_SIDE} x {MAX_DECODED_SIDE} pixels and \
         {MAX_DECODED_BYTES} bytes"
    )]
    Decode(#[source] DecodeError),
    /// Its samples use more bits than those of the pictures that the model was trained with.
    #[error(
        "it has a sample of {found}, but samples are to use {bits}, as those of the training set: scale them to that"
    )]
    SampleBits {
        /// The greatest sample.
        found: u16,
        /// Bits that samples are to use.
        bits: SampleBits,
    },
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
    #[error(
        "its first bytes are those of no format that is read: PNG, JPEG, BMP, PBM, PGM, PPM, WebP, TIFF or GIF"
    )]
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
    /// A PBM, PGM or PPM file is damaged.
    #[error("PBM, PGM or PPM")]
    Pnm(#[from] PnmError),
    /// The format is read by a program that was compiled with the feature `pictures` only.
    #[error(
        "{0} is read by programs that are compiled with the feature \"pictures\" (of apical it is in \"full\"); or \
         save the picture as PNG"
    )]
    LeftOut(&'static str),
    /// A WebP file is damaged.
    #[cfg(feature = "pictures")]
    #[error("WebP")]
    WebP(#[source] image_webp::DecodingError),
    /// A TIFF file is damaged, or of a kind that is not read.
    #[cfg(feature = "pictures")]
    #[error("TIFF")]
    Tiff(#[source] Box<tiff::TiffError>),
    /// A GIF file is damaged.
    #[cfg(feature = "pictures")]
    #[error("GIF")]
    Gif(#[source] gif::DecodingError),
}
