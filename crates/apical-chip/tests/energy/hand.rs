//! Every energy and area of two machines of 4-3-2, counted by hand.

use apical_chip::area::Area;
use apical_chip::energy::{Block, Cause, EnergyModel, EnergyReport, Estimate, Kind, OperatingPoint};
use apical_chip::machine::counters::{LayerCounters, MachineCounters};
use apical_chip::preset::Preset;
use apical_chip::technology::Technology;
use apical_chip::units::{Hertz, Volts};

use crate::common::assert_near;
use crate::common::constants::Constants;
use crate::common::small;

pub(super) const CALIBRATION: f64 = 1.7;

/// What one event costs at a supply, worked out from the file.
pub(super) struct Costs {
    pub(super) constants: Constants,
    pub(super) supply: f64,
}

impl Costs {
    /// Energies at 1.2 V and 130 nm, at 65 nm and the supply.
    fn cell(&self, path: &str) -> f64 {
        let shrunk = self.constants.of(path) * self.constants.of("scaling.from_130nm.capacitance");
        shrunk * (self.supply / self.constants.of("scaling.from_130nm.supply")).powi(2)
    }

    pub(super) fn gate(&self) -> f64 {
        self.cell("cells.gate") + self.mean_wire()
    }

    /// The wire of a net with so many inputs behind it.
    fn wire(&self, inputs: f64) -> f64 {
        self.cell("cells.net") + self.cell("cells.net_input") * (inputs - 1.0)
    }

    fn mean_wire(&self) -> f64 {
        self.wire(self.constants.of("activity.fan_out"))
    }

    /// A flip-flop; the wires and buffers of the clock take what its pin takes.
    pub(super) fn clock(&self) -> f64 {
        assert_eq!(self.constants.of("activity.clock_distribution"), 1.0);
        self.cell("cells.register_clock") + self.cell("cells.clock_pin")
    }

    pub(super) fn register_data(&self) -> f64 {
        self.cell("cells.register_data") + self.mean_wire()
    }

    /// One bit of a clocked register: a share of them changes.
    pub(super) fn data(&self) -> f64 {
        self.register_data() * self.constants.of("activity.registers")
    }

    /// An addition of 8 or 16 bits, and the wires in it.
    pub(super) fn addition(&self, bits: f64) -> f64 {
        let wires = self.mean_wire() * self.constants.of("activity.adder_nets");
        self.arithmetic(&format!("logic.add_{bits}")) + wires * bits
    }

    fn curve(&self, node: &str, supply: f64) -> f64 {
        let [a, b, c] = ["a", "b", "c"].map(|part| self.constants.of(&format!("scaling.{node}.{part}")));
        a * supply * supply + b * supply + c
    }

    /// 45 nm and 0.9 V to 65 nm and 0.8 V by the curves, from there by the square of the supply.
    fn arithmetic(&self, path: &str) -> f64 {
        let reference = self.constants.of("supply.reference");
        let node =
            self.curve("node_65nm", reference) / self.curve("node_45nm", self.constants.of("logic.supply"));
        self.constants.of(path) * node * (self.supply / reference).powi(2)
    }

    /// Reads and writes of a memory that is smaller than any in the tables: low, high, calibrated.
    pub(super) fn memory(&self, bits: f64, reads: f64, writes: f64) -> [f64; 3] {
        let sum = |row: &[f64]| (row[2] * reads + row[3] * writes) * 1e-12;
        let low = sum(&self.constants.row("sram.cacti.rows", 256.0, bits))
            * (self.supply / self.constants.of("sram.cacti.supply")).powi(2);
        // The line through the two macros of the fewest words.
        let [narrow, wide] =
            [32.0, 64.0].map(|width| sum(&self.constants.row("sram.macros.rows", 64.0, width)));
        let high = (narrow + (wide - narrow) * (bits - 32.0) / 32.0)
            * self.constants.of("scaling.from_130nm.capacitance")
            * (self.supply / self.constants.of("sram.macros.supply")).powi(2);
        [low, high, low * CALIBRATION]
    }

    /// Leakage at 1.2 V, at the supply.
    fn leakage(&self, power: f64) -> f64 {
        let change = self.supply - 1.2;
        let swing = self.constants.of("leakage.slope") * self.constants.of("leakage.thermal");
        power * (self.supply / 1.2) * (self.constants.of("leakage.dibl") * change / swing).exp()
    }
}

