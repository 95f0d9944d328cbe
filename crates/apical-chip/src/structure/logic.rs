//! Gates without registers, by block, in gate equivalents.

use super::{
    GATES_OF_FINDER, LANE_GATES, LANES, Registers, TREE_BITS, front_end, inputs_of_step, picked_bits, ports,
    queue_word_bits, update_steps,
};
use crate::organisation::{Dataflow, Feedback, Organisation};
use crate::technology::Gates;

/// Gate equivalents of each block, registers and clock gates left out.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Logic {
    pub(crate) front_end: f64,
    pub(crate) encoder: f64,
    /// Queue and pickers.
    pub(crate) events: f64,
    pub(crate) lanes: f64,
    pub(crate) search: f64,
    pub(crate) feedback: f64,
    pub(crate) update: f64,
    pub(crate) multipliers: f64,
    pub(crate) records: f64,
    pub(crate) control: f64,
    /// Multiplexers between memories and lanes.
    pub(crate) ports: f64,
    /// Everything by which a host writes and reads memories and registers.
    pub(crate) load: f64,
}

/// Counters of 32 bits: images, updates, cycles.
const COUNTERS: f64 = 3.0;
/// Registers of the bus that are read, 32 bits each.
const READ_REGISTERS: f64 = 12.0;
/// Select levels of a shift by 1 to 8 of a byte: 7, 6 and 4 bits.
const SHIFT_MULTIPLEXERS: f64 = 17.0;

