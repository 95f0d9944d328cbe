//! Formats that are read with the feature `pictures` only. Without it they are known, and the error tells what reads them.

#[cfg(not(feature = "pictures"))]
use super::{DecodeError, picture::Picture};

#[cfg(feature = "pictures")]
pub(super) use super::{gif::decode as gif, tiff::decode as tiff, webp::decode as webp};

pub(super) fn is_webp(bytes: &[u8]) -> bool {
    bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP")
}

pub(super) fn is_tiff(bytes: &[u8]) -> bool {
    // In either byte order, with offsets of 32 or of 64 bits.
    [b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"].iter().any(|start| bytes.starts_with(*start))
}

pub(super) fn is_gif(bytes: &[u8]) -> bool {
    bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a")
}

#[cfg(not(feature = "pictures"))]
pub(super) fn webp(_: &[u8]) -> Result<Picture, DecodeError> {
    Err(DecodeError::LeftOut("WebP"))
}

#[cfg(not(feature = "pictures"))]
pub(super) fn tiff(_: &[u8]) -> Result<Picture, DecodeError> {
    Err(DecodeError::LeftOut("TIFF"))
}

#[cfg(not(feature = "pictures"))]
pub(super) fn gif(_: &[u8]) -> Result<Picture, DecodeError> {
    Err(DecodeError::LeftOut("GIF"))
}
