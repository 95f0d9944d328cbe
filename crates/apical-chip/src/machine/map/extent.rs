//! How much there is behind the load port of a machine.

use super::fields::{load_address, load_space};
use super::space::{Layers, Space};
use crate::organisation::{FrontEndOrganisation, LayerOrganisation, MemoryArray, Organisation};
use crate::structure::LANES;
use crate::structure::front_end::thresholds;

/// Bits of a part of a word: what an access of `LOAD_DATA` carries.
pub const PART_BITS: u32 = 32;

/// Parts of a word that `LOAD_ADDRESS` can say.
const MOST_PARTS: u32 = 1 << load_address::PART.width();

/// Memories of a space in one layer, all of the same size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent {
    /// How many; 1 where the number does not matter.
    pub memories: u32,
    /// Words of each; 1 where the word does not matter.
    pub words: u32,
    /// Bits of a word.
    pub bits: u32,
}

impl Extent {
    const fn new(memories: u32, words: u32, bits: u32) -> Self {
        Self { memories, words, bits }
    }

    const fn registers(words: u32, bits: u32) -> Self {
        Self::new(1, words, bits)
    }
}

/// `LOAD_SPACE` for a memory: its space, its layer (from 1; 0 where it belongs to none) and its number.
#[must_use]
pub const fn selector(space: Space, layer: u32, number: u32) -> u32 {
    load_space::SPACE.put(space.code()) | load_space::LAYER.put(layer) | load_space::NUMBER.put(number)
}

impl Space {
    /// What a machine has of it. `layer`: from 1; it does not matter to a space that belongs to no layer. Nothing if the
    /// layer has none.
    #[must_use]
    pub fn extent(self, organisation: &Organisation, layer: u32) -> Option<Extent> {
        let layers = &organisation.layers;
        let count = layers.len() as u32;
        let output = layers.last()?;
        let own: &LayerOrganisation = match self.description().layers {
            Layers::None => layers.first()?,
            Layers::Hidden if layer == count => return None,
            Layers::Hidden | Layers::All => layers.get(layer.checked_sub(1)? as usize)?,
        };
        if !self.description().machines.include(organisation) {
            return None;
        }
        let format = organisation.format;
        let of_array = |array: MemoryArray| Extent::new(array.memories, array.words, array.bits);
        Some(match self {
            Self::Weights => of_array(own.weight_array()),
            Self::Accumulators => of_array(own.accumulator_array()?),
            Self::Biases => Extent::registers(own.neurons, 8 + format.accumulator_bits()),
            Self::Signs => Extent::registers(own.neurons, output.neurons),
            Self::Lanes => Extent::registers(LANES as u32, PART_BITS),
            Self::ControlGenerator | Self::Pipeline => Extent::registers(1, PART_BITS),
            // What lies beyond has no part of its own.
            Self::RecordInput => Extent::new(count, 1, own.inputs.min(MOST_PARTS * PART_BITS)),
            Self::RecordSpikes | Self::RecordWindow => Extent::new(count, 1, own.neurons),
            Self::RecordHeader => Extent::registers(count, PART_BITS),
            Self::Potentials => Extent::registers(own.neurons, PART_BITS),
            Self::LevelThresholds => level_thresholds(organisation.front_end.as_ref()?)?,
        })
    }
}

fn level_thresholds(units: &FrontEndOrganisation) -> Option<Extent> {
    let shared = Extent::registers(1, 8 * units.levels?.levels);
    let own = thresholds(units).map(|array| Extent::new(array.memories, array.words, array.bits));
    Some(own.unwrap_or(shared))
}

/// The last part of the word at a location, as `LOAD_SPACE` and `LOAD_ADDRESS` have it; nothing if there is no such
/// location, or if it is only read and was to be written.
#[must_use]
pub fn last_part(organisation: &Organisation, space: u32, address: u32, write: bool) -> Option<u32> {
    let kind = Space::of_code(load_space::SPACE.get(space))?;
    let about = kind.description();
    let extent = kind.extent(organisation, load_space::LAYER.get(space))?;
    let last = extent.bits.div_ceil(PART_BITS) - 1;
    let there = (about.number.is_none() || load_space::NUMBER.get(space) < extent.memories)
        && (about.word.is_none() || load_address::WORD.get(address) < extent.words)
        && load_address::PART.get(address) <= last
        && (about.writable || !write);
    there.then_some(last)
}
