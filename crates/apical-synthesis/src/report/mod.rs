//! Results, as data and as tables.

mod table;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::area::Area;
use crate::power::{BlockEnergy, MemoryEnergy};
use crate::timing::TimingPath;

/// Version of the machine-readable result.
pub const FORMAT_VERSION: u32 = 1;

/// Everything that a run found. All of it is synthesised and simulated, nothing measured.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
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
    /// Images that the network had learned before.
    pub trained: usize,
    /// Answers that were compared with the definition's; all were equal.
    pub compared: usize,
    /// If Verilator simulated the netlist too: how far the energy of a block by its SAIF is at most from that by our own
    /// simulator, relative to the block's.
    pub verilator_difference: Option<f64>,
    /// Inference, learning without updates, learning.
    pub parts: Vec<PartEnergy>,
    /// What learning takes.
    pub learning: Learning,
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
    /// Overhead over inference at 6 updates in 100 images, as over a whole training: (learning - inference) / inference.
    pub overhead_at_6_percent: Option<f64>,
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
        Self { name, images, cycles, updates, modules, logic, memories, image, image_ungated, watts }
    }
}

impl Learning {
    /// From the three parts.
    #[must_use]
    pub fn new(inference: &PartEnergy, without: &PartEnergy, learning: &PartEnergy) -> Self {
        let each = |part: &PartEnergy, value: f64| value / part.images.max(1) as f64;
        let updates = each(learning, learning.updates as f64);
        let update = (updates > 0.0).then(|| (learning.image.total() - without.image.total()) / updates);
        let cycles = |part: &PartEnergy| each(part, part.cycles as f64);
        Self {
            inference: inference.image.total(),
            without_update: without.image.total(),
            update,
            update_cycles: (updates > 0.0).then(|| (cycles(learning) - cycles(without)) / updates),
            overhead_at_6_percent: update
                .map(|update| (without.image.total() + 0.06 * update) / inference.image.total() - 1.0),
        }
    }
}
