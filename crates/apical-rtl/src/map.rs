//! Where a state's bits are: memories and registers behind the load port, by `docs/microarchitecture.md`, section 14.

use apical_chip::organisation::{LayerOrganisation, MemoryOrder, Organisation};
use apical_core::State;

/// A word of any width in parts of 32 bits, lowest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Word {
    pub(crate) parts: Vec<u32>,
}

impl Word {
    pub(crate) fn zero(bits: usize) -> Self {
        Self { parts: vec![0; bits.div_ceil(32)] }
    }

    pub(crate) fn of_bits(bits: &[bool]) -> Self {
        let part = |bits: &[bool]| bits.iter().rev().fold(0, |part, &bit| part << 1 | u32::from(bit));
        Self { parts: bits.chunks(32).map(part).collect() }
    }

    /// The first so many bits.
    pub(crate) fn bits(&self, count: usize) -> Vec<bool> {
        (0..count).map(|at| self.parts[at / 32] >> (at % 32) & 1 == 1).collect()
    }

    /// Puts a number of up to 16 bits into a word of zeros.
    fn put(&mut self, at: usize, width: usize, value: i32) {
        let value = (value as u32 & ((1 << width) - 1)) as u64;
        let shifted = value << (at % 32);
        self.parts[at / 32] |= shifted as u32;
        if let Some(next) = self.parts.get_mut(at / 32 + 1) {
            *next |= (shifted >> 32) as u32;
        }
    }

    /// A two's complement number of up to 16 bits.
    fn get(&self, at: usize, width: usize) -> i32 {
        let next = self.parts.get(at / 32 + 1).copied().unwrap_or(0);
        let both = u64::from(next) << 32 | u64::from(self.parts[at / 32]);
        let value = (both >> (at % 32)) as u32;
        (value << (32 - width)) as i32 >> (32 - width)
    }
}

/// A kind of memory or register behind the load port; its number is in `LOAD_SPACE`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Space {
    Weights = 0,
    Accumulators = 1,
    Biases = 2,
    Signs = 3,
    Lanes = 4,
    Control = 5,
    RecordInput = 6,
    RecordSpikes = 7,
    RecordWindow = 8,
    RecordHeader = 9,
    Pipeline = 10,
    Potentials = 11,
}

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
        (self.index as u32) << 16 | (self.layer as u32) << 4 | self.space as u32
    }
}

/// All memories whose contents are those of a state without images in flight.
pub(crate) fn memories(organisation: &Organisation) -> Vec<Memory> {
    let mut all = Vec::new();
    let layers = &organisation.layers;
    let classes = layers.last().map_or(0, |layer| layer.neurons as usize);
    let accumulator_bits = organisation.format.accumulator_bits() as usize;
    for (place, layer) in layers.iter().enumerate() {
        let (inputs, neurons) = (layer.inputs as usize, layer.neurons as usize);
        let mut add = |space, count: usize, words, bits| {
            all.extend((0..count).map(|index| Memory { space, layer: place + 1, index, words, bits }));
        };
        let weights = layer.weight_array();
        add(Space::Weights, weights.memories as usize, inputs.div_ceil(banks(layer)), weights.bits as usize);
        if let Some(array) = layer.accumulator_array() {
            add(Space::Accumulators, array.memories as usize, array.words as usize, array.bits as usize);
        }
        add(Space::Biases, 1, neurons, 8 + accumulator_bits);
        if place + 1 < layers.len() {
            add(Space::Signs, 1, neurons, classes);
        }
    }
    all.push(Memory { space: Space::Lanes, layer: 0, index: 0, words: 16, bits: 32 });
    all.push(Memory { space: Space::Control, layer: 0, index: 0, words: 1, bits: 32 });
    all
}

/// Row banks by which addresses are split: also where there are fewer inputs.
fn banks(layer: &LayerOrganisation) -> usize {
    layer.inputs_per_cycle as usize
}

/// A synapse of a word: where in it, and which.
struct Synapse {
    at: usize,
    /// In the state's order.
    place: usize,
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
        .map(|neuron| Synapse { at: width * (neuron - first), place: input * neurons + neuron })
        .collect()
}

/// Synapses in a word of accumulators.
fn accumulators_of(layer: &LayerOrganisation, memory: &Memory, word: usize, width: usize) -> Vec<Synapse> {
    let (inputs, neurons) = (layer.inputs as usize, layer.neurons as usize);
    let Some(shape) = layer.accumulators else { return Vec::new() };
    let shared = shape.synapses as usize;
    let place =
        |input: usize, neuron: usize, at: usize| Synapse { at: width * at, place: input * neurons + neuron };
    match shape.order {
        MemoryOrder::Neuron => {
            let first = word * shared;
            (first..inputs.min(first + shared))
                .map(|input| place(input, memory.index, input - first))
                .collect()
        }
        MemoryOrder::Input => {
            let first = memory.index * shared;
            (first..neurons.min(first + shared)).map(|neuron| place(word, neuron, neuron - first)).collect()
        }
    }
}

/// What a word of a memory holds in a state.
pub(crate) fn encode(state: &State, organisation: &Organisation, memory: &Memory, word: usize) -> Word {
    let format = state.config.format;
    let (weight, accumulator) = (format.weight_bits() as usize, format.accumulator_bits() as usize);
    let mut out = Word::zero(memory.bits);
    let place = memory.layer.wrapping_sub(1);
    match memory.space {
        Space::Weights => {
            for synapse in weights_of(&organisation.layers[place], memory, word, weight) {
                out.put(synapse.at, weight, state.network.layers[place].weights[synapse.place].into());
            }
        }
        Space::Accumulators => {
            for synapse in accumulators_of(&organisation.layers[place], memory, word, accumulator) {
                out.put(
                    synapse.at,
                    accumulator,
                    state.network.layers[place].accumulators[synapse.place].into(),
                );
            }
        }
        Space::Biases => {
            out.put(0, 8, state.network.layers[place].bias_weights[word].into());
            out.put(8, accumulator, state.network.layers[place].bias_accumulators[word].into());
        }
        Space::Signs => {
            let classes = state.config.classes();
            let signs = &state.network.feedback[place].positive;
            return Word::of_bits(&signs[word * classes..(word + 1) * classes]);
        }
        Space::Lanes => out.parts[0] = state.random.lanes[word],
        Space::Control => out.parts[0] = state.random.control,
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
    let place = memory.layer.wrapping_sub(1);
    match memory.space {
        Space::Weights => {
            for synapse in weights_of(&organisation.layers[place], memory, word, weight) {
                state.network.layers[place].weights[synapse.place] = found.get(synapse.at, weight) as i8;
            }
        }
        Space::Accumulators => {
            for synapse in accumulators_of(&organisation.layers[place], memory, word, accumulator) {
                let value = found.get(synapse.at, accumulator) as i8;
                state.network.layers[place].accumulators[synapse.place] = value;
            }
        }
        Space::Biases => {
            let layer = &mut state.network.layers[place];
            layer.bias_weights[word] = found.get(0, 8) as i8;
            layer.bias_accumulators[word] = found.get(8, accumulator) as i8;
        }
        Space::Signs => {
            let classes = state.config.classes();
            let signs = &mut state.network.feedback[place].positive;
            signs[word * classes..(word + 1) * classes].copy_from_slice(&found.bits(classes));
        }
        Space::Lanes => state.random.lanes[word] = found.parts[0],
        Space::Control => state.random.control = found.parts[0],
        _ => {}
    }
}