struct Small {
    preset: Preset,
    technology: Technology,
    counters: MachineCounters,
}

impl Small {
    fn new(text: &str) -> Self {
        let preset = Preset::parse(text).unwrap();
        let counters = small::inference_and_update(&preset);
        Self { preset, technology: Technology::find("65nm").unwrap(), counters }
    }

    fn report(&self, supply: f64, clock: f64) -> EnergyReport {
        let point = OperatingPoint { supply: Volts::new(supply), clock: Hertz::new(clock) };
        EnergyModel::new(&self.preset, &self.technology, point, CALIBRATION).unwrap().account(&self.counters)
    }
}

/// Checks one cell of the table block x layer x cause, and takes it out.
#[track_caller]
pub(super) fn take(
    report: &mut EnergyReport,
    block: Block,
    layer: Option<usize>,
    cause: Cause,
    expected: [f64; 3],
) {
    let is_it = |item: &apical_chip::energy::EnergyItem| {
        (item.block, item.layer, item.cause) == (block, layer, cause)
    };
    let Estimate { low, high, calibrated } = report.sum_where(is_it);
    let name = format!("{} {layer:?} {}", block.name(), cause.name());
    assert_near(low.value(), expected[0], 1e-12, &name);
    // The macros' lines pass their rows within the last digit given.
    assert_near(high.value(), expected[1], 1e-4, &name);
    assert_near(calibrated.value(), expected[2], 1e-12, &name);
    report.items.retain(|item| !is_it(item));
}

const EVENT_LAYERS: [LayerCounters; 2] = [
    LayerCounters {
        events: 4,
        forward_reads: 4,
        // Two of three accumulators changed, in one word each; two inputs carried, in one weight word each.
        accumulator_reads: 2,
        accumulator_writes: 2,
        update_weight_reads: 2,
        update_weight_writes: 2,
        backward_reads: 0,
        additions: 12,
        // Two cycles with an event, three neurons, two images.
        potential_additions: 12,
        // Two cycles with an event and the load of the biases, three neurons, two images.
        potential_clocks: 18,
        window_comparisons: 3,
        spikes: 2,
        signs_read: 6,
        // Two biases, two synapses of each of two inputs.
        synapses_updated: 6,
        carries: 2,
        multiplications: 0,
        busy_cycles: 4,
        conflict_cycles: 0,
        starved_cycles: 0,
        waiting_cycles: 0,
        update_busy_cycles: 0,
    },
    LayerCounters {
        events: 2,
        forward_reads: 2,
        accumulator_reads: 2,
        accumulator_writes: 2,
        update_weight_reads: 0,
        update_weight_writes: 0,
        backward_reads: 0,
        additions: 4,
        potential_additions: 4,
        potential_clocks: 8,
        window_comparisons: 0,
        spikes: 2,
        signs_read: 0,
        synapses_updated: 4,
        carries: 0,
        multiplications: 0,
        busy_cycles: 2,
        conflict_cycles: 0,
        starved_cycles: 0,
        waiting_cycles: 0,
        update_busy_cycles: 0,
    },
];

/// A dense machine reads every word.
const DENSE_LAYERS: [LayerCounters; 2] = [
    LayerCounters {
        forward_reads: 12,
        // Two words, three neurons: all read, two written.
        update_weight_reads: 6,
        update_weight_writes: 4,
        accumulator_reads: 0,
        accumulator_writes: 0,
        ..EVENT_LAYERS[0]
    },
    LayerCounters {
        forward_reads: 12,
        potential_clocks: 16,
        update_weight_reads: 6,
        update_weight_writes: 6,
        accumulator_reads: 0,
        accumulator_writes: 0,
        busy_cycles: 6,
        ..EVENT_LAYERS[1]
    },
];

/// What is not about cycles, which have tests of their own.
fn without_cycles(layer: LayerCounters) -> LayerCounters {
    LayerCounters { conflict_cycles: 0, starved_cycles: 0, waiting_cycles: 0, update_busy_cycles: 0, ..layer }
}

