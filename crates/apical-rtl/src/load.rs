//! States through the load port.

use apical_chip::machine::map::{Register, Space, header, load_address};
use apical_chip::organisation::Organisation;
use apical_core::random::RandomState;
use apical_core::{Config, HiddenRecord, InFlight, Network, State};

use crate::RtlError;
use crate::device::Device;
use crate::map::{self, Memory};
use crate::word::Word;

/// Headers of the records: one word an image, by age.
const HEADER: Memory = Memory { space: Space::RecordHeader, layer: 0, index: 0, words: 8, bits: 32 };
const PIPELINE: Memory = Memory { space: Space::Pipeline, layer: 0, index: 0, words: 1, bits: 32 };

/// Input spikes of an image, by its age.
pub(crate) fn input_record(config: &Config, age: usize) -> Memory {
    Memory { space: Space::RecordInput, layer: 0, index: age, words: 1, bits: config.inputs() }
}

/// Spikes or window bits of a hidden layer (from 1), by the image's age.
pub(crate) fn hidden_record(config: &Config, space: Space, layer: usize, age: usize) -> Memory {
    Memory { space, layer, index: age, words: 1, bits: config.layers[layer] }
}

/// The load port of a device; its controller must be idle.
pub(crate) struct LoadPort<'a> {
    pub(crate) device: &'a mut Device,
}

impl LoadPort<'_> {
    fn select(&mut self, memory: &Memory, word: usize) -> Result<(), RtlError> {
        self.device.write(Register::LoadSpace, memory.selector())?;
        self.device.write(Register::LoadAddress, load_address::WORD.put(word as u32))
    }

    fn put(
        &mut self,
        memory: &Memory,
        first: usize,
        words: impl Iterator<Item = Word>,
    ) -> Result<(), RtlError> {
        self.select(memory, first)?;
        for part in words.flat_map(|word| word.parts) {
            self.device.write(Register::LoadData, part)?;
        }
        Ok(())
    }

    /// All words of a memory.
    pub(crate) fn words(&mut self, memory: &Memory) -> Result<Vec<Word>, RtlError> {
        self.select(memory, 0)?;
        (0..memory.words).map(|_| self.next_word(memory.bits)).collect()
    }

    /// One word of a memory.
    pub(crate) fn word(&mut self, memory: &Memory, word: usize) -> Result<Word, RtlError> {
        self.select(memory, word)?;
        self.next_word(memory.bits)
    }

    fn next_word(&mut self, bits: usize) -> Result<Word, RtlError> {
        let mut word = Word::zero(bits);
        for part in &mut word.parts {
            *part = self.device.read(Register::LoadData)?;
        }
        Ok(word)
    }

    /// Puts a state that fits into all memories, registers of generators and records.
    pub(crate) fn put_state(&mut self, state: &State, organisation: &Organisation) -> Result<(), RtlError> {
        for memory in map::memories(organisation) {
            let words = (0..memory.words).map(|word| map::encode(state, organisation, &memory, word));
            self.put(&memory, 0, words)?;
        }
        let word = |part| std::iter::once(Word { parts: vec![part] });
        self.put(&PIPELINE, 0, word(state.in_flight.len() as u32))?;
        for (age, image) in state.in_flight.iter().enumerate() {
            // First: by it the layer that is next knows whose spikes are its own.
            let header = header::LABEL.put(image.label.into())
                | header::LEARNED.mask()
                | header::PASSED.put(image.hidden.len() as u32)
                | header::USED.mask();
            self.put(&HEADER, age, word(header))?;
            let mut bits =
                |memory: &Memory, bits: &[bool]| self.put(memory, 0, std::iter::once(Word::of_bits(bits)));
            bits(&input_record(&state.config, age), &image.input)?;
            for (index, hidden) in image.hidden.iter().enumerate() {
                for (space, values) in
                    [(Space::RecordSpikes, &hidden.spikes), (Space::RecordWindow, &hidden.window)]
                {
                    bits(&hidden_record(&state.config, space, index + 1, age), values)?;
                }
            }
        }
        Ok(())
    }

    /// Everything that a state holds.
    pub(crate) fn state(&mut self, config: &Config, organisation: &Organisation) -> Result<State, RtlError> {
        let mut state = State {
            config: config.clone(),
            network: Network::zeros(config),
            random: RandomState { lanes: [0; 16], control: 0 },
            in_flight: Vec::new(),
        };
        for memory in map::memories(organisation) {
            for (word, found) in self.words(&memory)?.iter().enumerate() {
                map::decode(&mut state, organisation, &memory, word, found);
            }
        }
        state.in_flight = self.records(config)?;
        Ok(state)
    }

    /// Images in flight.
    pub(crate) fn records(&mut self, config: &Config) -> Result<Vec<InFlight>, RtlError> {
        let count = self.word(&PIPELINE, 0)?.parts[0] as usize;
        let hidden_count = config.hidden_count();
        if count > hidden_count {
            return Err(RtlError::Answer(format!("{count} images in flight in {} layers", hidden_count + 1)));
        }
        let mut images = Vec::new();
        for age in 0..count {
            let header = self.word(&HEADER, age)?.parts[0];
            let passed = header::PASSED.get(header) as usize;
            if passed > hidden_count {
                return Err(RtlError::Answer(format!("image in flight {age}: {passed} layers passed")));
            }
            let mut bits = |memory: Memory| Ok::<_, RtlError>(self.word(&memory, 0)?.bits(memory.bits));
            let input = bits(input_record(config, age))?;
            let mut hidden = Vec::new();
            for layer in 1..=passed {
                let spikes = bits(hidden_record(config, Space::RecordSpikes, layer, age))?;
                let window = bits(hidden_record(config, Space::RecordWindow, layer, age))?;
                hidden.push(HiddenRecord { spikes, window });
            }
            images.push(InFlight { label: header::LABEL.get(header) as u8, input, hidden });
        }
        Ok(images)
    }

    /// Spikes in a record.
    pub(crate) fn count(&mut self, record: &Memory) -> Result<u64, RtlError> {
        Ok(self.word(record, 0)?.parts.iter().map(|part| u64::from(part.count_ones())).sum())
    }
}
