//! Where a state's bits are: memories and registers behind the load port, by `docs/microarchitecture.md`, section 14.

use std::ops::Range;

use apical_chip::machine::map::{self, Space, bias};
use apical_chip::organisation::{LayerOrganisation, MemoryOrder, Organisation};
use apical_core::State;
use apical_core::front_end::FrontEnd;

use crate::word::Word;

/// Spaces of each layer whose contents are those of a state without images in flight.
const OF_LAYERS: [Space; 4] = [Space::Weights, Space::Accumulators, Space::Biases, Space::Signs];
/// Those that belong to no layer.
const SHARED: [Space; 3] = [Space::Lanes, Space::ControlGenerator, Space::LevelThresholds];

/// Where a bias has its weight, of so many bits, and its accumulator.
const BIAS_WEIGHT: usize = bias::WEIGHT.low as usize;
const BIAS_BITS: usize = bias::WEIGHT.width() as usize;
const BIAS_ACCUMULATOR: usize = bias::ACCUMULATOR.low as usize;
/// Bits of a threshold of levels.
const THRESHOLD_BITS: usize = 8;

/// One memory: words of equal width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Memory {
    pub(crate) space: Space,
    /// From 1; 0 where it belongs to no layer.
    pub(crate) layer: usize,
    pub(crate) index: usize,
    pub(crate) words: usize,
    pub(crate) bits: usize,
}

impl Memory {
    /// As `LOAD_SPACE` has it.
    pub(crate) fn selector(&self) -> u32 {
        map::selector(self.space, self.layer as u32, self.index as u32)
    }
}

/// All memories whose contents are those of a state without images in flight.
pub(crate) fn memories(organisation: &Organisation) -> Vec<Memory> {
    let of_layers = (1..=organisation.layers.len()).flat_map(|layer| OF_LAYERS.map(|space| (space, layer)));
    let memories = of_layers.chain(SHARED.map(|space| (space, 0))).filter_map(|(space, layer)| {
        let extent = space.extent(organisation, layer as u32)?;
        let (words, bits) = (extent.words as usize, extent.bits as usize);
        Some((0..extent.memories as usize).map(move |index| Memory { space, layer, index, words, bits }))
    });
    memories.flatten().collect()
}

/// Row banks by which addresses are split: also where there are fewer inputs.
fn banks(layer: &LayerOrganisation) -> usize {
    layer.inputs_per_cycle as usize
}

/// A synapse of a word: where in it, and which.
struct Synapse {
    at: usize,
    /// In the state's order.
    index: usize,
}

/// Synapses in a word of weights.
fn weights_of(layer: &LayerOrganisation, memory: &Memory, word: usize, width: usize) -> Vec<Synapse> {
    let (inputs, neurons) = (layer.inputs as usize, layer.neurons as usize);
    let shared = layer.weights.synapses as usize;
    let in_a_bank = neurons.div_ceil(shared);
    let input = word * banks(layer) + memory.index / in_a_bank;
    let first = memory.index % in_a_bank * shared;
    if input >= inputs {
        return Vec::new();
    }
    (first..neurons.min(first + shared))
        .map(|neuron| Synapse { at: width * (neuron - first), index: input * neurons + neuron })
        .collect()
}

/// Synapses in a word of accumulators.
fn accumulators_of(layer: &LayerOrganisation, memory: &Memory, word: usize, width: usize) -> Vec<Synapse> {
    let (inputs, neurons) = (layer.inputs as usize, layer.neurons as usize);
    let Some(shape) = layer.accumulators else { return Vec::new() };
    let shared = shape.synapses as usize;
    let synapse =
        |input: usize, neuron: usize, at: usize| Synapse { at: width * at, index: input * neurons + neuron };
    match shape.order {
        MemoryOrder::Neuron => {
            let first = word * shared;
            (first..inputs.min(first + shared))
                .map(|input| synapse(input, memory.index, input - first))
                .collect()
        }
        MemoryOrder::Input => {
            let first = memory.index * shared;
            (first..neurons.min(first + shared)).map(|neuron| synapse(word, neuron, neuron - first)).collect()
        }
    }
}

