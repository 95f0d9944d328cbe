//! The network, and how well it does.

use serde::Serialize;

use super::FrontEndView;
use crate::protocol::Seed;

/// A network.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Model {
    /// Grows with each lesson, and at the end of a run, not within it.
    pub revision: u32,
    /// Dataset that it learned, or the file that it is from.
    pub name: String,
    /// Sizes of the layers, the input first.
    pub layers: Vec<usize>,
    /// Widths of weights and accumulators, such as `w4g8`.
    pub format: String,
    /// Seed of its run, 0 to 2^64 - 1; above 2^53 as a text of digits.
    pub seed: Seed,
    /// Size of its images.
    pub image: Size,
    /// What makes its input bits of them.
    pub front_end: FrontEndView,
    /// Names of its classes.
    pub classes: Vec<String>,
    /// Dataset whose images it is measured on; null: none of this size are at hand, so that there is no `accuracy`, no
    /// `sample`, and nothing to measure a mean image with.
    pub measured_on: Option<String>,
    /// Images of its last training run.
    pub learned: u64,
    /// Images taught in this session.
    pub taught: u64,
    /// Changes that can be undone.
    pub undo: usize,
    /// Kept examples of each class.
    pub examples: Vec<u32>,
    /// Epochs of its run, in order.
    pub history: Vec<Epoch>,
}

/// A size in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Size {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
}

/// An epoch of a run.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Epoch {
    /// Share of the training images that were misclassified, 0 to 1.
    pub error: f64,
    /// Share of the training images that changed synapses, 0 to 1.
    pub update_rate: f64,
    /// Correct test images after it.
    pub correct: u64,
    /// Test images; 0 if it was not tested.
    pub tested: u64,
    /// Mean energy of a learned image; null where it was not counted.
    pub nanojoules: Option<f64>,
}

/// How many test images are classified correctly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Accuracy {
    /// Of the network.
    pub revision: u32,
    /// Test images that it classifies correctly.
    pub correct: u64,
    /// Test images.
    pub tested: u64,
    /// Dataset that they are from.
    pub data: String,
    /// Correct ones of the network before its last change; null if that was not measured, or on another dataset.
    pub before: Option<u64>,
}
