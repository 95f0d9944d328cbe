//! PNG, JPEG and BMP files to grey images.

mod alpha;

use std::fs::File;
use std::io::{Cursor, ErrorKind, Read};
use std::path::Path;

use image::{DynamicImage, ImageReader, Limits};

use crate::DataError;
use crate::limits::{MAX_DECODED_BYTES, MAX_DECODED_SIDE, MAX_IMAGE_FILE};

/// A grey image of any size: 8-bit pixels, row by row, as bright as they look (0 = black).
#[derive(Clone, PartialEq, Eq)]
pub struct GreyImage {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

/// What is wrong with a picture.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImageError {
    /// It is no picture in a known format, is damaged, or is larger than the limits.
    #[error(
        "it cannot be decoded as PNG, JPEG or BMP of at most {MAX_DECODED_SIDE} x {MAX_DECODED_SIDE} pixels and \
         {MAX_DECODED_BYTES} bytes"
    )]
    Decode(#[source] image::ImageError),
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

impl GreyImage {
    /// An image of pixels that are already grey.
    ///
    /// # Errors
    /// If `pixels` is not `width * height` long, or either is 0.
    pub fn new(width: usize, height: usize, pixels: Vec<u8>) -> Result<Self, ImageError> {
        if width == 0 || height == 0 || width.checked_mul(height) != Some(pixels.len()) {
            return Err(ImageError::Shape { width, height, pixels: pixels.len() });
        }
        Ok(Self { width, height, pixels })
    }

    /// Decodes a PNG, JPEG or BMP file in memory, told apart by content.
    ///
    /// Colours become luminance. Transparent pixels become background: see [`Self::open`].
    ///
    /// # Errors
    /// If it is none of these, is damaged, or passes the limits of [`crate::limits`].
    pub fn decode(bytes: &[u8]) -> Result<Self, ImageError> {
        let mut reader = ImageReader::new(Cursor::new(bytes))
            .with_guessed_format()
            .map_err(|error| ImageError::Decode(image::ImageError::IoError(error)))?;
        let mut limits = Limits::default();
        limits.max_image_width = Some(MAX_DECODED_SIDE);
        limits.max_image_height = Some(MAX_DECODED_SIDE);
        limits.max_alloc = Some(MAX_DECODED_BYTES);
        reader.limits(limits);
        let decoded = reader.decode().map_err(ImageError::Decode)?;
        let (width, height) = (decoded.width() as usize, decoded.height() as usize);
        Self::new(width, height, grey_pixels(decoded, width))
    }

    /// Reads and decodes a picture.
    ///
    /// Where at least half of the border is transparent, the background is: it becomes white behind dark ink and
    /// black behind bright ink. Otherwise (rounded corners, say) transparent pixels take the grey of the visible
    /// part of the border.
    ///
    /// # Errors
    /// As [`Self::decode`], or if the file cannot be read; names the file.
    pub fn open(file: &Path) -> Result<Self, DataError> {
        let unreadable = |source| DataError::Read { path: file.to_owned(), source };
        let unusable = |source| DataError::Image { file: file.to_owned(), source };
        let mut bytes = Vec::new();
        let opened = File::open(file).map_err(unreadable)?;
        if opened.metadata().is_ok_and(|metadata| metadata.is_dir()) {
            return Err(unreadable(ErrorKind::IsADirectory.into()));
        }
        opened.take(MAX_IMAGE_FILE + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        if bytes.len() as u64 > MAX_IMAGE_FILE {
            return Err(unusable(ImageError::FileSize));
        }
        Self::decode(&bytes).map_err(unusable)
    }

    /// Columns, at least 1.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows, at least 1.
    #[must_use]
    pub fn height(&self) -> usize {
        self.height
    }

    /// The pixels, row by row: `height * width`.
    #[must_use]
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }
}

impl std::fmt::Debug for GreyImage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GreyImage")
            .field("width", &self.width)
            .field("height", &self.height)
            .finish_non_exhaustive()
    }
}

fn grey_pixels(decoded: DynamicImage, width: usize) -> Vec<u8> {
    if !decoded.color().has_alpha() {
        return decoded.into_luma8().into_raw();
    }
    let (grey, opacity): (Vec<u8>, Vec<u8>) =
        decoded.into_luma_alpha8().as_raw().chunks_exact(2).map(|pixel| (pixel[0], pixel[1])).unzip();
    alpha::flatten(grey, &opacity, width)
}

#[cfg(test)]
mod tests;
