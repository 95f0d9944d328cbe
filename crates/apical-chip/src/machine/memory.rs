//! What the memories of a layer hold, and which accesses an update of some neurons needs.

use apical_core::{FeedbackSigns, Format, Layer, reference};

use super::kernel::BLOCK;
use crate::organisation::LayerOrganisation;

/// Contents of a layer's memories and registers.
#[derive(Debug, Clone)]
pub(super) struct LayerMemory {
    pub(super) inputs: usize,
    pub(super) neurons: usize,
    /// Neurons of a row, rounded up to whole blocks.
    pub(super) stride: usize,
    pub(super) weights: Vec<i8>,
    pub(super) accumulators: Vec<i8>,
    pub(super) bias_weights: Vec<i8>,
    pub(super) bias_accumulators: Vec<i8>,
    /// Feedback signs, a row of bits for each class; none for the output layer.
    pub(super) signs: Vec<Vec<u64>>,
    format: Format,
}

/// What became of a synapse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Carry {
    /// The accumulator stayed in its range.
    None,
    /// It left its range, but the weight is at its limit.
    Saturated,
    /// It left its range, and the weight changed.
    IntoWeight,
}

impl LayerMemory {
    pub(super) fn new(layer: &Layer, signs: Option<&FeedbackSigns>, classes: usize, format: Format) -> Self {
        let stride = layer.neurons.next_multiple_of(BLOCK);
        let spread = |values: &[i8]| {
            let mut rows = vec![0; layer.inputs * stride];
            for (row, values) in rows.chunks_exact_mut(stride).zip(values.chunks_exact(layer.neurons)) {
                row[..layer.neurons].copy_from_slice(values);
            }
            rows
        };
        let row = |class: usize, signs: &FeedbackSigns| {
            let column: Vec<bool> =
                (0..layer.neurons).map(|neuron| signs.positive[neuron * classes + class]).collect();
            super::record::bits_of(&column)
        };
        Self {
            inputs: layer.inputs,
            neurons: layer.neurons,
            stride,
            weights: spread(&layer.weights),
            accumulators: spread(&layer.accumulators),
            bias_weights: layer.bias_weights.clone(),
            bias_accumulators: layer.bias_accumulators.clone(),
            signs: signs.map_or_else(Vec::new, |signs| (0..classes).map(|class| row(class, signs)).collect()),
            format,
        }
    }

    pub(super) fn layer(&self) -> Layer {
        let gather = |rows: &[i8]| {
            rows.chunks_exact(self.stride).flat_map(|row| &row[..self.neurons]).copied().collect()
        };
        Layer {
            inputs: self.inputs,
            neurons: self.neurons,
            weights: gather(&self.weights),
            accumulators: gather(&self.accumulators),
            bias_weights: self.bias_weights.clone(),
            bias_accumulators: self.bias_accumulators.clone(),
        }
    }

    pub(super) fn feedback(&self, classes: usize) -> FeedbackSigns {
        let sign = |index: usize| {
            let (neuron, class) = (index / classes, index % classes);
            self.signs[class][neuron / 64] >> (neuron % 64) & 1 == 1
        };
        FeedbackSigns { positive: (0..self.neurons * classes).map(sign).collect() }
    }

    /// Adds to one synapse.
    #[inline]
    pub(super) fn add(&mut self, input: usize, neuron: usize, amount: i32) -> Carry {
        let synapse = input * self.stride + neuron;
        let format = self.format;
        let sum = i32::from(self.accumulators[synapse]) + amount;
        if sum >= format.accumulator_minimum() && sum <= format.accumulator_maximum() {
            self.accumulators[synapse] = sum as i8;
            return Carry::None;
        }
        let before = self.weights[synapse];
        let limits = (format.weight_minimum(), format.weight_maximum());
        let (weight, accumulator) = (&mut self.weights[synapse], &mut self.accumulators[synapse]);
        reference::add_with_carry(weight, accumulator, amount, limits, format);
        if *weight == before { Carry::Saturated } else { Carry::IntoWeight }
    }

    /// Adds to a bias, whose weight has 8 bits in every format.
    pub(super) fn add_to_bias(&mut self, neuron: usize, amount: i32) {
        let (weight, accumulator) = (&mut self.bias_weights[neuron], &mut self.bias_accumulators[neuron]);
        reference::add_with_carry(weight, accumulator, amount, (-128, 127), self.format);
    }
}

/// Accesses that one forward step needs: memories enabled by each event, or by each cycle of a dense machine.
#[derive(Debug, Clone, Copy)]
pub(super) struct ForwardAccesses {
    /// Event-driven: memories of one row.
    pub(super) per_event: u64,
    /// Dense: memories of all neurons.
    pub(super) per_cycle: u64,
}

impl ForwardAccesses {
    pub(super) fn new(organisation: &LayerOrganisation, neurons: usize) -> Self {
        let synapses = organisation.weights.synapses as usize;
        Self { per_event: neurons.div_ceil(synapses) as u64, per_cycle: neurons as u64 }
    }
}
