//! Results, as data and as tables.

mod table;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::SynthesisError;
use crate::area::Area;
use crate::power::{BlockEnergy, MemoryEnergy};
use crate::timing::TimingPath;

/// Version of the machine-readable result.
pub const FORMAT_VERSION: u32 = 1;

/// Everything that a run found. All of it is synthesised and simulated, nothing measured.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SynthesisReport {
    /// 1.
    pub format_version: u32,
    /// `synthesised`.
    pub label: &'static str,
    /// `preset apical`, or `small`.
    pub configuration: String,
    /// What the figures hold under.
    pub conditions: Conditions,
    /// Programs and their versions.
    pub tools: BTreeMap<&'static str, String>,
    /// Areas.
    pub area: Area,
    /// Buffers put in for nets with many sinks; they are among the cells.
    pub buffers: usize,
    /// Longest paths.
    pub timing: Option<Timing>,
    /// Energies.
    pub power: Option<Power>,
}

/// What the figures hold under.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Conditions {
    /// Process and its data.
    pub process: &'static str,
    /// V.
    pub supply: f64,
    /// Degrees Celsius.
    pub temperature: f64,
    /// `typical`.
    pub corner: &'static str,
    /// MHz; leakage is counted over this clock's cycles.
    pub clock_megahertz: f64,
    /// Wire-load model.
    pub wires: String,
    /// Clock wires and buffers over the capacitance of clock pins: an assumption.
    pub clock_tree: f64,
    /// Whether clock gates were put in.
    pub clock_gates: bool,
    /// Area of a gate equivalent, um2.
    pub gate_equivalent: f64,
}

/// Longest paths.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Timing {
    /// From clock edge to clock edge.
    pub longest: TimingPath,
    /// The longest of all, which may begin or end at a port.
    pub with_ports: TimingPath,
    /// Highest clock, MHz.
    pub megahertz: f64,
    /// What is left of a cycle, ns, by clock in MHz.
    pub slack: Vec<(f64, f64)>,
}

/// Energies of all parts of a run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Power {
    /// Where the images come from.
    pub images: String,
    /// Epochs of the training whose beginning and end are shown.
    pub epochs: u64,
    /// Updates for each image of the whole training, by the definition.
    pub update_rate: f64,
    /// Answers that were compared with the definition's; all were equal.
    pub compared: usize,
    /// If Verilator simulated the netlist too: nets whose changes were compared with our own simulator's, summed over all
    /// parts; all were equal.
    pub verilator_nets: Option<usize>,
    /// The first images, and the last epoch.
    pub phases: Vec<PhaseEnergy>,
    /// Overhead of the whole training over inference: energies of the last phase at the training's update rate.
    pub overhead: Option<f64>,
    /// The same of the cycle model.
    pub overhead_modelled: Option<f64>,
}

/// Energies at a time of the training.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PhaseEnergy {
    /// `first_images` or `last_epoch`.
    pub name: String,
    /// Images that the network had learned before.
    pub learned: u64,
    /// Inference, learning without updates, learning: the same images. In the last epoch learning has images that cause
    /// updates, which come before it without updates.
    pub parts: Vec<PartEnergy>,
    /// What learning takes.
    pub learning: Learning,
    /// The same of the cycle model.
    pub learning_modelled: Option<Learning>,
}

/// Energy of a part of the run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PartEnergy {
    /// Name.
    pub name: String,
    /// Images.
    pub images: usize,
    /// Cycles.
    pub cycles: u64,
    /// Updates.
    pub updates: u64,
    /// By module, J over the part.
    pub modules: BTreeMap<String, BlockEnergy>,
    /// Their sum.
    pub logic: BlockEnergy,
    /// Memories.
    pub memories: Vec<MemoryEnergy>,
    /// J an image.
    pub image: Split,
    /// The same without clock gates.
    pub image_ungated: Split,
    /// Mean power at the clock of the conditions, W.
    pub watts: f64,
    /// What the cycle model says of the same images; none of the small machine, whose memories are not those of least area.
    pub modelled: Option<Modelled>,
}

/// What the cycle model says of a part.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Modelled {
    /// Cycles.
    pub cycles: u64,
    /// Updates.
    pub updates: u64,
    /// J an image; leakage of macros is among that of cells, and data wires of memories are logic.
    pub image: Split,
}

/// Where an image's energy goes, J.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Split {
    /// Cells and nets.
    pub logic: f64,
    /// Clock pins, gates and tree.
    pub clock: f64,
    /// Accesses of memories, and their pins.
    pub memories: f64,
    /// Leakage of cells.
    pub leakage_logic: f64,
    /// Leakage of macros.
    pub leakage_memories: f64,
}

impl Split {
    /// All of it.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.logic + self.clock + self.memories + self.leakage_logic + self.leakage_memories
    }
}

