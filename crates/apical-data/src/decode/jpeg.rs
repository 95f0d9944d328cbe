//! JPEG, baseline and progressive; in grey, colour or four inks.

use zune_jpeg::JpegDecoder;
use zune_jpeg::errors::DecodeErrors;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::orientation::Orientation;
use super::picture::{Channels, Depth, Picture, check_size};
use super::{DecodeError, exif};

pub(super) fn begins(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xff\xd8\xff")
}

pub(super) fn decode(bytes: &[u8]) -> Result<Picture, DecodeError> {
    // Sides are checked below, where a picture beyond them is told from a damaged one.
    let options =
        DecoderOptions::default().set_strict_mode(false).set_max_width(usize::MAX).set_max_height(usize::MAX);
    let mut header = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    header.decode_headers().map_err(failed)?;
    let unsupported = DecodeError::Unsupported("JPEG without a size or a colour space");
    let Some(((width, height), colours)) = header.dimensions().zip(header.input_colorspace()) else {
        return Err(unsupported);
    };
    let (channels, colours) = match colours {
        ColorSpace::Luma => (Channels::Grey, colours),
        ColorSpace::LumaA => (Channels::GreyAlpha, colours),
        ColorSpace::RGBA => (Channels::RgbAlpha, colours),
        _ => (Channels::Rgb, ColorSpace::RGB),
    };
    let depth = Depth::Eight;
    let mut samples = vec![0; check_size(width, height, channels, depth)?];
    let options = options.jpeg_set_out_colorspace(colours);
    JpegDecoder::new_with_options(ZCursor::new(bytes), options).decode_into(&mut samples).map_err(failed)?;
    let around = Around::of(bytes);
    let picture = Picture::new(width, height, channels, depth, samples);
    Ok(Picture { orientation: around.orientation, truncated: !around.has_end, ..picture })
}

fn failed(error: DecodeErrors) -> DecodeError {
    match error {
        DecodeErrors::LargeDimensions(_) => DecodeError::Limits,
        other => DecodeError::Jpeg(other),
    }
}

/// What stands around the coded pixels.
struct Around {
    orientation: Orientation,
    /// Whether an end of the picture follows its beginning.
    has_end: bool,
}

impl Around {
    fn of(bytes: &[u8]) -> Self {
        const EXIF: &[u8] = b"Exif\0\0";
        let mut around = Self { orientation: Orientation::UPRIGHT, has_end: false };
        let mut at = 2;
        // Segments: 0xFF, kind, length with its own two bytes, content; up to the coded pixels.
        while let Some(&[0xFF, kind, high, low]) = bytes.get(at..at + 4) {
            let start = at + 4;
            if kind == 0xFF {
                at += 1;
                continue;
            }
            if kind == START_OF_SCAN {
                // In coded pixels, 0xFF is followed by 0 or by a restart.
                around.has_end = bytes[start..].windows(2).any(|pair| pair == [0xFF, END]);
                break;
            }
            let end = at + 2 + usize::from(u16::from_be_bytes([high, low])).max(2);
            let content = bytes.get(start..end).unwrap_or_default();
            if kind == APP1 && content.starts_with(EXIF) {
                around.orientation = exif::orientation(&content[EXIF.len()..]).unwrap_or_default();
            }
            at = end;
        }
        around
    }
}

const START_OF_SCAN: u8 = 0xDA;
const END: u8 = 0xD9;
const APP1: u8 = 0xE1;
