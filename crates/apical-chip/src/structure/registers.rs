//! Registers, and the gates of their clocks.

use super::{FrontEndRegisters, LANE_BITS, LANES, inputs_of_step, picked_bits, queue_word_bits, steps};
use crate::machine::map;
use crate::organisation::{Dataflow, Organisation};

/// Registers, by what they hold.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Registers {
    /// Potentials.
    pub(crate) potentials: u64,
    /// Bias weights and accumulators.
    pub(crate) biases: u64,
    /// Feedback signs, written once.
    pub(crate) signs: u64,
    /// Everything that the pipeline keeps for an update.
    pub(crate) records: u64,
    /// Spikes that a layer takes in, from which bits are picked. Layer 1 picks from the queue.
    pub(crate) picked: u64,
    /// Deltas.
    pub(crate) deltas: u64,
    /// Which carries of a step have been served, and which weights were at their limit.
    pub(crate) carries: u64,
    /// The best potentials and their neurons, between the groups of a search.
    pub(crate) search: u64,
    /// Event queue.
    pub(crate) queue: u64,
    /// Values, band, bits and thresholds of the front end.
    pub(crate) front_end: u64,
    /// Random lanes and pixels.
    pub(crate) encoder: u64,
    /// Controller, counters and the states of all blocks.
    pub(crate) control: u64,
    /// Address and data of the load port.
    pub(crate) load: u64,
    /// Gates of their clocks.
    pub(crate) clock_gates: ClockGates,
}

/// Groups of registers that share an enable, none larger than what a clock gate drives, by the block they are in.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct ClockGates {
    pub(crate) front_end: u64,
    pub(crate) encoder: u64,
    pub(crate) events: u64,
    pub(crate) lanes: u64,
    pub(crate) search: u64,
    pub(crate) feedback: u64,
    pub(crate) update: u64,
    pub(crate) records: u64,
    pub(crate) load: u64,
}

impl ClockGates {
    pub(crate) fn total(&self) -> u64 {
        self.front_end
            + self.encoder
            + self.events
            + self.lanes
            + self.search
            + self.feedback
            + self.update
            + self.records
            + self.load
    }
}

/// Control generator; state and first cycle of the controller; result with two bits of state and three counters of 32
/// bits; registers of the bus without windows (`CONTROL`, `STEP_RATE`, `MARGIN_BITS`, `DROP_SHIFT`, `ERRORS`, and the
/// data and acknowledge of an access).
const CONTROL_BITS: u64 = 32 + 4 + (35 + 96) + 115;
/// Of a record: in use, layers passed, learned, label; and the newest record and the one that left, one-hot.
const HEADER_BITS: u64 = 1 + 3 + 1 + 8 + 2;
/// A window's threshold.
const WINDOW_BITS: u64 = 16;
/// Of a layer: running, and the state of its update module.
const STATES_OF_LAYER: u64 = 1 + 2;
/// `LOAD_SPACE`, `LOAD_ADDRESS` and what else an access to the load port keeps.
const LOAD_BITS: u64 = 24 + 24 + 16;
/// Bits of the load port's parts.
pub(super) const PART_BITS: u64 = map::PART_BITS as u64;

/// Of the group of pixels that the encoder takes; a front end that makes bits has one of its own.
fn pixel_bits(organisation: &Organisation) -> u64 {
    if organisation.makes_bits() { 0 } else { 8 * u64::from(organisation.pixels_per_cycle) }
}

