//! A state as contents of memories: for tools that fill memories from outside, not through the bus.

use apical_chip::machine::map::Space;
use apical_chip::organisation::Organisation;
use apical_core::State;

use crate::map;

/// What a memory behind the load port holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemoryImage {
    /// As register `LOAD_SPACE` has it: space, layer, number.
    pub selector: u32,
    /// Layer, from 1; 0 where the memory belongs to none.
    pub layer: usize,
    /// Which of the layer's memories of its kind.
    pub number: usize,
    /// Bits of a word.
    pub bits: usize,
    /// Words in parts of 32 bits, lowest first.
    pub words: Vec<Vec<u32>>,
    /// What it is.
    pub kind: MemoryKind,
}

/// Memories, and what only looks like one from the load port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemoryKind {
    /// A weight memory: number `bank x columns + column`.
    Weights,
    /// An accumulator memory.
    Accumulators,
    /// Registers.
    Registers,
}

/// All memories and registers of a state without images in flight.
#[must_use]
pub fn of_state(state: &State, organisation: &Organisation) -> Vec<MemoryImage> {
    let image = |memory: map::Memory| MemoryImage {
        selector: memory.selector(),
        layer: memory.layer,
        number: memory.index,
        bits: memory.bits,
        words: (0..memory.words).map(|word| map::encode(state, organisation, &memory, word).parts).collect(),
        kind: match memory.space {
            Space::Weights => MemoryKind::Weights,
            Space::Accumulators => MemoryKind::Accumulators,
            _ => MemoryKind::Registers,
        },
    };
    map::memories(organisation).into_iter().map(image).collect()
}