#[test]
fn events_are_those_counted_by_hand() {
    for (text, expected, pushes) in [(small::EVENT, EVENT_LAYERS, 4), (small::DENSE, DENSE_LAYERS, 0)] {
        let counters = Small::new(text).counters;
        for (found, expected) in counters.layers.iter().zip(expected) {
            assert_eq!(without_cycles(*found), expected);
        }
        let shared = counters.shared;
        // Two classes are compared once in an inference, and with and without the margin in learning.
        assert_eq!((shared.pixels, shared.queue_pushes, shared.search_comparisons), (8, pushes, 2 + 2 * 2));
        assert_eq!((shared.random_comparisons, shared.random_steps, shared.control_steps), (4, 1, 1));
        // Inference: the hidden spikes. Learning: those, the window bits and the input's spikes.
        assert_eq!((shared.updates, shared.record_bits), (1, 3 + (3 + 3 + 4)));
    }
}

/// Registers and gate equivalents of a small machine, and the power that leaks at 1.2 V.
struct Built {
    queue_word: f64,
    clock_gates: f64,
    always_clocked: f64,
    gate_equivalents: f64,
    leakage: f64,
    /// By block, in gate equivalents.
    blocks: Vec<(Block, f64)>,
}

fn built(constants: &Constants, event: bool) -> Built {
    let [register, adder, comparator, gate] =
        ["register", "full_adder", "comparator", "gate"].map(|name| constants.of(&format!("gates.{name}")));
    let [multiplexer, selector, clock_gate] =
        ["multiplexer", "selector", "clock_gate"].map(|name| constants.of(&format!("gates.{name}")));
    // Control generator, controller, result and three counters, bus; two headers of 15; one window. Each layer: 3 bits of
    // state; inputs a cycle; the number of a step and one more; its inputs. Event-driven: 2 + 2 + 4, 1 + 2 + 3. Dense: 2
    // steps of 2 inputs, 3 steps of one.
    let states =
        if event { (3.0 + 8.0) + (3.0 + 6.0) } else { (3.0 + 2.0 + 2.0 + 2.0) + (3.0 + 1.0 + 3.0 + 1.0) };
    let control = 32.0 + 4.0 + 131.0 + 115.0 + 2.0 * 15.0 + 16.0 + states;
    let queue_word = 2.0 + 13.0;
    let queue = if event { 2.0 * queue_word } else { 0.0 };
    // 5 neurons: 16 bits of potential, 8 + 8 of bias, 2 of delta. Signs of 3 neurons for 2 classes.
    let (potentials, biases, deltas, signs) = (80.0, 80.0, 10.0, 6.0);
    // Two records with input spikes, hidden spikes and window bits. The pickers of layer 2 have a copy to pick from.
    let records = 2.0 * (4.0 + 3.0 + 3.0);
    let picked = if event { 3.0 } else { 0.0 };
    // A step has 4 inputs in layer 1 and 3 in layer 2: which are served, and of each neuron, which weights are at a limit.
    let carries = if event { 4.0 + 4.0 * 3.0 + 3.0 + 3.0 * 2.0 } else { 0.0 };
    let lanes_of_generator = 16.0 * 32.0;
    let encoder = lanes_of_generator + 2.0 * 8.0;
    // Space, address, state; words have up to 32 bits.
    let load = 24.0 + 24.0 + 16.0 + 32.0;
    // Gates drive up to 32 registers: generators and pixels; two queue words and the spike register; potentials, and two
    // parts of each bias; signs of each hidden neuron, and deltas; two groups of inputs, spikes and windows in two records.
    let encoder_clocks = 16.0 + 1.0;
    let event_clocks = if event { 2.0 + 1.0 } else { 0.0 };
    let (lane_clocks, feedback_clocks) = (3.0 + 5.0 * 2.0, 3.0 + 1.0);
    // Of each layer's step: what is served; and for each of its inputs, what is kept of the neurons.
    let update_clocks = if event { (1.0 + 4.0) + (1.0 + 3.0) } else { 0.0 };
    let (record_clocks, load_clocks) = (2.0 * (2.0 + 1.0 + 1.0), 3.0);
    let clock_gates = encoder_clocks
        + event_clocks
        + lane_clocks
        + feedback_clocks
        + update_clocks
        + record_clocks
        + load_clocks;
    // Each of 2 pixels: shift, subtract, compare with one of 32 bytes. 16 lanes of xorshift: 19 + 15 + 27 exclusive-ors.
    let encoder_logic =
        2.0 * (8.0 * (adder + comparator) + (17.0 + 8.0 * 32.0) * multiplexer) + 16.0 * 61.0 * gate;
    // Words of the queue are read, and the spike register loaded. Layer 1 picks among the two bits of a queued word.
    let events = if event { (2.0 * 14.0 + 3.0) * multiplexer + 3.0 * (2.0 + 3.0) * gate } else { 0.0 };
    // Inputs a cycle: 2 and 1. Two inputs meet in an adder of 6 bits. Hidden neurons compare a magnitude for the window.
    let weight = 4.0;
    let step_adder = 8.0 * (adder + gate);
    let counted = |bits: f64| bits * (comparator + multiplexer + 1.0);
    let bias = step_adder + counted(8.0) + 16.0 * multiplexer;
    let lanes = 3.0 * (16.0 + 6.0) * adder
        + 2.0 * 16.0 * adder
        + (3.0 * 2.0 + 2.0) * weight * gate
        + 3.0 * 2.0 * 16.0 * comparator
        + 5.0 * bias;
    // Two searches of one comparison of 17 bits; the margin is taken off either of two potentials.
    let search = 2.0 * (17.0 * comparator + 18.0 * multiplexer) + 2.0 * (step_adder + 9.0 * comparator);
    let feedback = 3.0 * (2.0 * 2.0 * selector + 4.0 * gate);
    // Synapses that a cycle updates: a word of each neuron's memory. Weights of separate memories: one a neuron, and a bit
    // that is kept for each synapse. An update has one step in each layer to find, of 4 and 3 inputs.
    let (synapses, weights, kept) =
        if event { (3.0 * 4.0 + 2.0 * 3.0, 5.0, 18.0) } else { (3.0 * 2.0 + 2.0, 8.0, 0.0) };
    let finders = if event { 2.0 * (3.0 * gate + selector / 2.0) + (4.0 + 3.0) * multiplexer } else { 0.0 };
    let update = synapses * (step_adder + 16.0 * multiplexer)
        + weights * (counted(weight) + weight * multiplexer)
        + kept * multiplexer
        + finders;
    let control_logic = control * multiplexer + 96.0 * comparator + 12.0 * 32.0 * selector + 61.0 * gate;
    // Two row banks with addresses of 1 bit and one of 2; accumulators of each layer 1. Eight memories; words of three row
    // banks. Dense: one address a layer, of 1 and 2 bits; five memories.
    let (addresses, memories_in_all) = if event { (2.0 + 2.0 + 1.0 + 1.0, 8.0) } else { (1.0 + 2.0, 5.0) };
    // Whether a word has one of the five neurons that a carry reads, or writes.
    let carried = if event { 3.0 * 16.0 * selector + 5.0 * (multiplexer + 1.0) } else { 0.0 };
    let ports = addresses * multiplexer + memories_in_all * 2.0 + carried;
    // The same addresses once more. Words are read from each memory and written to each but for the banks, of which two take
    // the same; four arrays, or two, each with a word of 32 bits and a comparison more than memories.
    let (arrays, written, bits) = if event {
        (4.0, 2.0 * 16.0 + 5.0 * 32.0, 3.0 * 16.0 + 5.0 * 32.0)
    } else {
        (2.0, 3.0 * 32.0 + 2.0 * 16.0, 3.0 * 32.0 + 2.0 * 16.0)
    };
    let read = biases + records + signs + lanes_of_generator + potentials;
    let load_logic = (addresses + written + biases + records + picked + lanes_of_generator + load)
        * multiplexer
        + bits * selector
        + arrays * 32.0
        + (memories_in_all + arrays) * 7.5
        + read * selector
        + 5.0 * 2.0 * 7.5;
    let leaks = |bits: f64| {
        let row = constants.row("sram.cacti.rows", 256.0, bits);
        (row[4] + row[5]) * 1e-6
    };
    let memories = if event {
        // Two banks and one of weights; five neurons' accumulators.
        3.0 * leaks(16.0) + 5.0 * leaks(32.0)
    } else {
        constants.of("sram.two_ports.leakage") * (3.0 * leaks(32.0) + 2.0 * leaks(16.0))
    };
    let blocks = vec![
        (Block::Encoder, encoder_logic + encoder * register + encoder_clocks * clock_gate),
        (Block::Events, events + (queue + picked) * register + event_clocks * clock_gate),
        (Block::Ports, ports),
        (Block::Lanes, lanes + (potentials + biases) * register + lane_clocks * clock_gate),
        (Block::Search, search),
        (Block::Feedback, feedback + (signs + deltas) * register + feedback_clocks * clock_gate),
        (Block::Update, update + carries * register + update_clocks * clock_gate),
        (Block::Records, records * (register + selector) + record_clocks * clock_gate),
        (Block::Control, control_logic + control * register),
        (Block::Load, load_logic + load * register + load_clocks * clock_gate),
    ];
    let gate_equivalents = blocks.iter().map(|(_, gates)| gates).sum::<f64>();
    let leakage = memories + gate_equivalents * constants.of("leakage.gate_equivalent");
    Built { queue_word, clock_gates, always_clocked: control, gate_equivalents, leakage, blocks }
}

