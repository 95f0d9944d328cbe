//! PNG, JPEG and BMP files to grey images.

mod alpha;
mod bmp;
mod error;
mod jpeg;
mod picture;
mod png;

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use crate::DataError;
use crate::limits::MAX_IMAGE_FILE;
pub(crate) use picture::LUMINANCE;
use picture::Picture;

pub use bmp::BmpError;
pub use error::{DecodeError, ImageError};

/// A grey image of any size: 8-bit pixels, row by row, as bright as they look (0 = black).
#[derive(Clone, PartialEq, Eq)]
pub struct GreyImage {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

/// A format: how its files begin, and what decodes them.
struct Format {
    signature: &'static [u8],
    decode: fn(&[u8]) -> Result<Picture, DecodeError>,
}

const FORMATS: [Format; 3] = [
    Format { signature: png::SIGNATURE, decode: png::decode },
    Format { signature: jpeg::SIGNATURE, decode: jpeg::decode },
    Format { signature: bmp::SIGNATURE, decode: bmp::decode },
];

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
        let format = FORMATS.iter().find(|format| bytes.starts_with(format.signature));
        let format = format.ok_or(ImageError::Decode(DecodeError::Unknown))?;
        let picture = (format.decode)(bytes).map_err(ImageError::Decode)?;
        let (width, height) = (picture.width, picture.height);
        let (grey, opacity) = picture.into_grey();
        let grey = match opacity {
            Some(opacity) => alpha::flatten(grey, &opacity, width),
            None => grey,
        };
        Self::new(width, height, grey)
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

#[cfg(test)]
mod tests;
