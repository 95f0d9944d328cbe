//! From counters to energies.

use super::block::Block;
use super::report::{Cause, EnergyItem, EnergyReport, Estimate, Kind};
use crate::area::Area;
use crate::machine::counters::{LayerCounters, MachineCounters};
use crate::organisation::{Dataflow, MemoryArray, Organisation};
use crate::preset::Preset;
use crate::structure::{self, Registers, is_two_ported};
use crate::technology::{Arithmetic, Technology, TechnologyError};
use crate::units::{Cycles, Hertz, Joules, Volts, Watts};

/// A supply and a clock.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OperatingPoint {
    /// Supply voltage.
    pub supply: Volts,
    /// Clock frequency.
    pub clock: Hertz,
}

impl Preset {
    /// The operating point that the preset was made for.
    #[must_use]
    pub fn operating_point(&self) -> OperatingPoint {
        OperatingPoint { supply: self.supply, clock: self.clock }
    }
}

/// An operating point that a processor cannot run at, or a memory that the technology has no figures for.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EnergyError {
    /// The technology refuses.
    #[error(transparent)]
    Technology(#[from] TechnologyError),
    /// The clock is faster than the supply allows.
    #[error(
        "frequency: {:.3} MHz is out of range: above 0, at most {:.3} MHz at {} V (preset {preset}: {:.3} MHz at {} V)",
        .found.megahertz(), .maximum.megahertz(), .supply.value(), .clock.megahertz(), .at.value()
    )]
    Clock {
        /// The clock asked for.
        found: Hertz,
        /// The fastest at that supply.
        maximum: Hertz,
        /// The supply.
        supply: Volts,
        /// The preset.
        preset: String,
        /// Its clock.
        clock: Hertz,
        /// Its supply.
        at: Volts,
    },
    /// Memory energies without bounds, between which a published figure could place them.
    #[error(
        "technology {0}: its memories are macros of a library with one energy each, which no factor belongs to"
    )]
    Uncalibrated(String),
    /// No positive factor on memory energies meets the published energy.
    #[error(
        "technology {technology}: without its memories, an inference of park2019 takes {:.1} nJ; the published {:.1} nJ leave nothing for them, so that no calibration is possible",
        .logic.nanojoules(), .published.nanojoules()
    )]
    Calibration {
        /// The technology.
        technology: String,
        /// Energy of everything but memories.
        logic: Joules,
        /// The published energy of an inference.
        published: Joules,
    },
}

/// Energy of one access, as bounds.
#[derive(Debug, Clone, Copy, Default)]
struct Access {
    read: Estimate,
    write: Estimate,
}

#[derive(Debug, Clone, Copy)]
struct LayerEnergies {
    weights: Access,
    accumulators: Access,
    /// A word's way from a weight memory to its lanes, or back; and from an accumulator memory.
    weight_wires: Joules,
    accumulator_wires: Joules,
    /// To bring an address to a memory, and a word of the chosen row bank to the update.
    weight_address: Joules,
    accumulator_address: Joules,
    bank: Joules,
    /// A bit that is read drives what stands behind its wire: see [`structure::WORD_INPUTS`].
    weight_word: Joules,
    accumulator_word: Joules,
    /// An event to the lanes of all neurons, there and back.
    arrival: Joules,
    /// To pick an event.
    picker: Joules,
    /// To find the next step of an update.
    finder: Joules,
}

/// What each event of a processor costs at an operating point.
#[derive(Debug, Clone)]
pub struct EnergyModel {
    point: OperatingPoint,
    organisation: Organisation,
    registers: Registers,
    layers: Vec<LayerEnergies>,
    leakage: Watts,
    gate: Joules,
    register_clock: Joules,
    register_data: Joules,
    trunk: Joules,
    add: Adders,
    multiply: Joules,
    activity: f64,
    lane_adders: f64,
}

