//! JPEG, baseline and progressive; in grey, colour or four inks.

use zune_jpeg::JpegDecoder;
use zune_jpeg::errors::DecodeErrors;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::DecodeError;
use super::picture::{Channels, Depth, Picture, check_size};

pub(super) const SIGNATURE: &[u8] = b"\xff\xd8\xff";

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
    Ok(Picture { width, height, channels, depth, samples })
}

fn failed(error: DecodeErrors) -> DecodeError {
    match error {
        DecodeErrors::LargeDimensions(_) => DecodeError::Limits,
        other => DecodeError::Jpeg(other),
    }
}
