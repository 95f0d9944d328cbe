//! Files of pictures to grey images.

mod alpha;
mod bits;
mod bmp;
mod error;
mod exif;
#[cfg(feature = "pictures")]
mod gif;
mod jpeg;
mod optional;
mod orientation;
mod picture;
mod png;
mod pnm;
#[cfg(feature = "pictures")]
mod tiff;
#[cfg(feature = "pictures")]
mod webp;

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use crate::DataError;
use crate::limits::MAX_IMAGE_FILE;
pub(crate) use picture::LUMINANCE;
use picture::Picture;

pub use bits::SampleBits;
pub use bmp::BmpError;
pub use error::{DecodeError, ImageError};
pub use pnm::PnmError;

/// A grey image of any size: 8-bit pixels, row by row, as bright as they look (0 = black).
#[derive(Clone, PartialEq, Eq)]
pub struct GreyImage {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

/// A format: how its files begin, and what decodes them.
struct Format {
    begins: fn(&[u8]) -> bool,
    decode: fn(&[u8]) -> Result<Picture, DecodeError>,
}

const FORMATS: [Format; 7] = [
    Format { begins: png::begins, decode: png::decode },
    Format { begins: jpeg::begins, decode: jpeg::decode },
    Format { begins: bmp::begins, decode: bmp::decode },
    Format { begins: pnm::begins, decode: pnm::decode },
    Format { begins: optional::is_webp, decode: optional::webp },
    Format { begins: optional::is_tiff, decode: optional::tiff },
    Format { begins: optional::is_gif, decode: optional::gif },
];

/// A file that is smaller is read in one piece and without asking for memory: drawings of digits have a few hundred bytes.
const SMALL_FILE: usize = 8192;

/// A picture, and what is to be known of the file that it came from.
pub(crate) struct Decoded {
    pub(crate) image: GreyImage,
    /// The greatest sample of 16 bits, where the file does not say which number is full intensity.
    pub(crate) greatest: Option<u16>,
    /// The file ends before the picture does.
    pub(crate) truncated: bool,
    /// Further pictures follow in the file.
    pub(crate) more: bool,
}

impl Decoded {
    /// Decodes a file in memory.
    pub(crate) fn from_bytes(bytes: &[u8], bits: SampleBits) -> Result<Self, ImageError> {
        let format = FORMATS.iter().find(|format| (format.begins)(bytes));
        let format = format.ok_or(ImageError::Decode(DecodeError::Unknown))?;
        let mut picture = (format.decode)(bytes).map_err(ImageError::Decode)?;
        let greatest = picture.greatest_of_16_bits();
        if let Some(found) = greatest
            && bits != SampleBits::ALL
        {
            if found > bits.greatest() {
                return Err(ImageError::SampleBits { found, bits });
            }
            picture.spread(bits);
        }
        let (width, height, orientation) = (picture.width, picture.height, picture.orientation);
        let (truncated, more) = (picture.truncated, picture.more);
        let (grey, opacity) = picture.into_grey();
        let grey = match opacity {
            Some(opacity) => alpha::flatten(grey, &opacity, width),
            None => grey,
        };
        let (width, height, grey) = orientation.apply(width, height, grey);
        Ok(Self { image: GreyImage::new(width, height, grey)?, greatest, truncated, more })
    }

    /// Reads and decodes a file.
    pub(crate) fn open(file: &Path, bits: SampleBits) -> Result<Self, DataError> {
        let unreadable = |source| DataError::Read { path: file.to_owned(), source };
        let unusable = |source| DataError::Image { file: file.to_owned(), source };
        let mut small = [0; SMALL_FILE];
        let mut opened = File::open(file).map_err(unreadable)?;
        let mut length = 0;
        loop {
            match opened.read(&mut small[length..]) {
                Ok(0) => break,
                Ok(count) => length += count,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(unreadable(error)),
            }
        }
        if length < SMALL_FILE {
            return Self::from_bytes(&small[..length], bits).map_err(unusable);
        }
        let mut bytes = small.to_vec();
        opened.take(MAX_IMAGE_FILE + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        if bytes.len() as u64 > MAX_IMAGE_FILE {
            return Err(unusable(ImageError::FileSize));
        }
        Self::from_bytes(&bytes, bits).map_err(unusable)
    }
}

/// Bits that samples of 16 bits of these pictures use, as of a folder of them; `None` where no picture leaves that open.
///
/// # Errors
/// If one cannot be read.
pub fn sample_bits(files: &[PathBuf]) -> Result<Option<SampleBits>, DataError> {
    let mut greatest = None;
    for file in files {
        greatest = greatest.max(Decoded::open(file, SampleBits::ALL)?.greatest);
    }
    Ok(greatest.map(SampleBits::holding))
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

    /// Decodes a picture in memory: PNG, JPEG, BMP, PBM, PGM or PPM, and with the feature `pictures` WebP, TIFF or
    /// GIF; told apart by content, not by name.
    ///
    /// Colours become luminance. Transparent pixels become background: see [`Self::open`]. A picture that says how it is to
    /// be turned (EXIF in JPEG, PNG, WebP and TIFF) stands upright. Of several pictures in one file it is the first.
    /// Samples of 16 bits are taken to use all of them: see [`Self::decode_with`].
    ///
    /// # Errors
    /// If it is none of these, is damaged, or passes the limits of [`crate::limits`].
    pub fn decode(bytes: &[u8]) -> Result<Self, ImageError> {
        Self::decode_with(bytes, SampleBits::ALL)
    }

    /// As [`Self::decode`], where samples of 16 bits use as many as `bits` tells.
    ///
    /// It changes nothing where the samples are no larger than a byte, or where the file says which number is full intensity
    /// (PGM and PPM, unless they say 65,535).
    ///
    /// # Errors
    /// As [`Self::decode`], or [`ImageError::SampleBits`] if a sample uses more.
    pub fn decode_with(bytes: &[u8], bits: SampleBits) -> Result<Self, ImageError> {
        Ok(Decoded::from_bytes(bytes, bits)?.image)
    }

    /// Reads and decodes a picture, as [`Self::decode`] does.
    ///
    /// Where at least half of the border is transparent, the background is: it becomes white behind dark ink and
    /// black behind bright ink. Otherwise (rounded corners, say) transparent pixels take the grey of the visible
    /// part of the border.
    ///
    /// # Errors
    /// As [`Self::decode`], or if the file cannot be read; names the file.
    pub fn open(file: &Path) -> Result<Self, DataError> {
        Self::open_with(file, SampleBits::ALL)
    }

    /// Reads and decodes a picture, as [`Self::decode_with`] does.
    ///
    /// # Errors
    /// As [`Self::decode_with`], or if the file cannot be read; names the file.
    pub fn open_with(file: &Path, bits: SampleBits) -> Result<Self, DataError> {
        Ok(Decoded::open(file, bits)?.image)
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
