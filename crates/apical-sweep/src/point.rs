//! Points: one full configuration each.

use std::collections::BTreeMap;
use std::sync::Arc;

use apical_chip::design::Design;
use apical_core::training::{LearningRate, Recipe};
use apical_core::{Config, Format, Order};
use apical_data::DataIdentity;
use apical_support::key_of;
use serde::{Deserialize, Serialize};

use crate::Value;
use crate::networks::CHECKPOINTS;

/// Where a point is on the axes of its plan.
pub type Labels = BTreeMap<String, Value>;

/// All that a trained network follows from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrainingConfig {
    /// The front end with its thresholds; `None`: a threshold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub front_end: Option<String>,
    /// Sizes, from the input to the classes.
    pub layers: Vec<usize>,
    /// Widths, such as `w4g8`.
    pub format: Format,
    /// When an update is seen: pipelined or sequential.
    pub order: Order,
    /// Window of each hidden layer.
    pub window: Vec<u16>,
    /// Bits of the random margin.
    pub margin_bits: u8,
    /// One input spike in 2^`drop_shift` is dropped.
    pub drop_shift: u8,
    /// Range of initial weights, in 1/256 of a weight step.
    pub initial_range: u16,
    /// Neurons that share their feedback signs.
    pub feedback_sharing: u16,
    /// Epochs.
    pub epochs: u32,
    /// From where to where the learning rate falls.
    pub learning_rate: LearningRate,
    /// Greatest random shift in pixels.
    pub shift: u8,
    /// Seed of weights, feedback signs, image order and spikes.
    pub seed: u64,
    /// The data, by their content.
    pub data: DataIdentity,
    /// Version of the specification.
    pub spec_version: u32,
}

/// All else that the processor's figures follow from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProcessorConfig {
    /// Name of the preset, or of its file.
    pub preset: String,
    /// SHA-256 of its text; half of it, in hexadecimal digits.
    pub preset_hash: String,
    /// What is set otherwise, by path.
    pub settings: BTreeMap<String, String>,
    /// Name of the technology.
    pub technology: String,
    /// Of all its entries.
    pub technology_hash: String,
    /// Supply in volts.
    pub supply_v: f64,
    /// Clock in megahertz.
    pub clock_mhz: f64,
    /// Images that are classified, at most.
    pub images: u32,
    /// Images that are learned at each checkpoint.
    pub learning_images: u32,
}

/// All that a result follows from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PointConfig {
    /// The network.
    pub training: TrainingConfig,
    /// The processor.
    pub processor: ProcessorConfig,
    /// Version of what is measured.
    pub sweep_version: u32,
}

impl TrainingConfig {
    /// The name of the network.
    #[must_use]
    pub fn key(&self) -> String {
        key_of(self)
    }
}

impl PointConfig {
    /// The name of the point: 32 hexadecimal digits.
    #[must_use]
    pub fn key(&self) -> String {
        key_of(self)
    }
}

/// A configuration that can be run.
#[derive(Debug, Clone)]
pub struct Point {
    /// Name of the point.
    pub key: String,
    /// Name of its network.
    pub network: String,
    /// Name of what its machine does with that network.
    pub counts: String,
    /// Where it is on the axes.
    pub labels: Labels,
    /// All that its result follows from.
    pub config: PointConfig,
    pub(crate) rule: Config,
    pub(crate) recipe: Recipe,
    pub(crate) design: Arc<Design>,
}

impl Point {
    /// Seed of its training.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.recipe.seed
    }

    /// Checkpoints of its training at which the processor model learns.
    pub(crate) fn checkpoints(&self) -> u32 {
        if self.config.processor.learning_images > 0 && self.recipe.epochs > 0 { CHECKPOINTS } else { 0 }
    }

    /// Its processor.
    #[must_use]
    pub fn design(&self) -> &Design {
        &self.design
    }

    /// Where it is, for people.
    #[must_use]
    pub fn describe(&self) -> String {
        format!("{} seed {}", describe(&self.labels), self.seed())
    }
}

/// Labels as `axis=value axis=value`.
#[must_use]
pub(crate) fn describe(labels: &Labels) -> String {
    labels.iter().map(|(axis, value)| format!("{axis}={value}")).collect::<Vec<_>>().join(" ")
}

/// A configuration that cannot be built.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Impossible {
    /// Where it is on the axes.
    pub labels: Labels,
    /// Why not.
    pub reason: String,
}

impl Impossible {
    /// Where it is, for people.
    #[must_use]
    pub fn describe(&self) -> String {
        describe(&self.labels)
    }
}
