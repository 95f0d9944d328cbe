//! GIF: the first picture.

use gif::{ColorOutput, DecodeOptions, DecodingError, MemoryLimit};

use super::DecodeError;
use super::picture::{Channels, Depth, Picture, check_size};
use crate::limits::MAX_DECODED_BYTES;

pub(super) fn decode(bytes: &[u8]) -> Result<Picture, DecodeError> {
    let mut options = DecodeOptions::new();
    options.set_color_output(ColorOutput::RGBA);
    let limit = std::num::NonZeroU64::new(MAX_DECODED_BYTES).unwrap_or(std::num::NonZeroU64::MIN);
    options.set_memory_limit(MemoryLimit::Bytes(limit));
    let mut decoder = options.read_info(bytes).map_err(failed)?;
    let (width, height) = (usize::from(decoder.width()), usize::from(decoder.height()));
    let (channels, depth) = (Channels::RgbAlpha, Depth::Eight);
    let size = check_size(width, height, channels, depth)?;
    let Some(frame) = decoder.read_next_frame().map_err(failed)? else {
        return Err(DecodeError::Unsupported("GIF without a picture"));
    };
    // Where the first picture does not reach there is nothing to see: transparent.
    let mut samples = vec![0; size];
    let (left, top) = (usize::from(frame.left), usize::from(frame.top));
    let row_bytes = usize::from(frame.width) * 4;
    let visible = width.saturating_sub(left).min(frame.width.into()) * 4;
    if row_bytes > 0 && visible > 0 {
        let rows = frame.buffer.chunks_exact(row_bytes);
        for (row, target) in rows.zip(samples.chunks_exact_mut(width * 4).skip(top)) {
            target[left * 4..left * 4 + visible].copy_from_slice(&row[..visible]);
        }
    }
    let more = matches!(decoder.next_frame_info(), Ok(Some(_)));
    Ok(Picture { more, ..Picture::new(width, height, channels, depth, samples) })
}

fn failed(error: DecodingError) -> DecodeError {
    match error {
        DecodingError::OutOfMemory => DecodeError::Limits,
        other => DecodeError::Gif(other),
    }
}
