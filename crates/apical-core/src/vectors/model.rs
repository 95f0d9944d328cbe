//! A golden vector in memory.

use alloc::string::String;
use alloc::vec::Vec;

use crate::random::RandomState;
use crate::{Activity, Outcome, State, StepRate};

/// A network, what is done with it, and everything that comes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vector {
    /// Name: lower-case letters, digits and underscores.
    pub name: String,
    /// The user's seed.
    pub seed: u64,
    /// Whether the initial memories are others than those of the seed.
    pub prepared: bool,
    /// State before the first step; nothing is in flight.
    pub start: State,
    /// Steps of the pipeline. After the last nothing is in flight.
    pub steps: Vec<Step>,
    /// Images inferred after the last step.
    pub inferences: Vec<Inference>,
}

/// One call of `learn` or `drain_one`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The image that enters; `None` for a drain.
    pub entry: Option<Entry>,
    /// The learning-rate register during the step.
    pub rate: StepRate,
    /// The generators after the step.
    pub random: RandomState,
    /// The image that leaves, if one does.
    pub departure: Option<Departure>,
    /// The memory rows that the step changed, as they are after it.
    pub rows: Vec<MemoryRow>,
}

/// An image that enters the learning pipeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The pixels.
    pub pixels: Vec<u8>,
    /// The class.
    pub label: u8,
    /// The input spikes drawn for it.
    pub spikes: Vec<bool>,
}

/// An image that leaves the output layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Departure {
    /// Its number, from 0 in the order of entry.
    pub image: u32,
    /// What became of it.
    pub outcome: Outcome,
    /// Potentials of each layer, from its memories as they were when the image passed it.
    pub potentials: Vec<Vec<i32>>,
    /// Spikes of each layer; in the output layer the forward winner's.
    pub spikes: Vec<Vec<bool>>,
    /// Window bits of each hidden layer.
    pub windows: Vec<Vec<bool>>,
    /// Delta of each neuron of each layer; all zero if the step is 0.
    pub deltas: Vec<Vec<i8>>,
}

/// An image that is inferred.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inference {
    /// The pixels.
    pub pixels: Vec<u8>,
    /// Spikes, potentials and winner.
    pub activity: Activity,
}

/// A kind of memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bank {
    /// W.
    Weights,
    /// G.
    Accumulators,
    /// bW.
    BiasWeights,
    /// bG.
    BiasAccumulators,
}

/// One row of a memory: the synapses of one input, or the biases of a layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemoryRow {
    /// The bank.
    pub bank: Bank,
    /// The layer, from 1.
    pub layer: usize,
    /// The presynaptic neuron, from 0; 0 for a bias.
    pub input: usize,
    /// One value a neuron.
    pub values: Vec<i8>,
}
