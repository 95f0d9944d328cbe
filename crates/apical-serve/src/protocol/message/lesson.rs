//! What was learned.

use serde::Serialize;

use super::Cost;

/// What a lesson did.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Taught {
    /// Class of the picture; null: kept examples were practised.
    pub class: Option<u32>,
    /// Of the network, now.
    pub revision: u32,
    /// Images shown.
    pub images: u32,
    /// What became of each; of the first 256.
    pub steps: Vec<Step>,
    /// Images that changed synapses.
    pub updates: u32,
    /// Images that did not.
    pub skipped: u32,
    /// The two spikes of the last image that was answered wrongly or too narrowly; null if there was none.
    pub feedback: Option<Feedback>,
    /// Synapses that are not as before, by layer.
    pub changes: Vec<LayerChange>,
    /// What the processor spent on all images shown.
    pub cost: Cost,
}

/// What became of an image that was learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Step {
    /// Its class.
    pub label: u8,
    /// The forward winner against the random margin: it can be another class while `correct` is true.
    pub winner: u8,
    /// Whether the label would have won without the margin.
    pub correct: bool,
    /// The margin.
    pub margin: u8,
    /// The step; 0 if there was nothing to change.
    pub step: u8,
    /// Whether synapses were changed.
    pub updated: bool,
}

/// The two spikes that travel back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Feedback {
    /// Class of the target phase.
    pub label: u8,
    /// Class of the forward phase.
    pub winner: u8,
}

/// Synapses of a layer that are not as before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LayerChange {
    /// Weights that changed.
    pub weights: usize,
    /// Accumulators that changed.
    pub accumulators: usize,
    /// Presynaptic neurons of changed synapses.
    pub inputs: Vec<usize>,
    /// Postsynaptic neurons of changed synapses.
    pub neurons: Vec<NeuronChange>,
}

/// Synapses of a neuron that are not as before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NeuronChange {
    /// Index of the neuron.
    pub neuron: usize,
    /// Synapses that are stronger.
    pub up: usize,
    /// Synapses that are weaker.
    pub down: usize,
    /// Weights that changed.
    pub weights: usize,
}
