//! What an organisation is made of beside memories: registers and gates by block.

use crate::organisation::{Dataflow, Feedback, MemoryOrder, Organisation, Ports, WordShape};
use crate::technology::Gates;

/// Registers, by what they hold. All but the control registers are behind clock gates.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Registers {
    /// Potentials.
    pub(crate) potentials: u64,
    /// Bias weights and accumulators.
    pub(crate) biases: u64,
    /// Feedback signs, written once.
    pub(crate) signs: u64,
    /// Spikes that a layer takes in, and everything the pipeline keeps for an update.
    pub(crate) records: u64,
    /// Deltas.
    pub(crate) deltas: u64,
    /// Which carries of a step have been served, and which weights were at their limit.
    pub(crate) carries: u64,
    /// The best potentials and their neurons, between the groups of a search.
    pub(crate) search: u64,
    /// Event queue.
    pub(crate) queue: u64,
    /// Random lanes and pixels.
    pub(crate) encoder: u64,
    /// Controller, counters and the states of all blocks; always clocked.
    pub(crate) control: u64,
}

/// Bits of the control generator, of the registers of the bus, and of a layer's states and counters.
const CONTROL_BITS: u64 = 32 + 12 * 32;
const CONTROL_BITS_OF_LAYER: u64 = 48;
/// Bits of a lane of the encoder's generator, and lanes.
pub(crate) const LANE_BITS: u64 = 32;
pub(crate) const LANES: u64 = 16;
/// Exclusive-or gates of a xorshift32 step: shifts by 13, 17 and 5.
pub(crate) const LANE_GATES: u64 = 19 + 15 + 27;

/// Bits of an entry of the event queue: spikes, place and valid.
pub(crate) fn queue_word_bits(organisation: &Organisation) -> u64 {
    u64::from(organisation.pixels_per_cycle) + 13
}

/// Bits by which the sums in a lane's tree are wider than a weight, on average.
pub(crate) const TREE_BITS: u32 = 2;
/// Gates of a tree that finds the first of so many bits.
const GATES_OF_FINDER: u64 = 3;

/// Bits that the pickers of a layer look at: those of a queued word, or the spike register.
pub(crate) fn picked_bits(organisation: &Organisation, layer: usize) -> u64 {
    match (organisation.dataflow, layer) {
        (Dataflow::Dense, _) => 0,
        (Dataflow::Event, 0) => organisation.pixels_per_cycle.into(),
        (Dataflow::Event, _) => organisation.layers[layer].inputs.into(),
    }
}

/// Steps among which an update finds the next; a dense one takes all in turn.
pub(crate) fn update_steps(organisation: &Organisation, layer: usize) -> u64 {
    let layer = &organisation.layers[layer];
    match (organisation.dataflow, layer.accumulators.unwrap_or(layer.weights)) {
        (Dataflow::Dense, _) => 0,
        (Dataflow::Event, WordShape { order: MemoryOrder::Input, .. }) => layer.inputs.into(),
        (Dataflow::Event, shape) => layer.inputs.div_ceil(shape.synapses).into(),
    }
}

/// Inputs of an update's step.
fn inputs_of_step(shape: WordShape) -> u64 {
    match shape.order {
        MemoryOrder::Input => 1,
        MemoryOrder::Neuron => shape.synapses.into(),
    }
}

impl Registers {
    pub(crate) fn new(organisation: &Organisation) -> Self {
        let format = organisation.format;
        let layers = &organisation.layers;
        let neurons: u64 = layers.iter().map(|layer| u64::from(layer.neurons)).sum();
        let count = layers.len() as u64;
        let classes = u64::from(layers[layers.len() - 1].neurons);
        let hidden = neurons - classes;
        // The spikes before layer l are kept until the image has passed the output layer.
        let records = layers.iter().enumerate().map(|(index, layer)| {
            let spikes = u64::from(layer.inputs) * (count - index as u64);
            let windows = if index > 0 { u64::from(layer.inputs) * (count - index as u64) } else { 0 };
            spikes + windows
        });
        let event = organisation.dataflow == Dataflow::Event;
        // Spike registers, from which bits are picked. Layer 1 picks from the queue.
        let picked: u64 = (1..layers.len()).map(|layer| picked_bits(organisation, layer)).sum();
        let carries = layers.iter().filter_map(|layer| {
            let inputs = inputs_of_step(layer.accumulators?);
            Some(inputs + inputs * u64::from(layer.neurons))
        });
        let groups = classes.div_ceil(organisation.search_neurons_per_cycle.into());
        Self {
            potentials: neurons * u64::from(format.potential_bits()),
            biases: neurons * u64::from(8 + format.accumulator_bits()),
            signs: hidden * classes,
            records: records.sum::<u64>() + picked,
            deltas: 2 * neurons,
            carries: carries.sum(),
            search: if groups > 1 { 2 * u64::from(format.potential_bits() + 8) } else { 0 },
            queue: if event {
                u64::from(organisation.queue_words) * queue_word_bits(organisation)
            } else {
                0
            },
            encoder: LANES * LANE_BITS + 8 * u64::from(organisation.pixels_per_cycle),
            control: CONTROL_BITS + CONTROL_BITS_OF_LAYER * count,
        }
    }

