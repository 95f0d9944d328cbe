//! What the pieces cost that everything is made of: gates, flip-flops, nets, adders, memories.

use super::estimate::Estimate;
use super::sourced::Sourced;
use crate::organisation::MemoryArray;
use crate::structure::{self, is_two_ported};
use crate::technology::{Arithmetic, Sources, Technology, TechnologyError, sources};
use crate::units::{Joules, Volts};

/// What the wires of a memory's word cost.
pub(super) const WORD: &str = "the word's bits, of which a share changes, over half of the side of the square that the memories \
    of the same lanes fill";
/// Width of the multipliers.
const MULTIPLIER_BITS: u32 = 16;

/// Prices at a supply.
pub(super) struct Prices<'a> {
    technology: &'a Technology,
    supply: Volts,
    calibration: f64,
    arithmetic: Arithmetic,
    nets: Nets,
    /// Wires of a bit of an addition.
    adder_wires: Sourced<Joules>,
    /// One change of a gate's output.
    pub(super) gate: Sourced<Joules>,
    /// A cycle of a flip-flop's clock, and of a clock gate's.
    pub(super) register_clock: Sourced<Joules>,
    pub(super) clock_gate: Sourced<Joules>,
    /// One change of a flip-flop; and of a bit of a clocked register, of which a share changes.
    pub(super) register_data: Sourced<Joules>,
    pub(super) data: Sourced<Joules>,
    /// Share of the bits of a clocked register that change; of a word's bits; of the changes in a lane's adders.
    pub(super) register_changes: Sourced<f64>,
    pub(super) word_changes: Sourced<f64>,
    pub(super) lane_adders: Sourced<f64>,
}

/// What a memory's accesses cost.
pub(super) struct MemoryPrices {
    pub(super) read: Sourced<Estimate>,
    pub(super) write: Sourced<Estimate>,
    /// A word's way between memory and lanes.
    pub(super) wires: Sourced<Joules>,
    /// An address's way to the memory.
    pub(super) address: Sourced<Joules>,
    /// What stands behind the wires of a word that is read: see [`structure::WORD_INPUTS`].
    pub(super) word: Sourced<Joules>,
}

impl<'a> Prices<'a> {
    /// `calibration`: the factor on memory energies of calibrated values.
    pub(super) fn new(technology: &'a Technology, supply: Volts, calibration: f64) -> Self {
        let cell = |energy, entry| cell(technology, supply, energy, entry);
        let (cells, activity) = (&technology.cells, &technology.activity);
        let nets = Nets::new(technology, supply);
        let fan_out = Sourced::new(activity.fan_out, sources!("activity.fan_out"));
        let wire = nets.wire(fan_out);
        // Wires and buffers of the clock drive pins; what a flip-flop takes inside is its own.
        let distribution = Sourced::new(activity.clock_distribution, sources!("activity.clock_distribution"));
        let register_data = cell(cells.register_data, sources!("cells.register_data")) + wire;
        let register_changes = Sourced::new(activity.registers, sources!("activity.registers"));
        Self {
            technology,
            supply,
            calibration,
            arithmetic: technology.arithmetic(supply),
            nets,
            adder_wires: wire * Sourced::new(activity.adder_nets, sources!("activity.adder_nets")),
            gate: cell(cells.gate, sources!("cells.gate")) + wire,
            register_clock: cell(cells.register_clock, sources!("cells.register_clock"))
                + cell(cells.clock_pin, sources!("cells.clock_pin")) * distribution,
            clock_gate: cell(cells.clock_gate, sources!("cells.clock_gate"))
                + cell(cells.clock_gate_pin, sources!("cells.clock_gate_pin")) * distribution,
            register_data,
            data: register_data * register_changes,
            register_changes,
            word_changes: Sourced::new(activity.wires, sources!("activity.wires")),
            lane_adders: Sourced::new(activity.lane_adders, sources!("activity.lane_adders")),
        }
    }

    /// An addition, with the wires in it.
    pub(super) fn addition(&self, bits: u32) -> Sourced<Joules> {
        let cells = Sourced::new(self.arithmetic.addition(bits), self.technology.addition_sources(bits));
        cells + self.adder_wires * f64::from(bits)
    }

    /// A multiplication, with the wires in it.
    pub(super) fn multiplication(&self) -> Sourced<Joules> {
        let cells = self.arithmetic.multiplication(MULTIPLIER_BITS);
        Sourced::new(cells, self.technology.multiplication_sources())
            + self.adder_wires * f64::from(MULTIPLIER_BITS * MULTIPLIER_BITS)
    }