/// What learning takes beyond inference.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Learning {
    /// Inference, J an image.
    pub inference: f64,
    /// An image that is learned and causes no update, J.
    pub without_update: f64,
    /// What an update adds, J; none if no image of the run caused one.
    pub update: Option<f64>,
    /// Cycles of an update.
    pub update_cycles: Option<f64>,
    /// Updates recorded.
    pub updates: u64,
    /// Updates for each image of the epoch that the phase is in, by the definition.
    pub update_rate: f64,
    /// (learning - inference) / inference of the same images, as simulated; none if learning had images of its own.
    pub overhead_simulated: Option<f64>,
    /// The same at the epoch's update rate: (without an update + rate x an update - inference) / inference.
    pub overhead_at_rate: Option<f64>,
}

/// What a part took, whoever says so.
struct Taken {
    images: usize,
    cycles: u64,
    updates: u64,
    /// An image.
    joules: f64,
}

impl PartEnergy {
    /// Adds up blocks and memories. `seconds`: how long the part would take.
    #[must_use]
    pub fn new(
        (name, images, cycles, updates): (String, usize, u64, u64),
        modules: BTreeMap<String, BlockEnergy>,
        memories: Vec<MemoryEnergy>,
        seconds: f64,
    ) -> Self {
        let mut logic = BlockEnergy::default();
        modules.values().for_each(|block| logic.add(block, 1.0));
        let accesses: f64 = memories.iter().map(MemoryEnergy::accesses).sum();
        let leakage: f64 = memories.iter().map(|memory| memory.leakage).sum();
        let each = 1.0 / images.max(1) as f64;
        let image = Split {
            logic: logic.logic() * each,
            clock: logic.clock() * each,
            memories: (accesses + logic.memory_pins) * each,
            leakage_logic: logic.leakage * seconds * each,
            leakage_memories: leakage * seconds * each,
        };
        let image_ungated = Split { clock: logic.clock_ungated * each, ..image };
        let watts = image.total() * images as f64 / seconds;
        let modelled = None;
        Self {
            name,
            images,
            cycles,
            updates,
            modules,
            logic,
            memories,
            image,
            image_ungated,
            watts,
            modelled,
        }
    }
}

impl Learning {
    /// From three or four parts of a phase, and updates for each image of its epoch.
    ///
    /// # Errors
    /// If there are fewer parts.
    pub fn new(parts: &[PartEnergy], update_rate: f64) -> Result<Self, SynthesisError> {
        let taken = |part: &PartEnergy| Taken {
            images: part.images,
            cycles: part.cycles,
            updates: part.updates,
            joules: part.image.total(),
        };
        Self::of(&parts.iter().map(taken).collect::<Vec<_>>(), update_rate)
    }

    /// The same of what the cycle model says of the parts; none if it was not asked.
    ///
    /// # Errors
    /// If there are fewer parts.
    pub fn modelled(parts: &[PartEnergy], update_rate: f64) -> Result<Option<Self>, SynthesisError> {
        let taken = |part: &PartEnergy| {
            part.modelled.map(|modelled| Taken {
                images: part.images,
                cycles: modelled.cycles,
                updates: modelled.updates,
                joules: modelled.image.total(),
            })
        };
        let taken: Option<Vec<Taken>> = parts.iter().map(taken).collect();
        taken.map(|taken| Self::of(&taken, update_rate)).transpose()
    }

    fn of(parts: &[Taken], update_rate: f64) -> Result<Self, SynthesisError> {
        let (inference, without, before, learning) = match parts {
            [inference, without, learning] => (inference, without, without, learning),
            [inference, without, before, learning] => (inference, without, before, learning),
            _ => return Err(SynthesisError::content("the simulation", "three or four parts are wanted")),
        };
        let each = |part: &Taken, value: u64| value as f64 / part.images.max(1) as f64;
        let updates = each(learning, learning.updates);
        let added = |more: f64| (learning.updates > 0).then(|| more / updates);
        let same = parts.len() == 3;
        let mut found = Self {
            inference: inference.joules,
            without_update: without.joules,
            update: added(learning.joules - before.joules),
            update_cycles: added(each(learning, learning.cycles) - each(before, before.cycles)),
            updates: learning.updates,
            update_rate,
            overhead_simulated: same.then(|| learning.joules / inference.joules - 1.0),
            overhead_at_rate: None,
        };
        found.overhead_at_rate = found.overhead(update_rate);
        Ok(found)
    }

    /// Overhead over inference with so many updates for each image.
    #[must_use]
    pub fn overhead(&self, update_rate: f64) -> Option<f64> {
        self.update.map(|update| (self.without_update + update_rate * update) / self.inference - 1.0)
    }
}
