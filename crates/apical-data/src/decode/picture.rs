//! What decoders give, and its grey.

use crate::limits::{MAX_DECODED_BYTES, MAX_DECODED_SIDE};

use super::DecodeError;
use super::bits::SampleBits;
use super::orientation::Orientation;

/// What the samples of a pixel are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Channels {
    Grey,
    GreyAlpha,
    Rgb,
    RgbAlpha,
}

impl Channels {
    /// Samples of a pixel that are no opacity.
    fn intensities(self) -> usize {
        match self {
            Self::Grey | Self::GreyAlpha => 1,
            Self::Rgb | Self::RgbAlpha => 3,
        }
    }

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
    /// How it is to be turned to stand upright.
    pub(super) orientation: Orientation,
    /// Whether the file says which number is full intensity, so that few bits cannot be meant.
    pub(super) range_is_stated: bool,
    /// Whether the file ends before the picture does.
    pub(super) truncated: bool,
    /// Whether further pictures follow, which are not read.
    pub(super) more: bool,
}

impl Picture {
    /// An upright picture, whole and alone in its file.
    pub(super) fn new(
        width: usize,
        height: usize,
        channels: Channels,
        depth: Depth,
        samples: Vec<u8>,
    ) -> Self {
        Self {
            width,
            height,
            channels,
            depth,
            samples,
            orientation: Orientation::UPRIGHT,
            range_is_stated: false,
            truncated: false,
            more: false,
        }
    }
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
    /// The greatest sample of intensity, where full intensity may be less than 16 bits hold.
    pub(super) fn greatest_of_16_bits(&self) -> Option<u16> {
        if self.depth == Depth::Eight || self.range_is_stated {
            return None;
        }
        let pixels = self.samples.chunks_exact(self.channels.count() * 2);
        let intensities =
            pixels.flat_map(|pixel| pixel.chunks_exact(2).take(self.channels.intensities()).map(u16::read));
        Some(intensities.max().unwrap_or(0))
    }

    /// Makes the greatest number of `bits` full intensity, in a picture none of whose samples passes it.
    pub(super) fn spread(&mut self, bits: SampleBits) {
        let (full, intensities) = (u32::from(bits.greatest()), self.channels.intensities());
        for pixel in self.samples.chunks_exact_mut(self.channels.count() * 2) {
            for sample in pixel.chunks_exact_mut(2).take(intensities) {
                let spread = (u32::from(u16::read(sample)) * 0xFFFF + full / 2) / full;
                sample.copy_from_slice(&(spread.min(0xFFFF) as u16).to_be_bytes());
            }
        }
    }

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
