//! What came out of a point. Nothing in it depends on the machine or the time that it took.

use serde::{Deserialize, Serialize};

use crate::PointConfig;

/// A point's result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PointResult {
    /// All that it follows from.
    pub config: PointConfig,
    /// Share of the images not learned that the network gets right after the last epoch, 0 to 1; measured.
    pub accuracy: f64,
    /// Images that it got right.
    pub correct: u64,
    /// Images that it was tried on.
    pub tested: u64,
    /// Share of all images learned that changed synapses; measured.
    pub update_rate: f64,
    /// What the processor took; modelled.
    pub processor: ProcessorResult,
}

/// What the processor model says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProcessorResult {
    /// Images classified.
    pub images: u64,
    /// Cycles from one image to the next.
    pub cycles_per_image: f64,
    /// Images a second.
    pub images_per_second: f64,
    /// Nanojoules of an image, calibrated.
    pub nj_per_image: f64,
    /// The same, bound from below.
    pub nj_low: f64,
    /// The same, bound from above.
    pub nj_high: f64,
    /// Square millimetres.
    pub mm2: f64,
    /// Learning; `None` if it was not asked for.
    pub learning: Option<LearningResult>,
}

/// What learning takes, over samples that are spread over the training.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LearningResult {
    /// Images learned.
    pub images: u64,
    /// Share of them that changed synapses.
    pub update_rate: f64,
    /// Cycles from one image to the next.
    pub cycles_per_image: f64,
    /// Nanojoules of an image, calibrated.
    pub nj_per_image: f64,
    /// The same, bound from below.
    pub nj_low: f64,
    /// The same, bound from above.
    pub nj_high: f64,
    /// Over that of an image that is classified, less one.
    pub training_overhead: f64,
}