/// Additions of any width.
#[derive(Debug, Clone, Copy)]
struct Adders {
    cells: Arithmetic,
    /// Wires of a bit.
    wires: Joules,
}

impl Adders {
    fn energy(self, bits: u32) -> Joules {
        self.cells.addition(bits) + self.wires * f64::from(bits)
    }
}

/// Width of the multipliers.
const MULTIPLIER_BITS: u32 = 16;

/// One change of what gates drive.
#[derive(Debug, Clone, Copy)]
struct Nets {
    /// The wire to a first input, and to each further one.
    first: Joules,
    further: Joules,
    /// A gate's input.
    input: Joules,
    /// A buffer without its load.
    buffer: Joules,
    most_inputs: f64,
}

impl Nets {
    fn new(technology: &Technology, supply: Volts) -> Self {
        let cell = |energy| technology.library_energy(energy, supply);
        let cells = &technology.cells;
        Self {
            first: cell(cells.net),
            further: cell(cells.net_input),
            input: cell(cells.input),
            buffer: cell(cells.buffer),
            most_inputs: technology.gates.most_inputs,
        }
    }

    /// The wire of a net with so many inputs behind it.
    fn wire(self, inputs: f64) -> Joules {
        self.first + self.further * (inputs - 1.0)
    }

    /// A signal to so many inputs, through a tree of buffers that drive as many as they may: of `n` inputs behind drivers
    /// of `m` there are `(n - 1) / (m - 1)` drivers, and the first of them is no buffer.
    fn broadcast(self, inputs: u32) -> Joules {
        let inputs = f64::from(inputs);
        let drivers = ((inputs - 1.0) / (self.most_inputs - 1.0)).max(1.0);
        let each = inputs.min(self.most_inputs);
        self.input * inputs + self.wire(each) * drivers + self.buffer * (drivers - 1.0)
    }
}

