//! The picture that a session looks at.

use std::sync::{Mutex, PoisonError};

use apical_core::front_end::FrontEnd;
use apical_data::{GreyImage, ImageSize, Normalised, Polarity, Preparation, normalise, prepare};

use super::Stop;
use crate::protocol::Origin;

/// A picture of the network's size.
#[derive(Debug, Clone)]
pub(crate) struct Picture {
    /// As the parts of a front end see it, row by row: 255 for full ink. A front end that inverts takes its complement.
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
    /// As those of a [`Picture`].
    pub(crate) pixels: Vec<u8>,
}

/// Raw values of what the parts of a front end are to see, or what they see of raw values: an inversion undoes itself.
pub(crate) fn inverted_alike(pixels: &[u8], front_end: &FrontEnd) -> Vec<u8> {
    pixels.iter().map(|&value| front_end.seen(value)).collect()
}

impl Picture {
    /// Centres and scales what was drawn as MNIST is.
    pub(crate) fn drawn(image: &GreyImage, size: ImageSize, request: u32) -> Self {
        Self::new(normalise(image, size), Origin::Drawing, Some(request))
    }

    /// Reads a file as `apical classify` does, for a network that sees through `front_end`.
    pub(crate) fn file(
        content: &[u8],
        size: ImageSize,
        preparation: Preparation,
        front_end: &FrontEnd,
        request: u32,
    ) -> Result<Self, Stop> {
        // A small file can be a large picture: sessions decode theirs one after the other.
        static DECODING: Mutex<()> = Mutex::new(());
        let _turn = DECODING.lock().unwrap_or_else(PoisonError::into_inner);
        let image = GreyImage::decode(content).map_err(|error| Stop::Refused(format!("image: {error}")))?;
        let mut prepared =
            prepare(&image, size, preparation).map_err(|error| Stop::Refused(format!("image: {error}")))?;
        if preparation == Preparation::AsIs {
            // Raw values already, as those of a test image.
            prepared.pixels = inverted_alike(&prepared.pixels, front_end);
        }
        Ok(Self::new(prepared, Origin::Image, Some(request)))
    }

    /// A test image of a network that sees through `front_end`.
    pub(crate) fn sample(raw: &[u8], truth: u8, front_end: &FrontEnd) -> Self {
        Self {
            pixels: inverted_alike(raw, front_end),
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
