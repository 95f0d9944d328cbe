//! What an organisation is made of beside memories: registers and gates by block.
//!
//! Numbers follow from the blocks of docs/microarchitecture.md as they are written in hardware (`rtl/`): each formula
//! names what it counts. They were compared with synthesis module by module (docs/validation.md, and a test).

pub(crate) mod front_end;
mod logic;
mod ports;
mod registers;

pub(crate) use front_end::FrontEndRegisters;
pub(crate) use logic::Logic;
pub(crate) use registers::Registers;

use crate::organisation::{Dataflow, LayerOrganisation, MemoryOrder, Organisation, Ports, WordShape};

/// Bits of a lane of the encoder's generator, and lanes.
pub(crate) const LANE_BITS: u64 = 32;
pub(crate) const LANES: u64 = 16;
/// Exclusive-or gates of a xorshift32 step: shifts by 13, 17 and 5.
pub(crate) const LANE_GATES: u64 = 19 + 15 + 27;

/// Bits by which the sums in a lane's tree are wider than a weight, on average.
pub(crate) const TREE_BITS: u32 = 2;
/// Inputs behind a bit that a memory reads: of a lane or an adder, of what carries or keeps it, and of the load port.
pub(crate) const WORD_INPUTS: f64 = 3.0;
/// Gates of a tree that finds the first of so many bits, a bit.
pub(crate) const GATES_OF_FINDER: u64 = 3;

/// Bits of an entry of the event queue: spikes, first index and valid.
pub(crate) fn queue_word_bits(organisation: &Organisation) -> u64 {
    let index = if organisation.layers[0].inputs > 4096 { 14 } else { 12 };
    u64::from(organisation.pixels_per_cycle) + index + 1
}

/// Bits that the pickers of a layer look at: those of a queued word, or the spike register.
pub(crate) fn picked_bits(organisation: &Organisation, layer: usize) -> u64 {
    match (organisation.dataflow, layer) {
        (Dataflow::Dense, _) => 0,
        (Dataflow::Event, 0) => organisation.pixels_per_cycle.into(),
        (Dataflow::Event, _) => organisation.layers[layer].inputs.into(),
    }
}

/// Steps of an update.
pub(crate) fn steps(layer: &LayerOrganisation) -> u64 {
    match layer.accumulators.unwrap_or(layer.weights) {
        WordShape { order: MemoryOrder::Input, .. } => layer.inputs.into(),
        shape => layer.inputs.div_ceil(shape.synapses).into(),
    }
}

/// Steps among which an update finds the next; a dense one takes all in turn.
pub(crate) fn update_steps(organisation: &Organisation, layer: usize) -> u64 {
    match organisation.dataflow {
        Dataflow::Dense => 0,
        Dataflow::Event => steps(&organisation.layers[layer]),
    }
}

/// Inputs of an update's step.
pub(crate) fn inputs_of_step(shape: WordShape) -> u64 {
    match shape.order {
        MemoryOrder::Input => 1,
        MemoryOrder::Neuron => shape.synapses.into(),
    }
}

/// Whether a memory has a second port.
pub(crate) fn is_two_ported(ports: Ports) -> bool {
    ports == Ports::Two
}

/// Bits of an address among so many words.
pub(crate) fn address_bits(words: u32) -> u32 {
    words.max(2).next_power_of_two().ilog2()
}