impl Registers {
    /// `fan_out`: the most registers that a clock gate drives.
    pub(crate) fn new(organisation: &Organisation, fan_out: f64) -> Self {
        let format = organisation.format;
        let layers = &organisation.layers;
        let neurons: u64 = layers.iter().map(|layer| u64::from(layer.neurons)).sum();
        let count = layers.len() as u64;
        let classes = u64::from(layers[layers.len() - 1].neurons);
        let hidden = neurons - classes;
        // A ring of as many records as layers, each with the spikes before every layer and the windows of hidden ones:
        // an update reads its record while the next image enters.
        let record_bits = layers.iter().enumerate().map(|(index, layer)| {
            let kinds = if index > 0 { 2 } else { 1 };
            u64::from(layer.inputs) * kinds
        });
        let event = organisation.dataflow == Dataflow::Event;
        let picked: u64 = (1..layers.len()).map(|layer| picked_bits(organisation, layer)).sum();
        let stopped = layers.iter().filter_map(|layer| {
            let inputs = inputs_of_step(layer.accumulators?);
            Some(inputs + inputs * u64::from(layer.neurons))
        });
        let states = layers.iter().map(|layer| {
            let step = inputs_of_step(layer.accumulators.unwrap_or(layer.weights));
            // Banks that were read, the step and its spikes.
            let number = steps(layer).max(2).next_power_of_two().ilog2() + 1;
            STATES_OF_LAYER + u64::from(layer.inputs_per_cycle) + u64::from(number) + step
        });
        let groups = classes.div_ceil(organisation.search_neurons_per_cycle.into());
        let widest = layers
            .iter()
            .map(|layer| u64::from(layer.weights.bits.max(layer.accumulators.map_or(0, |shape| shape.bits))));
        let potentials = layers
            .iter()
            .enumerate()
            .map(|(index, layer)| u64::from(layer.neurons) * u64::from(organisation.potential_bits(index)));
        let output_bits = u64::from(organisation.potential_bits(layers.len() - 1));
        let front_end = organisation.front_end.as_ref().map_or_else(Default::default, FrontEndRegisters::new);
        let mut registers = Self {
            potentials: potentials.sum(),
            biases: neurons * u64::from(8 + format.accumulator_bits()),
            signs: hidden * classes,
            records: count * record_bits.sum::<u64>(),
            picked,
            deltas: 2 * neurons,
            carries: stopped.sum(),
            search: if groups > 1 { 2 * (output_bits + 8) } else { 0 },
            queue: if event {
                u64::from(organisation.queue_words) * queue_word_bits(organisation)
            } else {
                0
            },
            front_end: front_end.gated(),
            encoder: LANES * LANE_BITS + pixel_bits(organisation),
            control: front_end.control
                + CONTROL_BITS
                + HEADER_BITS * count
                + WINDOW_BITS * (count - 1)
                + states.sum::<u64>(),
            load: LOAD_BITS + widest.max().unwrap_or(0).div_ceil(PART_BITS) * PART_BITS,
            clock_gates: ClockGates::default(),
        };
        registers.clock_gates = registers.gates(organisation, hidden, neurons, fan_out.max(1.0));
        registers
    }

    /// Each group of registers that share an enable has gates of its own.
    fn gates(&self, organisation: &Organisation, hidden: u64, neurons: u64, fan_out: f64) -> ClockGates {
        let of = |group: u64| (group as f64 / fan_out).ceil() as u64;
        let ring = organisation.layers.len() as u64;
        let classes = self.signs.checked_div(hidden).unwrap_or(0);
        let records = organisation.layers.iter().enumerate().map(|(index, layer)| {
            // Inputs are written as they come, hidden spikes and windows all at once.
            let group =
                if index == 0 { organisation.pixels_per_cycle } else { layer.inputs }.min(layer.inputs);
            let kinds = if index > 0 { 2 } else { 1 };
            ring * kinds * u64::from(layer.inputs.div_ceil(group)) * of(group.into())
        });
        let queue = match organisation.dataflow {
            Dataflow::Event => u64::from(organisation.queue_words) * of(queue_word_bits(organisation)),
            Dataflow::Dense => 0,
        };
        // Which inputs of a step have been served; and for each input of a step, which neurons' weights were at their limit.
        let update = organisation.layers.iter().filter_map(|layer| {
            let inputs = inputs_of_step(layer.accumulators?);
            Some(of(inputs) + inputs * of(layer.neurons.into()))
        });
        let front_end = organisation
            .front_end
            .as_ref()
            .map_or(0, |units| FrontEndRegisters::new(units).gates(units, fan_out));
        ClockGates {
            front_end,
            encoder: LANES * of(LANE_BITS) + of(pixel_bits(organisation)),
            events: queue + of(self.picked),
            // Potentials of a layer are clocked together; a bias in two parts, as its weight changes with a carry only.
            lanes: of(self.potentials)
                + neurons * (of(8) + of((self.biases / neurons.max(1)).saturating_sub(8))),
            search: of(self.search),
            // Signs are loaded neuron by neuron.
            feedback: hidden * of(classes) + of(self.deltas),
            update: update.sum(),
            records: records.sum(),
            load: of(self.load),
        }
    }

    /// Registers without a common enable, clocked in every cycle.
    pub(crate) fn always_clocked(&self) -> u64 {
        self.control
    }

    pub(crate) fn total(&self) -> u64 {
        self.potentials
            + self.biases
            + self.signs
            + self.records
            + self.picked
            + self.deltas
            + self.carries
            + self.search
            + self.queue
            + self.front_end
            + self.encoder
            + self.control
            + self.load
    }
}