impl EnergyModel {
    /// Costs at an operating point. `calibration`: the factor on memory energies of calibrated values.
    ///
    /// # Errors
    /// If the supply is outside the range of the technology, the clock faster than the supply allows, or a memory far
    /// outside its tables.
    pub fn new(
        preset: &Preset,
        technology: &Technology,
        point: OperatingPoint,
        calibration: f64,
    ) -> Result<Self, EnergyError> {
        let OperatingPoint { supply, clock } = point;
        let maximum = technology.frequency(preset.clock, preset.supply, supply)?;
        // Rounding of a clock that was computed from the supply is no reason to refuse it.
        if !(clock.value() > 0.0 && clock <= maximum * (1.0 + 1e-9)) {
            return Err(EnergyError::Clock {
                found: clock,
                maximum,
                supply,
                preset: preset.name.clone(),
                clock: preset.clock,
                at: preset.supply,
            });
        }
        let organisation = preset.organisation.clone();
        let access = |array: MemoryArray| access(array, technology, supply, calibration);
        let wires = |array, memories| wires(array, memories, technology, supply);
        let cell = |energy| technology.library_energy(energy, supply);
        let activity = &technology.activity;
        let nets = Nets::new(technology, supply);
        let gate = cell(technology.cells.gate) + nets.wire(activity.fan_out);
        // One path through the tree changes, there and back.
        let finder = |bits: u64| gate * (2.0 * (bits.max(1) as f64).log2());
        // One gate an address bit of those that change.
        let address =
            |array: MemoryArray| gate * (activity.wires * f64::from(structure::address_bits(array.words)));
        // The wire to the first input is the one from the memory.
        let word = |array: MemoryArray| {
            let inputs = structure::WORD_INPUTS;
            let bit = nets.input * inputs + nets.further * (inputs - 1.0);
            bit * (activity.wires * f64::from(array.bits))
        };
        let layers: Result<Vec<_>, TechnologyError> = organisation
            .layers
            .iter()
            .enumerate()
            .map(|(index, layer)| {
                Ok(LayerEnergies {
                    weights: access(layer.weight_array())?,
                    accumulators: layer.accumulator_array().map(access).transpose()?.unwrap_or_default(),
                    weight_wires: wires(layer.weight_array(), layer.weight_memories_of_lanes())?,
                    accumulator_wires: match layer.accumulator_array() {
                        Some(array) => wires(array, 1)?,
                        None => Joules::default(),
                    },
                    weight_address: address(layer.weight_array()),
                    accumulator_address: layer.accumulator_array().map(address).unwrap_or_default(),
                    bank: match organisation.dataflow {
                        Dataflow::Event => gate * (activity.wires * f64::from(layer.weights.bits)),
                        Dataflow::Dense => Joules::default(),
                    },
                    weight_word: word(layer.weight_array()),
                    accumulator_word: layer.accumulator_array().map(word).unwrap_or_default(),
                    arrival: nets.broadcast(layer.neurons * organisation.format.weight_bits()) * 2.0,
                    picker: finder(structure::picked_bits(&organisation, index)),
                    finder: finder(structure::update_steps(&organisation, index)),
                })
            })
            .collect();
        let layers = layers?;
        let registers = Registers::new(&organisation, activity.registers_per_clock_gate);
        // Wires and buffers of the clock drive pins; what a flip-flop takes inside is its own.
        let tree = |pin| cell(pin) * activity.clock_distribution;
        let register_clock = cell(technology.cells.register_clock) + tree(technology.cells.clock_pin);
        let clock_gate = cell(technology.cells.clock_gate) + tree(technology.cells.clock_gate_pin);
        let trunk = clock_gate * registers.clock_gates.total() as f64
            + register_clock * registers.always_clocked() as f64;
        let adder_wires = nets.wire(activity.fan_out) * activity.adder_nets;
        let arithmetic = technology.arithmetic(supply);
        let leakage = Area::new(preset, technology)?.leakage(technology, supply);
        Ok(Self {
            point,
            registers,
            layers,
            leakage,
            gate,
            register_clock,
            register_data: cell(technology.cells.register_data) + nets.wire(activity.fan_out),
            trunk,
            add: Adders { cells: arithmetic, wires: adder_wires },
            multiply: arithmetic.multiplication(MULTIPLIER_BITS)
                + adder_wires * f64::from(MULTIPLIER_BITS * MULTIPLIER_BITS),
            activity: activity.registers,
            lane_adders: activity.lane_adders,
            organisation,
        })
    }

    /// The operating point.
    #[must_use]
    pub fn operating_point(&self) -> OperatingPoint {
        self.point
    }

    /// Power that leaks, whatever is done.
    #[must_use]
    pub fn leakage(&self) -> Watts {
        self.leakage
    }

    /// Energies of what was counted.
    #[must_use]
    pub fn account(&self, counters: &MachineCounters) -> EnergyReport {
        let mut items = Vec::new();
        self.shared(counters, &mut items);
        for (index, layer) in counters.layers.iter().enumerate() {
            if let Some(energies) = self.layers.get(index) {
                self.layer(index, layer, counters.shared.images, *energies, &mut items);
            }
        }
        EnergyReport { items }
    }

