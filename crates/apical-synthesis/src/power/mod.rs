//! Energy from switching activity.
//!
//! A change of a net takes half of its capacitance (pins and wires) times the supply squared, and what the Liberty tables
//! of the cell that drives it say of its inside. A clock cycle of a register takes its clock pin's two edges. Macros take
//! what their tables say of a read or a write, and of changes of their other pins. Leakage is power times time.

mod cells;
mod memories;
mod source;

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Serialize;

pub use memories::{MemoryEnergy, memories};
pub(crate) use source::At;
pub use source::Source;

use crate::SynthesisError;
use crate::library::{Kind, Library};
use crate::netlist::{Bit, Design, Direction, Module, NetNames, Sample};
use crate::saif::Activity;

/// Clock wires and buffers take so many times what the clock pins' capacitance takes: an assumption.
pub const CLOCK_TREE: f64 = 1.0;

/// Time units of a recorded cycle: the clock is high in one, low in the other.
const UNITS: u64 = 2;

/// Energies of a block over a recording, J, and its leakage, W. Instances inside it are blocks of their own.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct BlockEnergy {
    /// Inside cells, clocks aside.
    pub internal: f64,
    /// Pins and wires of nets, clocks aside.
    pub switching: f64,
    /// Of the switching energy, that of wires.
    pub wires: f64,
    /// Of both, that of buffers put in for nets with many sinks: inside them and at their input.
    pub buffers: f64,
    /// Inside registers and macros at clock edges, and their clock pins.
    pub clock_pins: f64,
    /// Clock gates and their clock pins.
    pub clock_gates: f64,
    /// Wires and buffers of the clock: assumed.
    pub clock_tree: f64,
    /// Changes of macros' address and data pins.
    pub memory_pins: f64,
    /// The clock energy without clock gates: all registers clocked in every cycle.
    pub clock_ungated: f64,
    /// Leakage of cells, W.
    pub leakage: f64,
    /// Changes of nets, clocks aside.
    pub toggles: f64,
}

impl BlockEnergy {
    /// Logic: what cells and nets took but for clocks, J.
    #[must_use]
    pub fn logic(&self) -> f64 {
        self.internal + self.switching
    }

    /// Clock with its gates and its tree, J.
    #[must_use]
    pub fn clock(&self) -> f64 {
        self.clock_pins + self.clock_gates + self.clock_tree
    }

    pub(crate) fn add(&mut self, other: &Self, weight: f64) {
        let pairs = [
            (&mut self.internal, other.internal),
            (&mut self.switching, other.switching),
            (&mut self.wires, other.wires),
            (&mut self.buffers, other.buffers),
            (&mut self.clock_pins, other.clock_pins),
            (&mut self.clock_gates, other.clock_gates),
            (&mut self.clock_tree, other.clock_tree),
            (&mut self.memory_pins, other.memory_pins),
            (&mut self.clock_ungated, other.clock_ungated),
            (&mut self.leakage, other.leakage),
            (&mut self.toggles, other.toggles),
        ];
        for (own, more) in pairs {
            *own += weight * more;
        }
    }
}

/// What each of a module's nets drives in it.
struct Nets {
    /// Capacitance of pins of cells, F, and number of sinks, cells or instances.
    loads: HashMap<u32, (f64, usize)>,
    clocks: HashSet<u32>,
    names: NetNames,
}

/// Multiplies activity with energies.
pub struct Estimator<'a> {
    design: &'a Design,
    library: &'a Library,
    sample: Sample,
    nets: HashMap<&'a str, Nets>,
}

impl<'a> Estimator<'a> {
    /// For a design whose blocks were recorded by a sample.
    ///
    /// # Errors
    /// If a cell is not in the library.
    pub fn new(design: &'a Design, library: &'a Library, sample: Sample) -> Result<Self, SynthesisError> {
        let mut nets: HashMap<&str, Nets> = HashMap::new();
        for name in design.bottom_up() {
            let Some((name, module)) = design.modules.get_key_value(&name) else { continue };
            let found = nets_of(module, design, library, &nets)?;
            nets.insert(name, found);
        }
        Ok(Self { design, library, sample, nets })
    }

    /// Energies by module of the RTL, over a recording.
    ///
    /// # Errors
    /// If a block that must have been recorded was not.
    pub fn blocks(&self, source: Source<'_>) -> Result<BTreeMap<String, BlockEnergy>, SynthesisError> {
        let top = self.design.module(&self.design.top)?;
        let mut blocks = BTreeMap::new();
        self.visit(top, source.top(&top.name)?, source.duration(), 1.0, &mut blocks)?;
        Ok(blocks)
    }

    fn visit(
        &self,
        module: &Module,
        at: At<'_>,
        duration: u64,
        weight: f64,
        blocks: &mut BTreeMap<String, BlockEnergy>,
    ) -> Result<(), SynthesisError> {
        let own = self.own(module, at, duration)?;
        blocks.entry(module.origin.clone()).or_default().add(&own, weight);
        for like in self.sample.groups(module, self.design) {
            let weight = weight * like.all.len() as f64 / like.chosen.len() as f64;
            for index in like.chosen {
                let instance = &module.instances[index];
                let inner = at.inner(&instance.name)?;
                self.visit(self.design.module(&instance.of)?, inner, duration, weight, blocks)?;
            }
        }
        Ok(())
    }

