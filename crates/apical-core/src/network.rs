//! The contents of the memories, one value an element, free of any packing.

use alloc::vec::Vec;

use crate::Config;

/// The learned contents of a processor: every weight, accumulator and bias, and the fixed feedback signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Network {
    /// Layers in order; the last is the output layer.
    pub layers: Vec<Layer>,
    /// Feedback signs of each hidden layer.
    pub feedback: Vec<FeedbackSigns>,
}

/// Synapses and biases of one layer of `neurons` neurons with `inputs` inputs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layer {
    /// Presynaptic neurons (or pixels).
    pub inputs: usize,
    /// Neurons of this layer.
    pub neurons: usize,
    /// Weights W, shape (inputs, neurons): the synapse from input `j` to neuron `i` is at `j * neurons + i`.
    /// One row is what one spike reads.
    pub weights: Vec<i8>,
    /// Gradient accumulators G, same shape.
    pub accumulators: Vec<i8>,
    /// Bias weights, one a neuron, -128 to 127 in every format.
    pub bias_weights: Vec<i8>,
    /// Bias accumulators, one a neuron, in the range of G.
    pub bias_accumulators: Vec<i8>,
}

/// The fixed random signs of a hidden layer, one per neuron and class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedbackSigns {
    /// Shape (neurons, classes), neuron `i` and class `k` at `i * classes + k`; `true` is +1, `false` is -1.
    pub positive: Vec<bool>,
}

impl Layer {
    /// A layer of zeros.
    #[must_use]
    pub fn zeros(inputs: usize, neurons: usize) -> Self {
        Self {
            inputs,
            neurons,
            weights: alloc::vec![0; inputs * neurons],
            accumulators: alloc::vec![0; inputs * neurons],
            bias_weights: alloc::vec![0; neurons],
            bias_accumulators: alloc::vec![0; neurons],
        }
    }
}

impl Network {
    /// A network of zeros, with all feedback signs negative.
    #[must_use]
    pub fn zeros(config: &Config) -> Self {
        let classes = config.classes();
        let hidden = &config.layers[1..config.layers.len() - 1];
        Self {
            layers: config.layers.windows(2).map(|pair| Layer::zeros(pair[0], pair[1])).collect(),
            feedback: hidden
                .iter()
                .map(|neurons| FeedbackSigns { positive: alloc::vec![false; neurons * classes] })
                .collect(),
        }
    }
}
