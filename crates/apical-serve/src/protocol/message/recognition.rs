//! What a picture is taken for.

use serde::Serialize;

/// Where a picture is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// It was drawn.
    Drawing,
    /// It is from a file.
    Image,
    /// It is a test image.
    Sample,
}

/// What a picture was taken for.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("x-absent-if" = "blank", "x-further" = "Answer")))]
pub struct Recognition {
    /// Number of the request that brought the picture; null of a test image.
    pub request: Option<u32>,
    /// Of the network.
    pub revision: u32,
    /// Where the picture is from.
    pub origin: Origin,
    /// Class of a test image; null where it is not known.
    pub truth: Option<u8>,
    /// Whether dark ink on light paper was found, and taken for ink.
    pub inverted: bool,
    /// Whether there is nothing to see.
    pub blank: bool,
    /// What the front end sees, after an inversion: Base64 of a byte a pixel, row by row, 0 no ink, 255 ink.
    pub pixels: String,
    /// What the network says; none of a blank picture.
    #[serde(flatten)]
    pub answer: Option<Answer>,
    /// Time from the message's arrival to this answer, µs.
    pub server_us: u64,
}

/// What a network says to a picture.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Answer {
    /// Inputs that spike, from 0: pixels, row by row, or bits of the front end.
    pub input: Vec<usize>,
    /// Layers in order, the first hidden one first.
    pub layers: Vec<LayerAnswer>,
    /// The class that wins.
    pub winner: u8,
    /// The class that comes second; null if there is no other.
    pub runner_up: Option<usize>,
    /// How far the winner's potential is above the second's.
    pub margin: i32,
    /// What the processor spent.
    pub cost: Cost,
}

/// What a layer did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LayerAnswer {
    /// Potential of each neuron.
    pub potentials: Vec<i32>,
    /// Neurons that spike.
    pub spikes: Vec<usize>,
}

/// What a processor spent on images that pass alone: each through an empty pipeline, which takes as many slots as there are
/// layers.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Cost {
    /// Clock cycles.
    pub cycles: u64,
    /// Calibrated energy, nJ.
    pub nanojoules: f64,
    /// Lower bound of the energy, nJ.
    pub low: f64,
    /// Upper bound of the energy, nJ.
    pub high: f64,
    /// Time, µs.
    pub microseconds: f64,
    /// Where the energy went; the parts sum to `nanojoules`.
    pub blocks: Vec<BlockCost>,
}

/// A block's part.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BlockCost {
    /// Name of the block.
    pub name: &'static str,
    /// Its calibrated energy, nJ.
    pub nanojoules: f64,
    /// Of which each layer's, nJ; null of blocks that all layers share.
    pub layers: Option<Vec<f64>>,
}
