//! What the processor takes.

use serde::Serialize;

/// A processor at an operating point.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProcessorFigures {
    /// Its name.
    pub preset: String,
    /// Technology that it is made in.
    pub technology: String,
    /// Its area, mm².
    pub area_mm2: f64,
    /// Supply, V.
    pub supply: f64,
    /// Least supply of the technology, V.
    pub minimum_supply: f64,
    /// Greatest supply of the technology, V.
    pub maximum_supply: f64,
    /// Supply that it was made for, V.
    pub own_supply: f64,
    /// Fastest clock at the supply, MHz.
    pub clock_mhz: f64,
    /// A mean image that is classified, at `supply` and its fastest clock; null: there are no images to measure with.
    pub inference: Option<Work>,
    /// A mean image that is learned, likewise.
    pub learning: Option<Work>,
    /// Energy of a learned image over that of a classified one, less one; null without them.
    pub overhead: Option<f64>,
    /// The same at other supplies, in rising order; empty without images, or if the technology has a single supply.
    pub curve: Vec<CurvePoint>,
    /// What was published of the silicon that the preset is made after; null of others.
    pub published: Option<Published>,
}

/// What a mean image takes in a stream, one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Work {
    /// Calibrated energy, nJ.
    pub nanojoules: f64,
    /// Lower bound of the energy, nJ.
    pub low: f64,
    /// Upper bound of the energy, nJ.
    pub high: f64,
    /// Calibrated power, mW.
    pub milliwatts: f64,
    /// Throughput, images a second.
    pub images_per_second: f64,
    /// Clock cycles from one image to the next.
    pub cycles: f64,
    /// Time from an image's entry to its result, µs.
    pub latency_us: f64,
}

/// A mean image at another supply.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CurvePoint {
    /// Supply, V.
    pub supply: f64,
    /// Fastest clock, MHz.
    pub clock_mhz: f64,
    /// A mean image that is classified.
    pub inference: Work,
    /// A mean image that is learned.
    pub learning: Work,
}

/// Figures of the 65-nm chip at 0.8 V and 20 MHz, as published (Park, Lee and Jeon 2020).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Published {
    /// Energy of an inference, nJ.
    pub nanojoules: f64,
    /// Energy of a learned image, nJ.
    pub learning_nanojoules: f64,
    /// Inferences a second.
    pub images_per_second: f64,
    /// Power, mW.
    pub milliwatts: f64,
    /// Area of die or core, mm².
    pub area_mm2: f64,
}

/// Means of a session.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Averages {
    /// Of classified images.
    pub inference: Mean,
    /// Of learned images.
    pub learning: Mean,
    /// Learned images that changed synapses.
    pub updates: u64,
    /// Learned images that did not.
    pub skipped: u64,
    /// Energy of a learned image over that of a classified one, less one; null until there are both.
    pub overhead: Option<f64>,
}

/// A mean image of a session.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Mean {
    /// Images.
    pub images: u64,
    /// Clock cycles of one; 0 without images.
    pub cycles: f64,
    /// Calibrated energy of one, nJ; 0 without images.
    pub nanojoules: f64,
}