fn check_energy(text: &str, layers: [LayerCounters; 2], supply: f64, clock: f64) {
    let small = Small::new(text);
    let costs = Costs { constants: Constants::new(), supply };
    let event = text == small::EVENT;
    let built = built(&costs.constants, event);
    let mut report = small.report(supply, clock);
    let same = |energy: f64| [energy; 3];
    let mut take = |block, layer, cause, expected| take(&mut report, block, layer, cause, expected);

    // 8 pixels of 8 bits; one step of 16 lanes of 32 bits, one of the control generator, 4 comparisons, each after a
    // subtraction. Random bits and their gates change every second time.
    let random_bits = 16.0 * 32.0 + 32.0;
    let add_8 = costs.addition(8.0);
    let random = costs.gate() * (16.0 * 61.0 / 2.0)
        + costs.register_data() * (random_bits / 2.0)
        + add_8 * (2.0 * 4.0);
    take(Block::Encoder, None, Cause::Forward, same(costs.data() * 64.0));
    take(Block::Encoder, None, Cause::Update, same(random));
    take(Block::Encoder, None, Cause::Clock, same(costs.clock() * (64.0 + random_bits)));
    let pushed = if event { 4.0 * built.queue_word } else { 0.0 };
    take(Block::Events, None, Cause::Forward, same(costs.data() * pushed));
    take(Block::Events, None, Cause::Clock, same(costs.clock() * pushed));
    let add_16 = costs.addition(16.0);
    take(Block::Search, None, Cause::Forward, same(add_16 * 6.0));
    take(Block::Feedback, None, Cause::Update, same(costs.data() * 10.0));
    take(Block::Feedback, None, Cause::Clock, same(costs.clock() * 10.0));
    // Five biases take a step.
    take(Block::Lanes, None, Cause::Update, same(add_8 * 5.0));
    take(Block::Records, None, Cause::Update, same(costs.data() * 13.0));
    take(Block::Records, None, Cause::Clock, same(costs.clock() * 13.0));
    assert_eq!(costs.constants.of("activity.registers_per_clock_gate"), 32.0);
    let clock_gate = costs.cell("cells.clock_gate") + costs.cell("cells.clock_gate_pin");
    let trunk = clock_gate * built.clock_gates + costs.clock() * built.always_clocked;
    let cycles = small.counters.cycles() as f64;
    take(Block::Control, None, Cause::Clock, same(trunk * cycles));
    let leakage = costs.leakage(built.leakage);
    take(Block::Leakage, None, Cause::Leakage, same(leakage * cycles / clock));

    let widths = if event { [(16.0, 32.0); 2] } else { [(32.0, 0.0), (16.0, 0.0)] };
    for (index, (counts, (weight_bits, accumulator_bits))) in layers.iter().zip(widths).enumerate() {
        let layer = Some(index + 1);
        let number = |count: u64| count as f64;
        let forward = costs.memory(weight_bits, number(counts.forward_reads), 0.0);
        take(Block::Weights, layer, Cause::Forward, forward);
        let (reads, writes) = (number(counts.update_weight_reads), number(counts.update_weight_writes));
        take(Block::Weights, layer, Cause::Update, costs.memory(weight_bits, reads, writes));
        let accumulators = if event {
            let (reads, writes) = (number(counts.accumulator_reads), number(counts.accumulator_writes));
            costs.memory(accumulator_bits, reads, writes)
        } else {
            [0.0; 3]
        };
        take(Block::Accumulators, layer, Cause::Update, accumulators);
        // Half of the side of the square that a group's memories fill: two banks and one, or a neuron's own with two
        // ports. An accumulator memory is by itself.
        let half_side = |bits: f64, memories: f64| {
            (costs.constants.row("sram.cacti.rows", 256.0, bits)[6] * memories).sqrt() / 2.0
        };
        let wire = costs.constants.of("wires.energy_per_millimetre")
            * (supply / costs.constants.of("wires.supply")).powi(2)
            * costs.constants.of("activity.wires");
        let group = match (event, index) {
            (false, _) => costs.constants.of("sram.two_ports.area"),
            (true, 0) => 2.0,
            (true, _) => 1.0,
        };
        let word = wire * weight_bits * half_side(weight_bits, group);
        take(Block::Wires, layer, Cause::Forward, same(word * number(counts.forward_reads)));
        let apart = number(counts.accumulator_reads + counts.accumulator_writes);
        let apart = if event { wire * 32.0 * half_side(32.0, 1.0) * apart } else { 0.0 };
        take(Block::Wires, layer, Cause::Update, same(word * (reads + writes) + apart));
        // Half of an address changes: words 2 and 3 of weights, 1 of accumulators. An update's weight word comes from a row
        // bank.
        let changed = costs.gate() * costs.constants.of("activity.wires");
        let address = if index == 0 { 1.0 } else { 2.0 };
        let bank = if event { 16.0 * reads } else { 0.0 };
        let apart = if event { number(counts.accumulator_reads + counts.accumulator_writes) } else { 0.0 };
        // Half of a word that is read changes, and drives three inputs; the way to the first is the wire from the memory.
        let followed = costs.constants.of("activity.wires")
            * (3.0 * costs.cell("cells.input") + 2.0 * costs.cell("cells.net_input"));
        let word = followed * weight_bits;
        let apart_word = if event { followed * 32.0 * number(counts.accumulator_reads) } else { 0.0 };
        let forward = (changed * address + word) * number(counts.forward_reads);
        take(Block::Ports, layer, Cause::Forward, same(forward));
        let update = changed * (address * (reads + writes) + apart + bank) + word * reads + apart_word;
        take(Block::Ports, layer, Cause::Update, same(update));
        // The head of the queue has two bits; the spike register of layer 2 three, loaded with each of two images.
        let picked = match (event, index) {
            (false, _) => 0.0,
            (true, 0) => 2.0 * number(counts.busy_cycles),
            (true, _) => 3.0 * (number(counts.busy_cycles) + 2.0),
        };
        take(Block::Events, layer, Cause::Clock, same(costs.clock() * picked));
        // There and back through a tree over what is picked from: 2 bits, then 3. The dense machine counts.
        let path = match (event, index) {
            (false, _) => 0.0,
            (true, 0) => 2.0,
            (true, _) => 2.0 * 3_f64.log2(),
        };
        take(Block::Events, layer, Cause::Forward, same(costs.gate() * path * number(counts.events)));
        let clocked = 16.0 * number(counts.potential_clocks);
        // Weights of 4 bits meet in sums of 6: two of them in layer 1.
        let tree = if index == 0 { add_8 * 6.0 / 8.0 } else { 0.0 };
        // Two comparisons of a window follow the bits that change, in the hidden layer.
        let window = if index == 0 {
            2.0 * costs.gate() * costs.constants.of("activity.registers") * clocked
        } else {
            0.0
        };
        // An event opens the four bits of its weights in all lanes, and closes them: 12 inputs of 3 neurons, 8 of 2, behind
        // one driver and another. The first drives a buffer and more; each drives eight at most.
        let inputs = if index == 0 { 12.0 } else { 8.0 };
        let drivers: f64 = if index == 0 { 11.0 / 7.0 } else { 1.0 };
        assert_eq!(costs.constants.of("gates.most_inputs"), 8.0);
        let arrival = inputs * costs.cell("cells.input")
            + drivers * costs.wire(8.0)
            + (drivers - 1.0) * costs.cell("cells.buffer");
        let lanes =
            (add_16 + tree) * costs.constants.of("activity.lane_adders") * number(counts.potential_additions)
                + window
                + 2.0 * arrival * number(counts.events)
                + costs.data() * clocked;
        take(Block::Lanes, layer, Cause::Forward, same(lanes));
        take(Block::Lanes, layer, Cause::Clock, same(costs.clock() * clocked));
        take(Block::Feedback, layer, Cause::Update, same(costs.gate() * number(counts.signs_read)));
        // Accumulators have 8 bits, weights 4. A word has 4 and 3 synapses; in the dense machine 2 and 1.
        let synapses = match (event, index) {
            (true, 0) => 4.0 * number(counts.accumulator_reads),
            (true, _) => 3.0 * number(counts.accumulator_reads),
            (false, 0) => 2.0 * number(counts.update_weight_reads),
            (false, _) => number(counts.update_weight_reads),
        };
        let update = add_8 * synapses + add_8 / 2.0 * number(counts.carries);
        take(Block::Update, layer, Cause::Update, same(update));
        // Each word that is read for a carry clocks what is kept of all neurons.
        let kept = match (event, index) {
            (false, _) => 0.0,
            (true, 0) => 3.0 * reads,
            (true, _) => 2.0 * reads,
        };
        take(Block::Update, layer, Cause::Clock, same(costs.clock() * kept));
    }
    let left: Vec<_> = report.items.iter().filter(|item| item.energy != Estimate::default()).collect();
    assert!(left.is_empty(), "not counted by hand: {left:?}");
}

