//! Cells and area by module.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::SynthesisError;
use crate::library::{Kind, Library};
use crate::memory::Choice;
use crate::netlist::Design;

/// All instances of a module of the RTL, without the modules inside them.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct BlockArea {
    /// Module.
    pub module: String,
    /// Instances in the whole design.
    pub instances: usize,
    /// Cells in all of them.
    pub cells: usize,
    /// Flip-flops among these.
    pub flip_flops: usize,
    /// Clock gates among these.
    pub clock_gates: usize,
    /// Area of the cells, um2.
    pub square_micrometres: f64,
    /// The same over that of the smallest NAND2.
    pub gate_equivalents: f64,
    /// Area for each neuron of the machine, um2, of modules that have a lane for each.
    pub lane: Option<f64>,
}

/// Memories of one size.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MemoryArea {
    /// Words.
    pub words: usize,
    /// Bits of a word.
    pub bits: usize,
    /// Ports.
    pub ports: usize,
    /// How many.
    pub count: usize,
    /// Macros of one, the lowest bits first; none: flip-flops, which are among the cells.
    pub macros: Vec<String>,
    /// Area of the macros of all, um2.
    pub square_micrometres: f64,
    /// Share of the macros' bits that is used.
    pub used: f64,
    /// What flip-flops would have taken for one, um2: an estimate.
    pub as_flip_flops: f64,
}

/// Areas of a design.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Area {
    /// By module, the largest first.
    pub modules: Vec<BlockArea>,
    /// Their sum.
    pub logic: BlockArea,
    /// Memories by size.
    pub memories: Vec<MemoryArea>,
    /// Area of all macros, um2.
    pub macros_square_micrometres: f64,
}

/// Modules with a lane for each neuron.
const LANES: [&str; 8] = [
    "neuron_lanes",
    "update_lanes",
    "carry_adders",
    "weight_carries",
    "bias_registers",
    "target_phase",
    "weight_memories",
    "accumulator_memories",
];

/// Adds up a design with so many neurons.
///
/// # Errors
/// If a cell is not in the library.
pub fn areas(
    design: &Design,
    library: &Library,
    choices: &[Choice],
    neurons: usize,
) -> Result<Area, SynthesisError> {
    let gate = library.gate_equivalent()?;
    let mut blocks: BTreeMap<&str, BlockArea> = BTreeMap::new();
    let mut macros_area = 0.0;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for occurrence in design.occurrences() {
        let module = occurrence.module;
        *counts.entry(&module.name).or_default() += 1;
        let block = blocks.entry(&module.origin).or_default();
        block.instances += 1;
        for instance in module.instances.iter().filter(|instance| !design.modules.contains_key(&instance.of))
        {
            let cell = library.cell(&instance.of)?;
            if let Kind::Memory(_) = cell.kind {
                macros_area += cell.area;
                continue;
            }
            block.cells += 1;
            block.flip_flops += usize::from(cell.is_register());
            block.clock_gates += usize::from(matches!(cell.kind, Kind::ClockGate { .. }));
            block.square_micrometres += cell.area;
        }
    }
    let mut logic = BlockArea { module: "all".into(), ..BlockArea::default() };
    let mut modules = Vec::new();
    for (name, mut block) in blocks {
        block.module = name.to_owned();
        block.gate_equivalents = block.square_micrometres / gate;
        block.lane = LANES.contains(&name).then(|| block.square_micrometres / neurons.max(1) as f64);
        logic.instances += block.instances;
        logic.cells += block.cells;
        logic.flip_flops += block.flip_flops;
        logic.clock_gates += block.clock_gates;
        logic.square_micrometres += block.square_micrometres;
        logic.gate_equivalents += block.gate_equivalents;
        // Wrappers that only connect.
        if block.cells > 0 {
            modules.push(block);
        }
    }
    modules.sort_by(|a, b| b.square_micrometres.total_cmp(&a.square_micrometres));
    let mut memories = Vec::new();
    for choice in choices {
        let count = counts.get(choice.size.module().as_str()).copied().unwrap_or(0);
        let bits: usize = choice.slices.iter().map(|slice| slice.memory.words * slice.memory.bits).sum();
        let one = if choice.slices.is_empty() { 0.0 } else { choice.area };
        memories.push(MemoryArea {
            words: choice.size.words,
            bits: choice.size.bits,
            ports: choice.size.ports,
            count,
            macros: choice.slices.iter().map(|slice| slice.cell.clone()).collect(),
            square_micrometres: one * count as f64,
            used: if bits == 0 { 1.0 } else { choice.size.capacity() as f64 / bits as f64 },
            as_flip_flops: choice.flip_flops,
        });
    }
    Ok(Area { modules, logic, memories, macros_square_micrometres: macros_area })
}
