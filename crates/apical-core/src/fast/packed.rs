//! One layer's memories, packed.

use alloc::vec::Vec;

use super::blocks::Blocks;
use super::packing::{BLOCK_NEURONS, Packing, Sum, accumulator_place};
use crate::{FeedbackSigns, Format, Layer};

/// A layer as the kernels want it.
#[derive(Debug, Clone)]
pub(super) struct PackedLayer<P: Packing> {
    /// Groups of 64 neurons.
    pub(super) groups: usize,
    pub(super) neurons: usize,
    pub(super) inputs: usize,
    /// Stored weights, row after row.
    pub(super) weights: Blocks,
    /// Left-aligned accumulators, row after row.
    pub(super) accumulators: Blocks,
    /// Bias weights as potentials.
    pub(super) bias: Vec<P::Sum>,
    pub(super) bias_accumulators: Vec<i8>,
    /// What a weight of zero is stored as: `2^(w-1)`.
    pub(super) stored_zero: i32,
    /// Neurons that exist, 64 a word.
    pub(super) valid: Vec<u64>,
    /// Feedback signs, class after class, a bit a neuron. Empty in the output layer.
    pub(super) feedback: Vec<u64>,
}

impl<P: Packing> PackedLayer<P> {
    pub(super) fn pack(layer: &Layer, feedback: Option<(&FeedbackSigns, usize)>, format: Format) -> Self {
        let Layer { inputs, neurons, .. } = *layer;
        let groups = neurons.div_ceil(BLOCK_NEURONS);
        let mut packed = Self {
            groups,
            neurons,
            inputs,
            weights: Blocks::zeroed(inputs * groups * P::BLOCKS),
            accumulators: Blocks::zeroed(inputs * groups * 2),
            bias: alloc::vec![P::Sum::default(); groups * BLOCK_NEURONS],
            bias_accumulators: layer.bias_accumulators.clone(),
            stored_zero: -format.weight_minimum(),
            valid: bits((0..neurons).map(|_| true), groups),
            feedback: Vec::new(),
        };
        for (bias, &weight) in packed.bias.iter_mut().zip(&layer.bias_weights) {
            *bias = P::Sum::from_i32(weight.into());
        }
        for input in 0..inputs {
            for neuron in 0..neurons {
                let synapse = input * neurons + neuron;
                let stored = (i32::from(layer.weights[synapse]) - format.weight_minimum()) as u8;
                let (block, byte, shift) = packed.weight_place(input, neuron);
                packed.weights[block].0[byte] |= stored << shift;
                let (block, byte) = packed.accumulator_place(input, neuron);
                packed.accumulators[block].0[byte] =
                    (layer.accumulators[synapse] as u8) << (8 - format.accumulator_bits());
            }
        }
        if let Some((signs, classes)) = feedback {
            for class in 0..classes {
                let column = (0..neurons).map(|neuron| signs.positive[neuron * classes + class]);
                packed.feedback.extend(bits(column, groups));
            }
        }
        packed
    }

    pub(super) fn unpack(&self, format: Format) -> Layer {
        let mut layer = Layer::zeros(self.inputs, self.neurons);
        layer.bias_accumulators.clone_from(&self.bias_accumulators);
        for (weight, &bias) in layer.bias_weights.iter_mut().zip(&self.bias) {
            let bias: i32 = bias.into();
            *weight = bias as i8;
        }
        let weight_mask = ((1_u32 << format.weight_bits()) - 1) as u8;
        for input in 0..self.inputs {
            for neuron in 0..self.neurons {
                let synapse = input * self.neurons + neuron;
                let (block, byte, shift) = self.weight_place(input, neuron);
                let stored = (self.weights[block].0[byte] >> shift) & weight_mask;
                layer.weights[synapse] = (i32::from(stored) + format.weight_minimum()) as i8;
                let (block, byte) = self.accumulator_place(input, neuron);
                layer.accumulators[synapse] =
                    (self.accumulators[block].0[byte] as i8) >> (8 - format.accumulator_bits());
            }
        }
        layer
    }

    fn weight_place(&self, input: usize, neuron: usize) -> (usize, usize, u32) {
        let (block, byte, shift) = P::place(neuron % BLOCK_NEURONS);
        ((input * self.groups + neuron / BLOCK_NEURONS) * P::BLOCKS + block, byte, shift)
    }

    fn accumulator_place(&self, input: usize, neuron: usize) -> (usize, usize) {
        let (block, byte) = accumulator_place::<P>(neuron % BLOCK_NEURONS);
        ((input * self.groups + neuron / BLOCK_NEURONS) * 2 + block, byte)
    }

    /// Feedback signs of a class, 64 neurons a word.
    #[inline(always)]
    pub(super) fn signs(&self, class: u8) -> &[u64] {
        &self.feedback[usize::from(class) * self.groups..][..self.groups]
    }
}

/// Booleans as bits of `words` words.
pub(super) fn bits(bools: impl Iterator<Item = bool>, words: usize) -> Vec<u64> {
    let mut out = alloc::vec![0; words];
    for (index, bit) in bools.enumerate() {
        out[index / 64] |= u64::from(bit) << (index % 64);
    }
    out
}