impl Logic {
    pub(crate) fn new(organisation: &Organisation, registers: &Registers, gates: &Gates) -> Self {
        let units = organisation.front_end.as_ref();
        let mut logic = Self {
            front_end: units
                .map_or(0.0, |units| front_end::logic(units, organisation.pixels_per_cycle, gates)),
            encoder: encoder(organisation, gates),
            search: search(organisation, gates),
            records: registers.records as f64 * gates.selector,
            control: control(registers, gates),
            ports: ports::multiplexers(organisation, gates),
            load: ports::load(organisation, registers, gates),
            ..Self::default()
        };
        logic.events = queue(organisation, gates);
        let last = organisation.layers.len() - 1;
        for (index, layer) in organisation.layers.iter().enumerate() {
            let picked = picked_bits(organisation, index) as f64;
            logic.events += picked * GATES_OF_FINDER as f64 * gates.gate;
            if index > 0 {
                // The spike register takes the layer before, or what is left of it.
                logic.events += picked * gates.multiplexer;
            }
            logic.lanes += f64::from(layer.neurons) * lane(organisation, index, gates);
            if index < last {
                let classes = f64::from(organisation.layers[last].neurons);
                // The signs for label and for winner, and the four gates of both deltas.
                logic.feedback +=
                    f64::from(layer.neurons) * (2.0 * classes * gates.selector + 4.0 * gates.gate);
            }
            logic.update += update(organisation, index, gates);
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
        self.front_end
            + self.encoder
            + self.events
            + self.lanes
            + self.search
            + self.feedback
            + self.update
            + self.multipliers
            + self.records
            + self.control
            + self.ports
            + self.load
    }
}

fn encoder(organisation: &Organisation, gates: &Gates) -> f64 {
    let adder = 8.0 * gates.full_adder;
    let comparator = 8.0 * gates.comparator;
    // Each pixel: the share that is dropped is shifted down and subtracted, the rest compared with a byte, which is a
    // kept one or one after the step.
    let bytes = LANES as f64 * 4.0;
    let choices = (bytes / f64::from(organisation.pixels_per_cycle)).max(1.0);
    if organisation.makes_bits() {
        // What is kept of 255 is one number; each bit has a comparison of it with a byte.
        let bit = comparator + gates.gate + 8.0 * choices * gates.multiplexer;
        let kept = adder + SHIFT_MULTIPLEXERS * gates.multiplexer;
        return f64::from(organisation.pixels_per_cycle) * bit
            + kept
            + (LANES * LANE_GATES) as f64 * gates.gate;
    }
    let pixel = adder + comparator + (SHIFT_MULTIPLEXERS + 8.0 * choices) * gates.multiplexer;
    f64::from(organisation.pixels_per_cycle) * pixel + (LANES * LANE_GATES) as f64 * gates.gate
}

/// Words behind the head are read through multiplexers; the head takes one of them, or a new word, or keeps its rest.
fn queue(organisation: &Organisation, gates: &Gates) -> f64 {
    match organisation.dataflow {
        Dataflow::Dense => 0.0,
        Dataflow::Event => {
            let word = queue_word_bits(organisation) as f64 - 1.0;
            f64::from(organisation.queue_words) * word * gates.multiplexer
        }
    }
}

/// A neuron's lane and its bias.
fn lane(organisation: &Organisation, index: usize, gates: &Gates) -> f64 {
    let (format, layer) = (organisation.format, &organisation.layers[index]);
    let hidden = index + 1 < organisation.layers.len();
    let potential = f64::from(organisation.potential_bits(index));
    let (weight, accumulator) = (f64::from(format.weight_bits()), f64::from(format.accumulator_bits()));
    let inputs = f64::from(layer.inputs_per_cycle);
    let tree = (inputs - 1.0) * (weight + f64::from(TREE_BITS)) * gates.full_adder;
    let silent = inputs * weight * gates.gate;
    // Spikes are a sign bit; a window bit takes the magnitude and a comparison.
    let window = if hidden { 2.0 * potential * gates.comparator } else { 0.0 };
    let bias = step_adder(accumulator, gates)
        + weight_carry(8.0, gates)
        // The sum or the limit, and the weight with the carry or as it was.
        + (accumulator + 8.0) * gates.multiplexer;
    tree + potential * gates.full_adder + silent + window + bias
}

/// Adds or takes off a step.
fn step_adder(bits: f64, gates: &Gates) -> f64 {
    bits * (gates.full_adder + gates.gate)
}

/// Counts a weight up or down unless it is at its limit.
fn weight_carry(bits: f64, gates: &Gates) -> f64 {
    bits * (gates.comparator + gates.multiplexer + 1.0)
}

fn update(organisation: &Organisation, index: usize, gates: &Gates) -> f64 {
    let layer = &organisation.layers[index];
    let format = organisation.format;
    let (weight, accumulator) = (f64::from(format.weight_bits()), f64::from(format.accumulator_bits()));
    let neurons = f64::from(layer.neurons);
    let shape = layer.accumulators.unwrap_or(layer.weights);
    let synapses = neurons * inputs_of_step(shape) as f64;
    // What is written back of an accumulator: as it was, the sum, or the limit.
    let of_synapse = step_adder(accumulator, gates) + 2.0 * accumulator * gates.multiplexer;
    // The weight's part serves one input at a time where weights are apart; then a neuron's bit for each input says
    // whether the weight was at its limit, and keeps it.
    let (weights, kept) = if layer.accumulators.is_some() { (neurons, synapses) } else { (synapses, 0.0) };
    let of_weight = weight_carry(weight, gates) + weight * gates.multiplexer;
    // Finder of the next step, its number, and the spikes of it.
    let steps = update_steps(organisation, index) as f64;
    let spikes = if steps > 0.0 { f64::from(layer.inputs) } else { 0.0 };
    let finder = steps * (GATES_OF_FINDER as f64 * gates.gate + steps.max(2.0).log2() * gates.selector / 2.0)
        + spikes * gates.multiplexer;
    synapses * of_synapse + weights * of_weight + kept * gates.multiplexer + finder
}

fn search(organisation: &Organisation, gates: &Gates) -> f64 {
    let classes = organisation.layers[organisation.layers.len() - 1].neurons;
    let group = f64::from(organisation.search_neurons_per_cycle.min(classes));
    let groups = f64::from(classes.div_ceil(organisation.search_neurons_per_cycle));
    // A bit wider, so that the margin cannot make them overflow.
    let bits = f64::from(organisation.potential_bits(organisation.layers.len() - 1)) + 1.0;
    let index = f64::from(classes.max(2)).log2().ceil();
    // Two trees side by side, one with the label's potential lowered. With several groups the best so far takes part, and
    // each group's potentials are selected.
    let nodes = 2.0 * (group - 1.0 + if groups > 1.0 { 1.0 } else { 0.0 });
    let node = bits * gates.comparator + (bits + index) * gates.multiplexer;
    let margin = 8.0 * (gates.full_adder + gates.gate) + (bits - 8.0) * gates.comparator;
    let chosen = if groups > 1.0 { groups * group * (bits - 1.0) * gates.selector } else { 0.0 };
    nodes * node + group * margin + chosen
}

/// Registers without a clock gate hold what they have through a multiplexer; counters, the bus's read-out and the step of
/// the control generator.
fn control(registers: &Registers, gates: &Gates) -> f64 {
    registers.control as f64 * gates.multiplexer
        + COUNTERS * 32.0 * gates.comparator
        + READ_REGISTERS * 32.0 * gates.selector
        + LANE_GATES as f64 * gates.gate
}
