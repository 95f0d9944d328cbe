//! One layer's memories, packed.

use alloc::vec::Vec;

use super::blocks::Blocks;
use super::packing::{Packing, Sum};
use super::shape::{Bits, GROUP, Shape, sum_index};
use super::vector::BLOCK_BYTES;
use crate::{FeedbackSigns, Format, Layer};

/// A layer as the kernels want it.
#[derive(Debug, Clone)]
pub(super) struct PackedLayer<P: Packing> {
    /// How the neurons lie in a row.
    pub(super) shape: Shape,
    pub(super) neurons: usize,
    pub(super) inputs: usize,
    /// Stored weights, row after row.
    pub(super) weights: Blocks,
    /// Left-aligned accumulators, row after row.
    pub(super) accumulators: Blocks,
    /// Bias weights as potentials, in the order of the sums.
    pub(super) bias: Vec<P::Sum>,
    pub(super) bias_accumulators: Vec<i8>,
    /// What a weight of zero is stored as: `2^(w-1)`.
    pub(super) stored_zero: i32,
    /// Neurons that exist, 64 a word.
    pub(super) valid: Vec<u64>,
    /// Byte of each neuron's accumulator in a row.
    pub(super) accumulator_bytes: Vec<u16>,
    /// Feedback signs, class after class, a bit a neuron. Empty in the output layer.
    pub(super) feedback: Vec<u64>,
}

impl<P: Packing> PackedLayer<P> {
    pub(super) fn pack(layer: &Layer, feedback: Option<(&FeedbackSigns, usize)>, format: Format) -> Self {
        let Layer { inputs, neurons, .. } = *layer;
        let shape = Shape::of(neurons);
        let words = neurons.div_ceil(GROUP);
        let mut packed = Self {
            shape,
            neurons,
            inputs,
            weights: Blocks::zeroed(inputs * shape.weight_blocks::<P>()),
            accumulators: Blocks::zeroed(inputs * shape.half_count()),
            bias: alloc::vec![P::Sum::default(); words * GROUP],
            bias_accumulators: layer.bias_accumulators.clone(),
            stored_zero: -format.weight_minimum(),
            valid: bits((0..neurons).map(|_| true), words),
            accumulator_bytes: (0..neurons)
                .map(|neuron| byte_of_row(shape.accumulator_location::<P>(neuron)))
                .collect(),
            feedback: Vec::new(),
        };
        for (neuron, &weight) in layer.bias_weights.iter().enumerate() {
            packed.bias[sum_index(neuron)] = P::Sum::from_i32(weight.into());
        }
        for input in 0..inputs {
            for neuron in 0..neurons {
                let synapse = input * neurons + neuron;
                let stored = (i32::from(layer.weights[synapse]) - format.weight_minimum()) as u8;
                let (block, byte, bits) = packed.weight_location(input, neuron);
                packed.weights[block].0[byte] |= stored << bits.shift();
                let (block, byte) = packed.accumulator_location(input, neuron);
                packed.accumulators[block].0[byte] =
                    (layer.accumulators[synapse] as u8) << (8 - format.accumulator_bits());
            }
        }
        if let Some((signs, classes)) = feedback {
            for class in 0..classes {
                let column = (0..neurons).map(|neuron| signs.positive[neuron * classes + class]);
                packed.feedback.extend(bits(column, words));
            }
        }
        packed
    }

    pub(super) fn unpack(&self, format: Format) -> Layer {
        let mut layer = Layer::zeros(self.inputs, self.neurons);
        layer.bias_accumulators.clone_from(&self.bias_accumulators);
        for (neuron, weight) in layer.bias_weights.iter_mut().enumerate() {
            let bias: i32 = self.bias[sum_index(neuron)].into();
            *weight = bias as i8;
        }
        let weight_mask = ((1_u32 << format.weight_bits()) - 1) as u8;
        for input in 0..self.inputs {
            for neuron in 0..self.neurons {
                let synapse = input * self.neurons + neuron;
                let (block, byte, bits) = self.weight_location(input, neuron);
                let stored = (self.weights[block].0[byte] >> bits.shift()) & weight_mask;
                layer.weights[synapse] = (i32::from(stored) + format.weight_minimum()) as i8;
                let (block, byte) = self.accumulator_location(input, neuron);
                layer.accumulators[synapse] =
                    (self.accumulators[block].0[byte] as i8) >> (8 - format.accumulator_bits());
            }
        }
        layer
    }

    fn weight_location(&self, input: usize, neuron: usize) -> (usize, usize, Bits) {
        let (block, byte, bits) = self.shape.weight_location::<P>(neuron);
        (input * self.shape.weight_blocks::<P>() + block, byte, bits)
    }

    fn accumulator_location(&self, input: usize, neuron: usize) -> (usize, usize) {
        let (block, byte) = self.shape.accumulator_location::<P>(neuron);
        (input * self.shape.half_count() + block, byte)
    }

    /// Feedback signs of a class, 64 neurons a word.
    #[inline(always)]
    pub(super) fn signs(&self, class: u8) -> &[u64] {
        &self.feedback[usize::from(class) * self.valid.len()..][..self.valid.len()]
    }
}

/// Byte of a row, from block and byte. 4,000 neurons have 4,000.
fn byte_of_row((block, byte): (usize, usize)) -> u16 {
    (block * BLOCK_BYTES + byte) as u16
}

/// Booleans as bits of `words` words.
pub(super) fn bits(bools: impl Iterator<Item = bool>, words: usize) -> Vec<u64> {
    let mut out = alloc::vec![0; words];
    for (index, bit) in bools.enumerate() {
        out[index / 64] |= u64::from(bit) << (index % 64);
    }
    out
}
