//! Area and leakage, block by block.
//!
//! Memories are the technology's: CACTI's, where a second port costs what it costs in the library, or macros. Logic is
//! counted in gates and placed at the technology's utilisation.

use crate::energy::Block;
use crate::organisation::{MemoryArray, Organisation};
use crate::preset::Preset;
use crate::structure::{Logic, Registers, front_end, is_two_ported};
use crate::technology::{MemoryCost, Technology, TechnologyError};
use crate::units::{SquareMillimetres, Volts, Watts};

/// Area of a processor.
#[derive(Debug, Clone, PartialEq)]
pub struct Area {
    /// By block, in the order of reports.
    pub blocks: Vec<(Block, SquareMillimetres)>,
    /// Gate equivalents of all logic, registers included.
    pub gate_equivalents: f64,
    /// Bits of registers, and of those the ones that no gate stops: they are clocked in every cycle.
    pub registers: u64,
    /// See [`registers`](Self::registers).
    pub always_clocked: u64,
    /// Clock gates.
    pub clock_gates: u64,
    /// Bits of all memories.
    pub memory_bits: u64,
    /// Leakage of the memories at the technology's reference supply.
    memory_leakage: Watts,
}

impl Area {
    /// Area of a preset in a technology.
    ///
    /// # Errors
    /// If a memory is far outside the technology's tables.
    pub fn new(preset: &Preset, technology: &Technology) -> Result<Self, TechnologyError> {
        let organisation = &preset.organisation;
        let gates = &technology.gates;
        let registers = Registers::new(organisation, technology.activity.registers_per_clock_gate);
        let logic = Logic::new(organisation, &registers, gates);
        let mut memories = [Block::FrontEnd, Block::Weights, Block::Accumulators]
            .map(|block| (block, SquareMillimetres::default()));
        let (mut memory_leakage, mut memory_bits) = (Watts::default(), 0);
        for (block, array) in arrays(organisation) {
            let cost = memory(array, technology)?;
            let count = f64::from(array.memories);
            let area = cost.area * count;
            memory_leakage += cost.leakage * count;
            memory_bits += array.total_bits();
            for (_, sum) in memories.iter_mut().filter(|(of, _)| *of == block) {
                *sum += area;
            }
        }
        let gate_area = technology.library_area(technology.cells.gate_area) / gates.utilisation;
        let bits = |count: u64| count as f64 * gates.register;
        let gated = |count: u64| count as f64 * gates.clock_gate;
        let gate_count = registers.clock_gates;
        let blocks_in_gates = [
            (Block::FrontEnd, logic.front_end + bits(registers.front_end) + gated(gate_count.front_end)),
            (Block::Encoder, logic.encoder + bits(registers.encoder) + gated(gate_count.encoder)),
            (
                Block::Events,
                logic.events + bits(registers.queue + registers.picked) + gated(gate_count.events),
            ),
            (
                Block::Lanes,
                logic.lanes + bits(registers.potentials + registers.biases) + gated(gate_count.lanes),
            ),
            (Block::Search, logic.search + bits(registers.search) + gated(gate_count.search)),
            (
                Block::Feedback,
                logic.feedback + bits(registers.signs + registers.deltas) + gated(gate_count.feedback),
            ),
            (
                Block::Update,
                logic.update + logic.multipliers + bits(registers.carries) + gated(gate_count.update),
            ),
            (Block::Records, logic.records + bits(registers.records) + gated(gate_count.records)),
            (Block::Control, logic.control + bits(registers.control)),
            (Block::Ports, logic.ports),
            (Block::Load, logic.load + bits(registers.load) + gated(gate_count.load)),
        ];
        let mut blocks = memories.to_vec();
        for (block, gates) in blocks_in_gates {
            let area = gate_area * gates;
            match blocks.iter_mut().find(|(of, _)| *of == block) {
                Some((_, sum)) => *sum += area,
                None => blocks.push((block, area)),
            }
        }
        blocks.retain(|(_, area)| area.value() > 0.0);
        blocks.sort_by_key(|(block, _)| *block);
        let gate_equivalents = logic.total() + bits(registers.total()) + gated(gate_count.total());
        Ok(Self {
            blocks,
            gate_equivalents,
            registers: registers.total(),
            always_clocked: registers.always_clocked(),
            clock_gates: gate_count.total(),
            memory_bits,
            memory_leakage,
        })
    }

    /// All of it.
    #[must_use]
    pub fn total(&self) -> SquareMillimetres {
        self.blocks.iter().map(|(_, area)| *area).sum()
    }

    /// Power that leaks at a supply: memories as their table says, gates as the library does.
    #[must_use]
    pub fn leakage(&self, technology: &Technology, supply: Volts) -> Watts {
        technology.leakage(self.memory_leakage, technology.reference_supply(), supply)
            + technology.logic_leakage(self.gate_equivalents, supply)
    }
}

/// All memories, with their block.
fn arrays(organisation: &Organisation) -> impl Iterator<Item = (Block, MemoryArray)> {
    let thresholds = organisation.front_end.as_ref().and_then(front_end::thresholds);
    let of_front_end = thresholds.map(|array| (Block::FrontEnd, array));
    let of_layers = organisation.layers.iter().flat_map(|layer| {
        let accumulators = layer.accumulator_array().map(|array| (Block::Accumulators, array));
        std::iter::once((Block::Weights, layer.weight_array())).chain(accumulators)
    });
    of_front_end.into_iter().chain(of_layers)
}

fn memory(array: MemoryArray, technology: &Technology) -> Result<MemoryCost, TechnologyError> {
    technology.memory(array.words, array.bits, is_two_ported(array.ports), technology.reference_supply())
}
