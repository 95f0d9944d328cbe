//! What stands between memories and lanes, and what lets a host in.

use super::registers::PART_BITS;
use super::{LANE_BITS, LANES, Registers, address_bits};
use crate::organisation::{Dataflow, MemoryArray, MemoryOrder, Organisation};
use crate::technology::Gates;

/// A number of 16 bits against one that is fixed: four NAND4 and a NOR4, each of 1.5 gate equivalents.
const COMPARED_NUMBER: f64 = 7.5;

/// An address that two blocks give, of so many memories.
fn addresses(array: MemoryArray, memories: u32, gates: &Gates) -> f64 {
    f64::from(memories) * f64::from(address_bits(array.words)) * gates.multiplexer
}

/// Multiplexers of the machine itself: addresses of a read or of an update, and the word of the row bank that an update
/// carries into.
pub(super) fn multiplexers(organisation: &Organisation, gates: &Gates) -> f64 {
    let layers = organisation.layers.iter().map(|layer| {
        let weights = layer.weight_array();
        let banks = match (organisation.dataflow, layer.weights.order) {
            (Dataflow::Event, MemoryOrder::Input) => f64::from(weights.memories) * f64::from(weights.bits),
            _ => 0.0,
        };
        // A dense machine's memories share one address counter.
        let addressed = match organisation.dataflow {
            Dataflow::Event => weights.memories,
            Dataflow::Dense => 1,
        };
        let accumulators =
            layer.accumulator_array().map_or(0.0, |array| addresses(array, array.memories, gates));
        addresses(weights, addressed, gates) + banks * gates.selector + accumulators
    });
    layers.sum()
}

/// The load port: every memory takes address and word from the host too, and every word, register and record goes
/// through a tree to the 32 bits that the host reads.
pub(super) fn load(organisation: &Organisation, registers: &Registers, gates: &Gates) -> f64 {
    let arrays = organisation
        .layers
        .iter()
        .flat_map(|layer| std::iter::once(layer.weight_array()).chain(layer.accumulator_array()));
    // Of a memory: which of all it is, and whether the word is in range.
    let chosen = 2.0 * COMPARED_NUMBER;
    let memories = arrays.map(|array| {
        let bits = f64::from(array.bits);
        let written = bits * gates.multiplexer;
        // The word of the memory chosen, and the part of it that is wanted; a gate a bit brings it to the others.
        let read = bits * (gates.selector + 1.0) + PART_BITS as f64;
        addresses(array, array.memories, gates) + f64::from(array.memories) * (written + read + chosen)
    });
    // Registers are written through a multiplexer and read through a tree; potentials are only read.
    let written = registers.biases + registers.records + registers.picked + LANES * LANE_BITS;
    let read =
        registers.biases + registers.records + registers.signs + LANES * LANE_BITS + registers.potentials;
    // Each neuron's registers are chosen by number, its signs apart, and brought to those of the others.
    let neurons: u32 = organisation.layers.iter().map(|layer| layer.neurons).sum();
    let numbers = f64::from(neurons) * (2.0 * COMPARED_NUMBER + PART_BITS as f64);
    memories.sum::<f64>()
        + written as f64 * gates.multiplexer
        + read as f64 * gates.selector
        + numbers
        + registers.load as f64 * gates.multiplexer
}
