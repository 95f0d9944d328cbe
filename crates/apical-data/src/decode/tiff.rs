//! TIFF: grey, colour, palettes and four inks of up to 16 bits a sample; of several pages, the first.

use std::borrow::Cow;
use std::io::Cursor;

use tiff::decoder::{Decoder, DecodingResult, Limits};
use tiff::tags::Tag;
use tiff::{ColorType, TiffError};

use super::orientation::Orientation;
use super::picture::{Channels, Depth, Picture, check_size};
use super::{DecodeError, exif};
use crate::limits::MAX_DECODED_BYTES;

const PLANAR: u32 = 2;
/// What the numbers of the samples mean, and two of the meanings.
const PHOTOMETRIC: u16 = 262;
const PALETTE: u16 = 3;
const BLACK_IS_ZERO: u16 = 1;

pub(super) fn decode(bytes: &[u8]) -> Result<Picture, DecodeError> {
    let mut limits = Limits::default();
    limits.decoding_buffer_size = usize::try_from(MAX_DECODED_BYTES).unwrap_or(usize::MAX);
    limits.intermediate_buffer_size = limits.decoding_buffer_size;
    let (bytes, has_palette) = indices_as_grey(bytes);
    let mut decoder = Decoder::new(Cursor::new(&*bytes)).map_err(failed)?.with_limits(limits);
    let (width, height) = decoder.dimensions().map_err(failed)?;
    let (width, height) = (width as usize, height as usize);
    let colours = decoder.colortype().map_err(failed)?;
    let (channels, bits) = match colours {
        ColorType::Gray(bits) => (Channels::Grey, bits),
        ColorType::GrayA(bits) | ColorType::Multiband { bit_depth: bits, num_samples: 2 } => {
            (Channels::GreyAlpha, bits)
        }
        ColorType::RGB(bits) | ColorType::YCbCr(bits) => (Channels::Rgb, bits),
        // What is decoded has as many samples, whatever they mean.
        ColorType::RGBA(bits) | ColorType::CMYK(bits) => (Channels::RgbAlpha, bits),
        _ => return Err(DecodeError::Unsupported("TIFF in these colours")),
    };
    let depth = if bits > 8 { Depth::Sixteen } else { Depth::Eight };
    check_size(width, height, channels, depth)?;
    let planes = decoder.get_tag_u32(Tag::PlanarConfiguration).unwrap_or(1);
    if planes == PLANAR && channels.count() > 1 {
        return Err(DecodeError::Unsupported("TIFF with a plane for each colour"));
    }
    let palette = has_palette.then(|| decoder.get_tag_u16_vec(Tag::ColorMap).map_err(failed)).transpose()?;
    let orientation = decoder.get_tag_u32(Tag::Orientation).ok().and_then(|value| u16::try_from(value).ok());
    let orientation = orientation.and_then(Orientation::new).unwrap_or_default();
    let samples = match (decoder.read_image().map_err(failed)?, bits) {
        (DecodingResult::U8(packed), 1 | 2 | 4) => unpack(&packed, bits, width, height, channels.count()),
        (DecodingResult::U8(samples), 8) => Some(samples),
        (DecodingResult::U16(samples), 16) => {
            Some(samples.iter().flat_map(|sample| sample.to_be_bytes()).collect())
        }
        _ => None,
    };
    let samples = samples.ok_or(DecodeError::Unsupported(
        "TIFF with samples that are signed, floating point or of other than 1, 2, 4, 8 or 16 bits",
    ))?;
    let more = decoder.more_images();
    let finished = match colours {
        ColorType::Gray(_) if has_palette => coloured(&samples, depth, bits, &palette.unwrap_or_default()),
        ColorType::YCbCr(_) if depth == Depth::Eight => Some((Channels::Rgb, depth, from_luma(samples))),
        ColorType::CMYK(_) if depth == Depth::Eight => Some((Channels::Rgb, depth, from_inks(&samples))),
        ColorType::YCbCr(_) | ColorType::CMYK(_) => None,
        _ => Some((channels, depth, full(samples, bits))),
    };
    let (channels, depth, samples) = finished.ok_or(DecodeError::Unsupported("TIFF in these colours"))?;
    if samples.len() != check_size(width, height, channels, depth)? {
        return Err(DecodeError::Unsupported("TIFF whose pixels do not fill it"));
    }
    Ok(Picture { orientation, more, ..Picture::new(width, height, channels, depth, samples) })
}