    /// A signal to so many inputs.
    pub(super) fn broadcast(&self, inputs: u32) -> Sourced<Joules> {
        self.nets.broadcast(inputs)
    }

    /// To find the first of so many bits: one path through the tree changes, there and back.
    pub(super) fn finder(&self, bits: u64) -> Sourced<Joules> {
        self.gate * (2.0 * (bits.max(1) as f64).log2())
    }

    /// Each bit of a word that changes, through a gate.
    pub(super) fn gated_word(&self, bits: u32) -> Sourced<Joules> {
        self.gate * self.word_changes * f64::from(bits)
    }

    /// Accesses to a memory of an array. `together`: memories that feed the same lanes.
    pub(super) fn memory(&self, array: MemoryArray, together: u32) -> Result<MemoryPrices, TechnologyError> {
        let two_ports = is_two_ported(array.ports);
        let cost = self.technology.memory(array.words, array.bits, two_ports, self.supply)?;
        let access = |access: usize| {
            let (low, high) = (cost.low[access], cost.high[access]);
            let energy = Estimate { low, high, calibrated: low * self.calibration };
            Sourced::new(energy, self.technology.access_sources(two_ports))
        };
        // Half of the side of the square that the memories of the same lanes fill.
        let millimetres = Sourced::new(
            (cost.area.value() * f64::from(together)).sqrt() / 2.0,
            self.technology.memory_area_sources(two_ports),
        );
        let wire = Sourced::new(
            self.technology.wire_energy(self.supply),
            sources!("wires.energy_per_millimetre", "wires.supply"),
        );
        let changes = self.word_changes * f64::from(array.bits);
        Ok(MemoryPrices {
            read: access(0),
            write: access(1),
            wires: wire * changes * millimetres,
            // A gate for each address bit that changes.
            address: self.gated_word(structure::address_bits(array.words)),
            word: self.nets.behind_wire(structure::WORD_INPUTS) * changes,
        })
    }
}

/// An energy of the cell library, at a supply of this technology.
fn cell(technology: &Technology, supply: Volts, energy: Joules, entry: Sources) -> Sourced<Joules> {
    Sourced::new(technology.library_energy(energy, supply), entry.and(technology.library_sources()))
}

/// One change of what gates drive.
#[derive(Clone, Copy)]
struct Nets {
    /// The wire to a first input, and to each further one.
    first: Sourced<Joules>,
    further: Sourced<Joules>,
    /// A gate's input.
    input: Sourced<Joules>,
    /// A buffer without its load.
    buffer: Sourced<Joules>,
    most_inputs: Sourced<f64>,
}

impl Nets {
    fn new(technology: &Technology, supply: Volts) -> Self {
        let cell = |energy, entry| cell(technology, supply, energy, entry);
        let cells = &technology.cells;
        Self {
            first: cell(cells.net, sources!("cells.net")),
            further: cell(cells.net_input, sources!("cells.net_input")),
            input: cell(cells.input, sources!("cells.input")),
            buffer: cell(cells.buffer, sources!("cells.buffer")),
            most_inputs: Sourced::new(technology.gates.most_inputs, sources!("gates.most_inputs")),
        }
    }

    /// The wire of a net with so many inputs behind it.
    fn wire(self, inputs: Sourced<f64>) -> Sourced<Joules> {
        self.first + self.further * (inputs - 1.0)
    }

    /// Inputs behind a wire whose way to the first of them is counted elsewhere.
    fn behind_wire(self, inputs: f64) -> Sourced<Joules> {
        self.input * inputs + self.further * (inputs - 1.0)
    }

    /// A signal to so many inputs, through a tree of buffers that drive as many as they may: of `n` inputs behind drivers
    /// of `m` there are `(n - 1) / (m - 1)` drivers, and the first of them is no buffer.
    fn broadcast(self, inputs: u32) -> Sourced<Joules> {
        let inputs = f64::from(inputs);
        let ends = self.input * inputs;
        if inputs <= self.most_inputs.value {
            return ends + self.wire(Sourced::new(inputs, Sources::NONE));
        }
        let drivers = self.most_inputs.map(|most| (inputs - 1.0) / (most - 1.0));
        ends + self.wire(self.most_inputs) * drivers + self.buffer * (drivers - 1.0)
    }
}
