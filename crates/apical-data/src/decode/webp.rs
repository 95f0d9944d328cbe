//! WebP, with and without loss; of an animation, the first picture.

use std::io::Cursor;

use image_webp::{DecodingError, WebPDecoder};

use super::picture::{Channels, Depth, Picture, check_size};
use super::{DecodeError, exif};
use crate::limits::MAX_DECODED_BYTES;

pub(super) fn decode(bytes: &[u8]) -> Result<Picture, DecodeError> {
    let mut decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(failed)?;
    decoder.set_memory_limit(usize::try_from(MAX_DECODED_BYTES).unwrap_or(usize::MAX));
    let (width, height) = decoder.dimensions();
    let (width, height) = (width as usize, height as usize);
    let channels = if decoder.has_alpha() { Channels::RgbAlpha } else { Channels::Rgb };
    let depth = Depth::Eight;
    let mut samples = vec![0; check_size(width, height, channels, depth)?];
    decoder.read_image(&mut samples).map_err(failed)?;
    let data = decoder.exif_metadata().ok().flatten().unwrap_or_default();
    // Some programs write the mark with which these data begin in JPEG.
    let data = data.strip_prefix(b"Exif\0\0").unwrap_or(&data);
    let orientation = exif::orientation(data).unwrap_or_default();
    let picture = Picture::new(width, height, channels, depth, samples);
    Ok(Picture { orientation, more: decoder.num_frames() > 1, ..picture })
}

fn failed(error: DecodingError) -> DecodeError {
    match error {
        DecodingError::ImageTooLarge | DecodingError::MemoryLimitExceeded => DecodeError::Limits,
        other => DecodeError::WebP(other),
    }
}