    fn shared(&self, counters: &MachineCounters, items: &mut Vec<EnergyItem>) {
        let shared = &counters.shared;
        let mut logic = |block, cause, energy: Joules| {
            items.push(EnergyItem {
                block,
                layer: None,
                cause,
                kind: Kind::Logic,
                energy: Estimate::exact(energy),
            });
        };
        let count = |number: u64| number as f64;
        let data = self.register_data * self.activity;
        let pixel_bits = count(shared.pixels) * 8.0;
        logic(Block::Encoder, Cause::Forward, data * pixel_bits);
        logic(Block::Encoder, Cause::Clock, self.register_clock * pixel_bits);
        let lane_bits =
            count(shared.random_steps * structure::LANES * structure::LANE_BITS + 32 * shared.control_steps);
        let lane_gates = count(shared.random_steps * structure::LANES * structure::LANE_GATES);
        // Random bits change every second time.
        let random = self.gate * (lane_gates / 2.0)
            + self.register_data * (lane_bits / 2.0)
            + self.add.energy(8) * (2.0 * count(shared.random_comparisons));
        logic(Block::Encoder, Cause::Update, random);
        logic(Block::Encoder, Cause::Clock, self.register_clock * lane_bits);
        let word = structure::queue_word_bits(&self.organisation) as f64;
        logic(Block::Events, Cause::Forward, data * (word * count(shared.queue_pushes)));
        logic(Block::Events, Cause::Clock, self.register_clock * (word * count(shared.queue_pushes)));
        let potential = self.add.energy(self.organisation.format.potential_bits());
        logic(Block::Search, Cause::Forward, potential * count(shared.search_comparisons));
        let deltas = self.registers.deltas as f64 * count(shared.updates);
        logic(Block::Feedback, Cause::Update, data * deltas);
        logic(Block::Feedback, Cause::Clock, self.register_clock * deltas);
        // Each neuron's bias adder takes the step once an update.
        let neurons: u32 = self.organisation.layers.iter().map(|layer| layer.neurons).sum();
        let bias = self.add.energy(self.organisation.format.accumulator_bits()) * f64::from(neurons);
        logic(Block::Lanes, Cause::Update, bias * count(shared.updates));
        logic(Block::Records, Cause::Update, data * count(shared.record_bits));
        logic(Block::Records, Cause::Clock, self.register_clock * count(shared.record_bits));
        let cycles = counters.cycles();
        logic(Block::Control, Cause::Clock, self.trunk * count(cycles));
        let time = Cycles::new(cycles) / self.point.clock;
        logic(Block::Leakage, Cause::Leakage, self.leakage * time);
    }