#[test]
fn the_event_driven_machine_costs_what_a_hand_count_says() {
    check_energy(small::EVENT, EVENT_LAYERS, 0.8, 20e6);
    check_energy(small::EVENT, EVENT_LAYERS, 1.1, 31e6);
}

#[test]
fn the_dense_machine_costs_what_a_hand_count_says() {
    check_energy(small::DENSE, DENSE_LAYERS, 0.8, 20e6);
    check_energy(small::DENSE, DENSE_LAYERS, 0.7, 5e6);
}

#[test]
fn areas_and_leakage_are_those_counted_by_hand() {
    let constants = Constants::new();
    let nand = constants.of("cells.gate_area") * constants.of("scaling.from_130nm.area")
        / constants.of("gates.utilisation");
    let memory = |bits: f64| constants.row("sram.cacti.rows", 256.0, bits)[6];
    for (text, event) in [(small::EVENT, true), (small::DENSE, false)] {
        let small = Small::new(text);
        let built = built(&constants, event);
        let area = Area::new(&small.preset, &small.technology).unwrap();
        let memories = if event {
            vec![(Block::Weights, 3.0 * memory(16.0)), (Block::Accumulators, 5.0 * memory(32.0))]
        } else {
            let one = 3.0 * memory(32.0) + 2.0 * memory(16.0);
            vec![(Block::Weights, one * constants.of("sram.two_ports.area"))]
        };
        let gates = built.blocks.iter().map(|(block, gates)| (*block, gates * nand));
        let expected: Vec<_> = memories.into_iter().chain(gates).filter(|(_, area)| *area > 0.0).collect();
        assert_eq!(area.blocks.len(), expected.len());
        for (block, expected) in &expected {
            let (_, found) = area.blocks.iter().find(|(found, _)| found == block).unwrap();
            assert_near(found.value(), *expected, 1e-12, block.name());
        }
        let total: f64 = expected.iter().map(|(_, area)| area).sum();
        assert_near(area.total().value(), total, 1e-12, "total area");
        assert_near(area.gate_equivalents, built.gate_equivalents, 1e-12, "gate equivalents");
        // Memories x words x bits.
        let bits = if event { (2 * 2 + 3) * 16 + 3 * 32 + 2 * 32 } else { 3 * 2 * 32 + 2 * 3 * 16 };
        assert_eq!(area.memory_bits, bits);
        for supply in [0.7, 0.8, 1.2] {
            let costs = Costs { constants: Constants::new(), supply };
            let found = area.leakage(&small.technology, Volts::new(supply)).value();
            assert_near(found, costs.leakage(built.leakage), 1e-12, "leakage");
        }
    }
}

#[test]
fn memory_items_alone_differ_between_the_bounds() {
    for text in [small::EVENT, small::DENSE] {
        for item in Small::new(text).report(0.8, 20e6).items {
            let Estimate { low, high, calibrated } = item.energy;
            match item.kind {
                Kind::Memory => assert!(low <= calibrated && calibrated <= high, "{item:?}"),
                Kind::Logic => assert!(low == calibrated && calibrated == high, "{item:?}"),
            }
        }
    }
}
