//! What decoders give, and its grey.

use crate::limits::{MAX_DECODED_BYTES, MAX_DECODED_SIDE};

use super::DecodeError;

/// What the samples of a pixel are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Channels {
    Grey,
    GreyAlpha,
    Rgb,
    RgbAlpha,
}

impl Channels {
    /// Samples of a pixel.
    pub(super) fn count(self) -> usize {
        match self {
            Self::Grey => 1,
            Self::GreyAlpha => 2,
            Self::Rgb => 3,
            Self::RgbAlpha => 4,
        }
    }
}

/// Bytes of a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    Eight,
    /// The high byte first.
    Sixteen,
}

impl Depth {
    fn bytes(self) -> usize {
        match self {
            Self::Eight => 1,
            Self::Sixteen => 2,
        }
    }
}

/// A decoded picture.
pub(super) struct Picture {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) channels: Channels,
    pub(super) depth: Depth,
    /// Row by row and pixel by pixel; the greatest number is full intensity or full opacity.
    pub(super) samples: Vec<u8>,
}

/// What is checked before anything is allocated for a picture: its sides, and the memory that its samples take.
///
/// Returns the bytes of the samples.
pub(super) fn check_size(
    width: usize,
    height: usize,
    channels: Channels,
    depth: Depth,
) -> Result<usize, DecodeError> {
    let longest = MAX_DECODED_SIDE as usize;
    if width > longest || height > longest {
        return Err(DecodeError::Limits);
    }
    let bytes = width as u64 * height as u64 * (channels.count() * depth.bytes()) as u64;
    // Below 2^29, so a number of any address space that is supported.
    if bytes <= MAX_DECODED_BYTES { Ok(bytes as usize) } else { Err(DecodeError::Limits) }
}

impl Picture {
    /// Grey levels, and opacities where the picture has them; of 255, a byte a pixel.
    pub(super) fn into_grey(self) -> (Vec<u8>, Option<Vec<u8>>) {
        match (self.channels, self.depth) {
            (Channels::Grey, Depth::Eight) => (self.samples, None),
            (channels, Depth::Eight) => grey_of::<u8>(&self.samples, channels),
            (channels, Depth::Sixteen) => grey_of::<u16>(&self.samples, channels),
        }
    }
}

fn grey_of<S: Sample>(samples: &[u8], channels: Channels) -> (Vec<u8>, Option<Vec<u8>>) {
    let pixels = || samples.chunks_exact(channels.count() * S::BYTES);
    let sample = |pixel: &[u8], index: usize| S::read(&pixel[index * S::BYTES..]);
    let luminance = |pixel: &[u8]| {
        let shares = LUMINANCE.iter().enumerate();
        to_byte(shares.fold(0.0, |sum, (index, share)| sum + sample(pixel, index).share() * share))
    };
    let grey = match channels {
        Channels::Grey | Channels::GreyAlpha => pixels().map(|pixel| sample(pixel, 0).byte()).collect(),
        Channels::Rgb | Channels::RgbAlpha => pixels().map(luminance).collect(),
    };
    let opacity = match channels {
        Channels::Grey | Channels::Rgb => None,
        Channels::GreyAlpha => Some(pixels().map(|pixel| sample(pixel, 1).byte()).collect()),
        // By way of its share, as colours are.
        Channels::RgbAlpha => Some(pixels().map(|pixel| to_byte(sample(pixel, 3).share())).collect()),
    };
    (grey, opacity)
}

/// Shares of red, green and blue in the luminance: the middle row of the matrix from sRGB (white of D65) to CIE XYZ.
///
/// They weigh the coded values as they are, without the curve of sRGB.
pub(crate) const LUMINANCE: [f32; 3] = [0.212_647_84, 0.715_179_2, 0.072_173_04];

/// A number of a channel.
trait Sample: Copy {
    const BYTES: usize;
    /// The sample that some bytes begin with.
    fn read(bytes: &[u8]) -> Self;
    /// The nearest of 255 levels.
    fn byte(self) -> u8;
    /// As a share of the greatest number.
    fn share(self) -> f32;
}

impl Sample for u8 {
    const BYTES: usize = 1;

    fn read(bytes: &[u8]) -> Self {
        bytes[0]
    }

    fn byte(self) -> u8 {
        self
    }

    fn share(self) -> f32 {
        const STEP: f32 = 1.0 / u8::MAX as f32;
        f32::from(self) * STEP
    }
}

impl Sample for u16 {
    const BYTES: usize = 2;

    fn read(bytes: &[u8]) -> Self {
        Self::from_be_bytes([bytes[0], bytes[1]])
    }

    fn byte(self) -> u8 {
        // In range: at most (65,535 + 128) / 257 = 255.
        ((u32::from(self) + 128) / 257) as u8
    }

    fn share(self) -> f32 {
        const STEP: f32 = 1.0 / u16::MAX as f32;
        f32::from(self) * STEP
    }
}

/// The nearest of 255 levels.
fn to_byte(share: f32) -> u8 {
    // A cast to an integer saturates.
    (share * f32::from(u8::MAX)).round() as u8
}