/// A file with a palette as one whose indices are grey, which is all that the decoder can read.
fn indices_as_grey(bytes: &[u8]) -> (Cow<'_, [u8]>, bool) {
    match exif::short(bytes, PHOTOMETRIC) {
        Some((at, PALETTE)) => {
            let mut grey = bytes.to_vec();
            let number = if bytes.starts_with(b"II") {
                BLACK_IS_ZERO.to_le_bytes()
            } else {
                BLACK_IS_ZERO.to_be_bytes()
            };
            grey[at..at + 2].copy_from_slice(&number);
            (grey.into(), true)
        }
        _ => (bytes.into(), false),
    }
}

/// Samples of less than a byte; rows begin with a byte of their own.
fn unpack(packed: &[u8], bits: u8, width: usize, height: usize, channels: usize) -> Option<Vec<u8>> {
    let (bits, in_row) = (usize::from(bits), width * channels);
    let row_bytes = (in_row * bits).div_ceil(8);
    if packed.len() != row_bytes * height {
        return None;
    }
    let mask = (1_u8 << bits) - 1;
    let sample = |row: &[u8], index: usize| row[index * bits / 8] >> (8 - bits - index * bits % 8) & mask;
    let rows = packed.chunks_exact(row_bytes);
    Some(rows.flat_map(|row| (0..in_row).map(move |index| sample(row, index))).collect())
}

/// Samples of less than a byte, so that the greatest is 255.
fn full(mut samples: Vec<u8>, bits: u8) -> Vec<u8> {
    if bits < 8 {
        let step = 255 / ((1_u16 << bits) - 1);
        samples.iter_mut().for_each(|sample| *sample = (u16::from(*sample) * step).min(255) as u8);
    }
    samples
}

/// Colours of a palette: all reds, then all greens, then all blues, in 16 bits. An index without a colour is black.
fn coloured(indices: &[u8], depth: Depth, bits: u8, palette: &[u16]) -> Option<(Channels, Depth, Vec<u8>)> {
    let colours = 1_usize << bits.min(8);
    if depth != Depth::Eight || palette.len() != 3 * colours {
        return None;
    }
    let colour =
        |index: u8, channel: usize| palette.get(channel * colours + usize::from(index)).copied().unwrap_or(0);
    // In bytes: scanners write palettes of 8 bits with either end of 16 filled, which the high byte leaves out.
    let samples =
        indices.iter().flat_map(|&index| [0, 1, 2].map(|channel| (colour(index, channel) >> 8) as u8));
    Some((Channels::Rgb, Depth::Eight, samples.collect()))
}

/// Luma and two differences of colour to red, green and blue, by the weights of ITU-R BT.601 as in JPEG.
fn from_luma(mut samples: Vec<u8>) -> Vec<u8> {
    for pixel in samples.chunks_exact_mut(3) {
        let [luma, blue, red] = [0, 1, 2].map(|index| f32::from(pixel[index]));
        let (blue, red) = (blue - 128.0, red - 128.0);
        // A cast to an integer saturates.
        let colour = [luma + 1.402 * red, luma - 0.344_136 * blue - 0.714_136 * red, luma + 1.772 * blue];
        pixel.copy_from_slice(&colour.map(|sample| sample.round() as u8));
    }
    samples
}

/// Cyan, magenta, yellow and black as red, green and blue.
fn from_inks(samples: &[u8]) -> Vec<u8> {
    let light = |ink: u8, black: u8| ((255 - u32::from(ink)) * (255 - u32::from(black)) + 127) / 255;
    let pixels = samples.chunks_exact(4);
    pixels.flat_map(|inks| [0, 1, 2].map(|index| light(inks[index], inks[3]) as u8)).collect()
}

fn failed(error: TiffError) -> DecodeError {
    match error {
        TiffError::LimitsExceeded => DecodeError::Limits,
        other => DecodeError::Tiff(Box::new(other)),
    }
}
