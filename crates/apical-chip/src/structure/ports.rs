//! What stands between memories and lanes, and what lets a host in.

use super::registers::PART_BITS;
use super::{FrontEndRegisters, LANE_BITS, LANES, Registers, address_bits, front_end};
use crate::organisation::{Dataflow, LayerOrganisation, MemoryArray, MemoryOrder, Organisation};
use crate::technology::Gates;

/// A number of 16 bits against one that is fixed: four NAND4 and a NOR4, each of 1.5 gate equivalents.
const COMPARED_NUMBER: f64 = 7.5;
/// Whether a memory is accessed: its bank is, or its word is and its bank is the update's. An AND-OR.
const ACCESS: f64 = 2.0;

/// Banks of weight memories, each with an address of its own. Neurons' own memories share one.
fn banks(organisation: &Organisation, layer: &LayerOrganisation) -> u32 {
    match (organisation.dataflow, layer.weights.order) {
        (Dataflow::Event, MemoryOrder::Input) => layer.inputs_per_cycle,
        _ => 1,
    }
}

/// A layer's memories, and how many of each array share an address.
fn arrays<'a>(
    organisation: &'a Organisation,
    layer: &'a LayerOrganisation,
) -> impl Iterator<Item = (MemoryArray, u32)> + 'a {
    let weights = (layer.weight_array(), banks(organisation, layer));
    // All accumulator memories are at the same step.
    std::iter::once(weights).chain(layer.accumulator_array().map(|array| (array, 1)))
}

/// Addresses that two blocks give.
fn addresses(array: MemoryArray, banks: u32, gates: &Gates) -> f64 {
    f64::from(banks) * f64::from(address_bits(array.words)) * gates.multiplexer
}

/// Multiplexers of the machine itself: addresses of a read or of an update, and the word of the row bank that an update
/// carries into.
pub(super) fn multiplexers(organisation: &Organisation, gates: &Gates) -> f64 {
    let layers = organisation.layers.iter().map(|layer| {
        let weights = layer.weight_array();
        let carried = match (organisation.dataflow, layer.weights.order) {
            (Dataflow::Event, MemoryOrder::Input) => {
                // And which words have a neuron whose weight is read, or written.
                let bits = f64::from(weights.memories) * f64::from(weights.bits);
                bits * gates.selector + f64::from(layer.neurons) * (gates.multiplexer + 1.0)
            }
            _ => 0.0,
        };
        let accessed = arrays(organisation, layer)
            .map(|(array, banks)| addresses(array, banks, gates) + f64::from(array.memories) * ACCESS);
        carried + accessed.sum::<f64>()
    });
    layers.sum()
}

/// The load port: every memory takes address and word from the host too, and every word, register and record goes
/// through a tree to the 32 bits that the host reads.
pub(super) fn load(organisation: &Organisation, registers: &Registers, gates: &Gates) -> f64 {
    let memories =
        organisation.layers.iter().flat_map(|layer| arrays(organisation, layer)).map(|(array, banks)| {
            let (memories, bits) = (f64::from(array.memories), f64::from(array.bits));
            // All banks are written with the same word.
            let written = memories / f64::from(banks) * bits * gates.multiplexer;
            // The word of the memory chosen, then the part of it that is wanted.
            let read = memories * bits * gates.selector + PART_BITS as f64;
            // Which of all it is; whether the word is in range.
            let chosen = (memories + 1.0) * COMPARED_NUMBER;
            addresses(array, banks, gates) + written + read + chosen
        });
    // Registers are written through a multiplexer and read through a tree; potentials are only read.
    let units = organisation.front_end.as_ref();
    let thresholds = units.map_or(0, |units| FrontEndRegisters::new(units).thresholds);
    let own = units.and_then(front_end::thresholds).map_or(0.0, |array| {
        let (memories, bits) = (f64::from(array.memories), f64::from(array.bits));
        addresses(array, 1, gates)
            + bits * gates.multiplexer
            + memories * (bits * gates.selector + COMPARED_NUMBER)
    });
    let written = thresholds + registers.biases + registers.records + registers.picked + LANES * LANE_BITS;
    let read = thresholds
        + registers.biases
        + registers.records
        + registers.signs
        + LANES * LANE_BITS
        + registers.potentials;
    // Each neuron's bias and its potential are chosen by number.
    let neurons: u32 = organisation.layers.iter().map(|layer| layer.neurons).sum();
    let numbers = f64::from(neurons) * 2.0 * COMPARED_NUMBER;
    memories.sum::<f64>()
        + own
        + written as f64 * gates.multiplexer
        + read as f64 * gates.selector
        + numbers
        + registers.load as f64 * gates.multiplexer
}