    /// What the cells and nets of a module itself took.
    fn own(&self, module: &Module, at: At<'_>, duration: u64) -> Result<BlockEnergy, SynthesisError> {
        let mut sum = BlockEnergy::default();
        let nets = &self.nets[module.name.as_str()];
        let half = self.library.supply * self.library.supply / 2.0;
        let cycles = cycles(duration);
        let activity = |bit: Bit| at.activity(bit, &nets.names, &module.name);
        for (&net, &(load, sinks)) in &nets.loads {
            let toggles = activity(Bit::Net(net))?.toggles as f64;
            if nets.clocks.contains(&net) {
                let pins = toggles * load * half;
                sum.clock_pins += pins;
                sum.clock_tree += CLOCK_TREE * pins;
                sum.clock_ungated += (1.0 + CLOCK_TREE) * (UNITS as f64 * cycles) * load * half;
            } else {
                let wires = self.library.wires.of(sinks);
                sum.switching += toggles * (load + wires) * half;
                sum.wires += toggles * wires * half;
                sum.toggles += toggles;
            }
        }
        for instance in &module.instances {
            let Some(cell) = self.library.cells.get(&instance.of) else { continue };
            if self.design.modules.contains_key(&instance.of) {
                continue;
            }
            if let Kind::Memory(_) = cell.kind {
                self.memory_pins(instance, cell, &activity, duration, &mut sum)?;
                continue;
            }
            sum.leakage += cell.leakage;
            let mut high = 0.0;
            for (name, pin) in &cell.pins {
                let Some(bit) = instance.bit(name) else { continue };
                let found = activity(bit)?;
                let toggles = found.toggles as f64;
                let is_clock = cell.clock() == Some(name);
                if pin.direction == Direction::Output {
                    high = found.high as f64 / duration.max(1) as f64;
                    let load = if let Bit::Net(net) = bit {
                        nets.loads.get(&net).map_or(0.0, |load| load.0)
                    } else {
                        0.0
                    };
                    let energy = toggles * cells::output_change(cell, pin, load);
                    if matches!(cell.kind, Kind::ClockGate { .. }) {
                        sum.clock_gates += energy;
                    } else {
                        sum.internal += energy;
                        if instance.is_buffer() {
                            sum.buffers += energy;
                        }
                    }
                } else if !is_clock {
                    let inside = toggles * cells::input_change(pin, None);
                    sum.internal += inside;
                    if instance.is_buffer() {
                        sum.buffers += inside + toggles * pin.capacitance * half;
                    }
                }
            }
            if let Some(clock) = cell.clock() {
                let edges =
                    instance.bit(clock).map(&activity).transpose()?.unwrap_or_default().toggles as f64;
                let energy =
                    high * cells::clock_cycle(cell, true) + (1.0 - high) * cells::clock_cycle(cell, false);
                if cell.is_register() {
                    sum.clock_pins += edges / 2.0 * energy;
                    sum.clock_ungated += cycles * energy;
                } else {
                    sum.clock_gates += edges / 2.0 * energy;
                }
            }
        }
        Ok(sum)
    }

    fn memory_pins(
        &self,
        instance: &crate::netlist::Instance,
        cell: &crate::library::Cell,
        activity: &impl Fn(Bit) -> Result<Activity, SynthesisError>,
        duration: u64,
        sum: &mut BlockEnergy,
    ) -> Result<(), SynthesisError> {
        for (name, bits) in &instance.connections {
            let Some(pin) = cell.pins.get(name) else { continue };
            if pin.clock || name.ends_with("_CLK") {
                continue;
            }
            let port = name.split('_').next().unwrap_or_default();
            let enable = instance.bit(&format!("{port}_MEN")).map(activity).transpose()?.unwrap_or_default();
            let enabled = enable.high as f64 / duration.max(1) as f64;
            let change = enabled * cells::input_change(pin, Some(true))
                + (1.0 - enabled) * cells::input_change(pin, Some(false));
            for bit in bits {
                sum.memory_pins += activity(*bit)?.toggles as f64 * change;
            }
        }
        Ok(())
    }
}

/// Cycles of a recording: the last half of the last is not in its length.
pub(crate) fn cycles(duration: u64) -> f64 {
    duration.div_ceil(UNITS) as f64
}

fn nets_of(
    module: &Module,
    design: &Design,
    library: &Library,
    inner: &HashMap<&str, Nets>,
) -> Result<Nets, SynthesisError> {
    let mut loads: HashMap<u32, (f64, usize)> = HashMap::new();
    let mut clocks = HashSet::new();
    for instance in &module.instances {
        let known = design.modules.get(&instance.of).zip(inner.get(instance.of.as_str()));
        for (name, bits) in &instance.connections {
            for (index, bit) in bits.iter().enumerate() {
                let Bit::Net(net) = *bit else { continue };
                let (load, is_sink, is_clock) = match known {
                    Some((of, nets)) => {
                        let port = of.port(name);
                        let is_sink = port.is_some_and(|port| port.direction == Direction::Input);
                        let bit = port.and_then(|port| port.bits.get(index));
                        let clock = matches!(bit, Some(Bit::Net(net)) if nets.clocks.contains(net));
                        (0.0, is_sink, clock)
                    }
                    None => {
                        let cell = library.cell(&instance.of)?;
                        let Some(pin) = cell.pins.get(name) else { continue };
                        let is_sink = pin.direction == Direction::Input;
                        let gated = !is_sink && matches!(cell.kind, Kind::ClockGate { .. });
                        let load = if is_sink { pin.capacitance } else { 0.0 };
                        (load, is_sink, gated || (is_sink && (pin.clock || cell.clock() == Some(name))))
                    }
                };
                if is_clock {
                    clocks.insert(net);
                }
                if is_sink {
                    let entry = loads.entry(net).or_default();
                    entry.0 += load;
                    entry.1 += 1;
                }
            }
        }
    }
    Ok(Nets { loads, clocks, names: NetNames::of(module) })
}

#[cfg(test)]
mod tests;
