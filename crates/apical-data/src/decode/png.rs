//! PNG.

use std::io::Cursor;

use png::{BitDepth, ColorType, Decoder, DecodingError, Limits, Transformations};

use super::picture::{Channels, Depth, Picture, check_size};
use super::{DecodeError, exif};
use crate::limits::MAX_DECODED_BYTES;

pub(super) fn begins(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x89PNG\r\n\x1a\n")
}

pub(super) fn decode(bytes: &[u8]) -> Result<Picture, DecodeError> {
    let limits = Limits { bytes: usize::try_from(MAX_DECODED_BYTES).unwrap_or(usize::MAX) };
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), limits);
    let header = decoder.read_header_info().map_err(failed)?;
    // Before anything else is read; what a pixel takes is known after palette and transparency.
    check_size(header.width as usize, header.height as usize, Channels::Grey, Depth::Eight)?;
    // Palettes become colours, samples of less than 8 bits become bytes, a transparent colour becomes an alpha channel.
    decoder.set_transformations(Transformations::EXPAND);
    let mut reader = decoder.read_info().map_err(failed)?;
    let (width, height) = (reader.info().width as usize, reader.info().height as usize);
    let (colour, depth) = reader.output_color_type();
    let channels = match colour {
        ColorType::Grayscale => Channels::Grey,
        ColorType::GrayscaleAlpha => Channels::GreyAlpha,
        ColorType::Rgb => Channels::Rgb,
        ColorType::Rgba => Channels::RgbAlpha,
        ColorType::Indexed => return Err(DecodeError::Unsupported("palette without colours")),
    };
    let depth = match depth {
        BitDepth::Eight => Depth::Eight,
        BitDepth::Sixteen => Depth::Sixteen,
        _ => return Err(DecodeError::Unsupported("samples of less than a byte")),
    };
    let mut samples = vec![0; check_size(width, height, channels, depth)?];
    reader.next_frame(&mut samples).map_err(failed)?;
    // The chunk may come after the pixels. It is a hint: what is damaged there does not damage the picture.
    let _ = reader.finish();
    let orientation = reader.info().exif_metadata.as_deref().and_then(exif::orientation);
    let more = reader.info().animation_control().is_some_and(|animation| animation.num_frames > 1);
    let picture = Picture::new(width, height, channels, depth, samples);
    Ok(Picture { orientation: orientation.unwrap_or_default(), more, ..picture })
}

fn failed(error: DecodingError) -> DecodeError {
    match error {
        DecodingError::LimitsExceeded => DecodeError::Limits,
        other => DecodeError::Png(other),
    }
}