    pub(crate) fn total(&self) -> u64 {
        self.potentials
            + self.biases
            + self.signs
            + self.records
            + self.deltas
            + self.carries
            + self.search
            + self.queue
            + self.encoder
            + self.control
    }
}

/// Gates without registers, by block, in gate equivalents.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Logic {
    pub(crate) encoder: f64,
    pub(crate) pickers: f64,
    pub(crate) lanes: f64,
    pub(crate) search: f64,
    pub(crate) feedback: f64,
    pub(crate) update: f64,
    pub(crate) multipliers: f64,
}

impl Logic {
    pub(crate) fn new(organisation: &Organisation, gates: &Gates) -> Self {
        let format = organisation.format;
        let potential = f64::from(format.potential_bits());
        let (weight, accumulator) = (f64::from(format.weight_bits()), f64::from(format.accumulator_bits()));
        let pixels = f64::from(organisation.pixels_per_cycle);
        let adder = |bits: f64| bits * gates.full_adder;
        let comparator = |bits: f64| bits * gates.comparator;
        let mut logic = Self {
            // Each pixel: the share that is dropped is subtracted, the rest compared.
            encoder: pixels * (adder(8.0) + comparator(8.0)) + (LANES * LANE_GATES) as f64 * gates.gate,
            // Two searches side by side, one with the label's potential lowered.
            search: 2.0 * f64::from(organisation.search_neurons_per_cycle) * comparator(potential)
                + adder(potential),
            ..Self::default()
        };
        let last = organisation.layers.len() - 1;
        for (index, layer) in organisation.layers.iter().enumerate() {
            let neurons = f64::from(layer.neurons);
            logic.pickers += (GATES_OF_FINDER * picked_bits(organisation, index)) as f64 * gates.gate;
            logic.update += (GATES_OF_FINDER * update_steps(organisation, index)) as f64 * gates.gate;
            // Spikes are a sign bit; window bits take two comparisons.
            let inputs = f64::from(layer.inputs_per_cycle);
            let tree = (inputs - 1.0) * adder(weight + f64::from(TREE_BITS));
            logic.lanes += neurons * (tree + adder(potential) + inputs * weight * gates.gate);
            if index < last {
                logic.lanes += neurons * 2.0 * comparator(potential);
                logic.feedback += neurons * 4.0 * gates.gate;
            }
            // An adder with carry and limits for each synapse that a cycle can update.
            let shape = layer.accumulators.unwrap_or(layer.weights);
            let synapses = match shape.order {
                MemoryOrder::Input => neurons,
                MemoryOrder::Neuron => neurons * f64::from(shape.synapses),
            };
            // The weight's part serves one input at a time.
            let weight_adders = if layer.accumulators.is_some() { neurons } else { synapses };
            logic.update += synapses * (adder(accumulator) + 2.0 * accumulator * gates.gate);
            logic.update += weight_adders * (adder(weight) + 2.0 * weight * gates.gate);
        }
        if organisation.feedback == Feedback::Backpropagation {
            // One array for all layers, one after the other: a neuron's or an input's products of the backward pass in
            // a cycle. Errors times the rate pass through it too.
            let products = organisation.layers.iter().skip(1).map(|layer| layer.inputs.max(layer.neurons));
            logic.multipliers =
                f64::from(products.max().unwrap_or(0)) * 16.0 * 16.0 * (gates.full_adder + 1.0);
        }
        logic
    }

    pub(crate) fn total(&self) -> f64 {
        self.encoder
            + self.pickers
            + self.lanes
            + self.search
            + self.feedback
            + self.update
            + self.multipliers
    }
}

/// Whether a memory has a second port.
pub(crate) fn is_two_ported(ports: Ports) -> bool {
    ports == Ports::Two
}