/// Thresholds in a word of levels, by their indices; beyond all of them where the word belongs to no value.
fn thresholds_of(
    front_end: &FrontEnd,
    organisation: &Organisation,
    memory: &Memory,
    word: usize,
) -> Range<usize> {
    let levels = front_end.levels.as_ref().map_or(0, |levels| levels.levels);
    let value = word * organisation.values_per_cycle() as usize + memory.index;
    value * levels..(value + 1) * levels
}

/// What a word of a memory holds in a state.
pub(crate) fn encode(state: &State, organisation: &Organisation, memory: &Memory, word: usize) -> Word {
    let format = state.config.format;
    let (weight, accumulator) = (format.weight_bits() as usize, format.accumulator_bits() as usize);
    let mut out = Word::zero(memory.bits);
    let layer = memory.layer.wrapping_sub(1);
    match memory.space {
        Space::Weights => {
            for synapse in weights_of(&organisation.layers[layer], memory, word, weight) {
                out.put(synapse.at, weight, state.network.layers[layer].weights[synapse.index].into());
            }
        }
        Space::Accumulators => {
            for synapse in accumulators_of(&organisation.layers[layer], memory, word, accumulator) {
                out.put(
                    synapse.at,
                    accumulator,
                    state.network.layers[layer].accumulators[synapse.index].into(),
                );
            }
        }
        Space::Biases => {
            out.put(BIAS_WEIGHT, BIAS_BITS, state.network.layers[layer].bias_weights[word].into());
            out.put(
                BIAS_ACCUMULATOR,
                accumulator,
                state.network.layers[layer].bias_accumulators[word].into(),
            );
        }
        Space::Signs => {
            let classes = state.config.classes();
            let signs = &state.network.feedback[layer].positive;
            return Word::of_bits(&signs[word * classes..(word + 1) * classes]);
        }
        Space::Lanes => out.parts[0] = state.random.lanes[word],
        Space::ControlGenerator => out.parts[0] = state.random.control,
        Space::LevelThresholds => {
            let thresholds = thresholds_of(&state.config.front_end, organisation, memory, word);
            let all = state.config.front_end.levels.as_ref().map_or(&[][..], |levels| &levels.thresholds);
            for (level, &threshold) in all.get(thresholds).unwrap_or_default().iter().enumerate() {
                out.put(THRESHOLD_BITS * level, THRESHOLD_BITS, threshold.into());
            }
        }
        _ => {}
    }
    out
}

/// Puts what a word of a memory holds into a state. Returns a word with what was left over: bits that must be 0.
pub(crate) fn decode(
    state: &mut State,
    organisation: &Organisation,
    memory: &Memory,
    word: usize,
    found: &Word,
) {
    let format = state.config.format;
    let (weight, accumulator) = (format.weight_bits() as usize, format.accumulator_bits() as usize);
    let layer = memory.layer.wrapping_sub(1);
    match memory.space {
        Space::Weights => {
            for synapse in weights_of(&organisation.layers[layer], memory, word, weight) {
                state.network.layers[layer].weights[synapse.index] = found.get(synapse.at, weight) as i8;
            }
        }
        Space::Accumulators => {
            for synapse in accumulators_of(&organisation.layers[layer], memory, word, accumulator) {
                let value = found.get(synapse.at, accumulator) as i8;
                state.network.layers[layer].accumulators[synapse.index] = value;
            }
        }
        Space::Biases => {
            let layer = &mut state.network.layers[layer];
            layer.bias_weights[word] = found.get(BIAS_WEIGHT, BIAS_BITS) as i8;
            layer.bias_accumulators[word] = found.get(BIAS_ACCUMULATOR, accumulator) as i8;
        }
        Space::Signs => {
            let classes = state.config.classes();
            let signs = &mut state.network.feedback[layer].positive;
            signs[word * classes..(word + 1) * classes].copy_from_slice(&found.bits(classes));
        }
        Space::Lanes => state.random.lanes[word] = found.parts[0],
        Space::ControlGenerator => state.random.control = found.parts[0],
        Space::LevelThresholds => {
            let thresholds = thresholds_of(&state.config.front_end, organisation, memory, word);
            let levels = state.config.front_end.levels.as_mut();
            let own = levels.and_then(|levels| levels.thresholds.get_mut(thresholds));
            for (level, threshold) in own.unwrap_or_default().iter_mut().enumerate() {
                *threshold = found.get(THRESHOLD_BITS * level, THRESHOLD_BITS) as u8;
            }
        }
        _ => {}
    }
}
