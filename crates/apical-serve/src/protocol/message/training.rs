//! A training run.

use serde::Serialize;

use super::Epoch;

/// A training run, now.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Training {
    /// What it does.
    pub state: TrainingState,
    /// Dataset that it learns.
    pub data: String,
    /// Completed epochs.
    pub epoch: u32,
    /// Epochs of the whole run.
    pub epochs: u32,
    /// Images of the epoch that is under way.
    pub image: u32,
    /// Images of an epoch.
    pub images: u32,
    /// Images a second since the last message; null if there were none.
    pub images_per_second: Option<f64>,
    /// Share of these images that were misclassified, 0 to 1; null if there were none.
    pub error: Option<f64>,
    /// Share of these images that changed synapses, 0 to 1; null if there were none.
    pub update_rate: Option<f64>,
    /// Mean energy of one of these images; null if there were none.
    pub nanojoules: Option<f64>,
    /// New points of the curves.
    pub points: Vec<Point>,
    /// Completed epochs of this run, in order.
    pub history: Vec<Epoch>,
}

/// What a run does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum TrainingState {
    /// It learns.
    Running,
    /// It waits.
    Paused,
    /// It has learned all that it should.
    Finished,
    /// It was ended before.
    Stopped,
}

/// A point of a run's curves.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Point {
    /// Images learned so far.
    pub image: u64,
    /// Share of the images since the last point that were misclassified, 0 to 1.
    pub error: f64,
    /// Share of these images that changed synapses, 0 to 1.
    pub update_rate: f64,
    /// Mean energy of one of them.
    pub nanojoules: f64,
}