    fn layer(
        &self,
        index: usize,
        counters: &LayerCounters,
        images: u64,
        costs: LayerEnergies,
        items: &mut Vec<EnergyItem>,
    ) {
        let mut add = |block, cause, kind, energy: Estimate| {
            items.push(EnergyItem { block, layer: Some(index + 1), cause, kind, energy });
        };
        let count = |number: u64| number as f64;
        let format = self.organisation.format;
        let (weights, accumulators) = (costs.weights, costs.accumulators);
        add(Block::Weights, Cause::Forward, Kind::Memory, weights.read * count(counters.forward_reads));
        let update = weights.read * count(counters.update_weight_reads + counters.backward_reads)
            + weights.write * count(counters.update_weight_writes);
        add(Block::Weights, Cause::Update, Kind::Memory, update);
        let update = accumulators.read * count(counters.accumulator_reads)
            + accumulators.write * count(counters.accumulator_writes);
        add(Block::Accumulators, Cause::Update, Kind::Memory, update);
        let weight_wires = |accesses: u64| costs.weight_wires * count(accesses);
        let update_wires = weight_wires(
            counters.update_weight_reads + counters.update_weight_writes + counters.backward_reads,
        ) + costs.accumulator_wires
            * count(counters.accumulator_reads + counters.accumulator_writes);
        let mut logic =
            |block, cause, energy: Joules| add(block, cause, Kind::Logic, Estimate::exact(energy));
        let forward = weight_wires(counters.forward_reads);
        logic(Block::Wires, Cause::Forward, forward);
        logic(Block::Wires, Cause::Update, update_wires);
        logic(Block::Events, Cause::Forward, costs.picker * count(counters.events));
        let carried = counters.update_weight_reads + counters.update_weight_writes;
        let addressed = costs.weight_address * count(carried + counters.backward_reads)
            + costs.accumulator_address * count(counters.accumulator_reads + counters.accumulator_writes)
            + costs.bank * count(counters.update_weight_reads)
            + costs.weight_word * count(counters.update_weight_reads + counters.backward_reads)
            + costs.accumulator_word * count(counters.accumulator_reads);
        let read = costs.weight_address + costs.weight_word;
        logic(Block::Ports, Cause::Forward, read * count(counters.forward_reads));
        logic(Block::Ports, Cause::Update, addressed);
        // The head of the queue, or the spike register of the layer before: loaded once an image, and clocked in each
        // cycle in which spikes are picked.
        let loads = if index == 0 { 0 } else { images };
        let picked =
            structure::picked_bits(&self.organisation, index) as f64 * count(counters.busy_cycles + loads);
        logic(Block::Events, Cause::Clock, self.register_clock * picked);
        let potential = self.add.energy(format.potential_bits());
        let bits = f64::from(format.potential_bits()) * count(counters.potential_clocks);
        // The weights of a cycle meet in a tree, whose sum is added to the potential. An input without a weight is held
        // at 0, so that it changes when a weight comes and when it goes: with some events a cycle nearly all adders work.
        let sums = count(counters.potential_additions);
        let adders = f64::from(self.organisation.layers[index].inputs_per_cycle - 1);
        let tree = self.add.energy(format.weight_bits() + structure::TREE_BITS) * (sums * adders);
        let adders = (potential * sums + tree) * self.lane_adders;
        // Magnitude and comparison of the window are not stopped, and follow the bits of the potential that change.
        let hidden = index + 1 < self.organisation.layers.len();
        let window = if hidden { self.gate * (2.0 * self.activity * bits) } else { Joules::default() };
        let arrivals = costs.arrival * count(counters.events);
        let lanes = adders + window + arrivals + self.register_data * (self.activity * bits);
        logic(Block::Lanes, Cause::Forward, lanes);
        logic(Block::Lanes, Cause::Clock, self.register_clock * bits);
        logic(Block::Feedback, Cause::Update, self.gate * count(counters.signs_read));
        // All adders of a word work when it is read, whichever of its inputs spike.
        let layout = &self.organisation.layers[index];
        let (words, shape) = match layout.accumulators {
            Some(accumulators) => (counters.accumulator_reads, accumulators),
            None => (counters.update_weight_reads, layout.weights),
        };
        let update = self.add.energy(format.accumulator_bits()) * (count(words) * f64::from(shape.synapses))
            + self.add.energy(format.weight_bits()) * count(counters.carries)
            + self.multiply * count(counters.multiplications)
            + costs.finder * count(counters.update_busy_cycles);
        logic(Block::Update, Cause::Update, update);
        // A served input clocks a bit of every neuron; at most every word that is read is of another input.
        let kept = if layout.accumulators.is_some() { u64::from(layout.neurons) } else { 0 };
        let kept = self.register_clock * count(kept * counters.update_weight_reads);
        logic(Block::Update, Cause::Clock, kept);
    }
}

/// A word's way between a memory and the lanes that it belongs to: half of the side of the square that the memories of
/// the same lanes fill.
fn wires(
    array: MemoryArray,
    memories: u32,
    technology: &Technology,
    supply: Volts,
) -> Result<Joules, TechnologyError> {
    let cost = technology.memory(array.words, array.bits, is_two_ported(array.ports), supply)?;
    let millimetres = (cost.area.value() * f64::from(memories)).sqrt() / 2.0;
    let changes = technology.activity.wires * f64::from(array.bits);
    Ok(technology.wire_energy(supply) * (changes * millimetres))
}

fn access(
    array: MemoryArray,
    technology: &Technology,
    supply: Volts,
    calibration: f64,
) -> Result<Access, TechnologyError> {
    let cost = technology.memory(array.words, array.bits, is_two_ported(array.ports), supply)?;
    let estimate = |access: usize| Estimate {
        low: cost.low[access],
        high: cost.high[access],
        calibrated: cost.low[access] * calibration,
    };
    Ok(Access { read: estimate(0), write: estimate(1) })
}
