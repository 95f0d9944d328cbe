//! BMP: palettes, 16, 24 and 32 bits a pixel, masks, run lengths; headers of OS/2 1 and of Windows 3 to 98.

mod header;
mod masks;
mod runs;
#[cfg(test)]
mod tests;

use super::DecodeError;
use super::picture::{Channels, Depth, Picture, check_size};
use header::{Header, Layout};

pub(super) fn begins(bytes: &[u8]) -> bool {
    bytes.starts_with(b"BM")
}

/// What is wrong with a BMP file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BmpError {
    /// It ends too early.
    #[error("the file ends before its {0}")]
    Short(&'static str),
    /// The header's length is that of none that is known.
    #[error("a header of {0} bytes; known are 12, 40, 52, 56, 108 and 124")]
    Header(u32),
    /// Width or height is 0 or not in range.
    #[error("a picture of {width} x {height} pixels")]
    Size {
        /// Columns.
        width: i32,
        /// Rows; negative if the first row is the top one.
        height: i32,
    },
    /// The header asks for what no BMP file has, or for what is not read (JPEG, PNG, CMYK).
    #[error("{bits} bits a pixel with compression {compression} and {planes} planes")]
    Kind {
        /// Bits a pixel.
        bits: u16,
        /// Number of the compression.
        compression: u32,
        /// Planes; 1 in every BMP file.
        planes: u16,
    },
    /// More colours than indices.
    #[error("a palette of {0} colours, more than a pixel can choose from")]
    Palette(u32),
    /// The mask of a channel has holes, passes the pixel's bits, or is missing.
    #[error("the masks of the channels ({0:#x}, {1:#x}, {2:#x}, {3:#x}) are not usable")]
    Masks(u32, u32, u32, u32),
    /// Run lengths leave the picture.
    #[error("run lengths pass the end of a row or of the picture")]
    Runs,
}

pub(super) fn decode(bytes: &[u8]) -> Result<Picture, DecodeError> {
    let header = Header::read(bytes)?;
    let (width, height) = (header.width, header.height);
    let channels = if header.has_alpha() { Channels::RgbAlpha } else { Channels::Rgb };
    let depth = Depth::Eight;
    let mut samples = vec![0; check_size(width, height, channels, depth)?];
    let row_bytes = width * channels.count();
    let data = bytes.get(header.data_offset..).unwrap_or_default();
    let mut rows: Vec<&mut [u8]> = samples.chunks_exact_mut(row_bytes).collect();
    if !header.top_down {
        rows.reverse();
    }
    match &header.layout {
        Layout::Runs { bits, palette } => runs::decode(data, *bits, palette, width, &mut rows)?,
        layout => {
            // Rows are padded to 32 bits.
            let stride = (width * usize::from(layout.bits())).div_ceil(32) * 4;
            let mut stored = data.chunks_exact(stride);
            for row in rows {
                let stored = stored.next().ok_or(BmpError::Short("last row"))?;
                decode_row(layout, stored, row, channels.count());
            }
        }
    }
    Ok(Picture::new(width, height, channels, depth, samples))
}

fn decode_row(layout: &Layout, stored: &[u8], row: &mut [u8], channels: usize) {
    let pixels = row.chunks_exact_mut(channels);
    match layout {
        Layout::Palette { bits, palette } | Layout::Runs { bits, palette } => {
            for (index, pixel) in pixels.enumerate() {
                pixel.copy_from_slice(&palette[index_at(stored, *bits, index)]);
            }
        }
        Layout::Bytes => {
            for (pixel, stored) in pixels.zip(stored.chunks_exact(3)) {
                pixel.copy_from_slice(&[stored[2], stored[1], stored[0]]);
            }
        }
        Layout::Masks { bits, masks } => {
            for (pixel, stored) in pixels.zip(stored.chunks_exact(usize::from(*bits / 8))) {
                let word = stored.iter().rev().fold(0, |word, &byte| word << 8 | u32::from(byte));
                masks.read(word, pixel);
            }
        }
    }
}

/// The palette's index of a pixel; the first one is in the high bits.
fn index_at(stored: &[u8], bits: u16, index: usize) -> usize {
    let bits = usize::from(bits);
    let per_byte = 8 / bits;
    let shift = (per_byte - 1 - index % per_byte) * bits;
    usize::from(stored[index / per_byte]) >> shift & ((1 << bits) - 1)
}
