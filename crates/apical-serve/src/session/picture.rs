//! The picture that a session looks at.

use std::sync::{Mutex, PoisonError};

use apical_data::{GreyImage, ImageSize, Normalised, Polarity, Preparation, normalise, prepare};

use super::Stop;
use crate::protocol::Origin;

/// A picture, ready for the network.
#[derive(Debug, Clone)]
pub(crate) struct Picture {
    pub(crate) pixels: Vec<u8>,
    pub(crate) origin: Origin,
    pub(crate) request: Option<u32>,
    pub(crate) truth: Option<u8>,
    pub(crate) inverted: bool,
    pub(crate) blank: bool,
}

/// A kept picture.
#[derive(Debug, Clone)]
pub(crate) struct Example {
    pub(crate) class: u8,
    pub(crate) pixels: Vec<u8>,
}

impl Picture {
    /// Centres and scales what was drawn as MNIST is.
    pub(crate) fn drawn(image: &GreyImage, size: ImageSize, request: u32) -> Self {
        Self::new(normalise(image, size), Origin::Drawing, Some(request))
    }

    /// Reads a file as `apical classify` does.
    pub(crate) fn file(content: &[u8], size: ImageSize, request: u32) -> Result<Self, Stop> {
        // A small file can be a large picture: sessions decode theirs one after the other.
        static DECODING: Mutex<()> = Mutex::new(());
        let _turn = DECODING.lock().unwrap_or_else(PoisonError::into_inner);
        let image = GreyImage::decode(content).map_err(|error| Stop::Refused(format!("image: {error}")))?;
        let prepared = prepare(&image, size, Preparation::Automatic).map_err(Stop::refused)?;
        Ok(Self::new(prepared, Origin::Image, Some(request)))
    }

    /// A test image.
    pub(crate) fn sample(pixels: &[u8], truth: u8) -> Self {
        Self {
            pixels: pixels.to_vec(),
            origin: Origin::Sample,
            request: None,
            truth: Some(truth),
            inverted: false,
            blank: false,
        }
    }

    fn new(prepared: Normalised, origin: Origin, request: Option<u32>) -> Self {
        // A drawing has ink by its definition; only of files it must be said what was taken for ink.
        let inverted = origin == Origin::Image && prepared.polarity == Polarity::DarkOnLight;
        Self { pixels: prepared.pixels, origin, request, truth: None, inverted, blank: prepared.blank }
    }
}
