//! Pictures as PNG files.

use png::{BitDepth, ColorType, Compression, Encoder, EncodingError, Filter};

/// Encodes samples of 8 bits, row by row: `height * width` pixels of as many as `colour` has.
pub(crate) fn png(
    width: usize,
    height: usize,
    colour: ColorType,
    samples: &[u8],
) -> Result<Vec<u8>, EncodingError> {
    // A side that does not fit is refused as one of 0 is.
    let side = |side: usize| u32::try_from(side).unwrap_or(0);
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, side(width), side(height));
    encoder.set_color(colour);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Fast);
    encoder.set_filter(Filter::Adaptive);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(samples)?;
    writer.finish()?;
    Ok(bytes)
}
