//! Spikes and window bits of the images in the layer pipeline.

use apical_core::{Config, HiddenRecord, InFlight};

/// Bits of a layer, 64 a word.
pub(super) type Bits = Vec<u64>;

pub(super) fn bits_of(values: &[bool]) -> Bits {
    let word = |chunk: &[bool]| chunk.iter().rev().fold(0, |word, &bit| word << 1 | u64::from(bit));
    values.chunks(64).map(word).collect()
}

pub(super) fn bools_of(bits: &[u64], count: usize) -> Vec<bool> {
    (0..count).map(|index| bits[index / 64] >> (index % 64) & 1 == 1).collect()
}

pub(super) fn count(bits: &[u64]) -> u64 {
    bits.iter().map(|word| u64::from(word.count_ones())).sum()
}

/// What the pipeline keeps of an image.
#[derive(Debug, Clone)]
pub(super) struct Record {
    /// The class, if the image is learned.
    pub(super) label: Option<u8>,
    /// Hidden layers passed.
    pub(super) passed: usize,
    /// Spikes of the input and of each hidden layer.
    pub(super) spikes: Vec<Bits>,
    /// Window bits of each hidden layer.
    pub(super) windows: Vec<Bits>,
}

impl Record {
    pub(super) fn new(config: &Config) -> Self {
        let bits = |size: &usize| vec![0; size.div_ceil(64)];
        let before_output = &config.layers[..config.layers.len() - 1];
        Self {
            label: None,
            passed: 0,
            spikes: before_output.iter().map(bits).collect(),
            windows: before_output[1..].iter().map(bits).collect(),
        }
    }

    /// Makes room for a new image.
    pub(super) fn begin(&mut self, label: Option<u8>) {
        self.label = label;
        self.passed = 0;
        // Only the input's bits are set one by one; a layer's are written whole.
        self.spikes[0].fill(0);
    }

    /// Takes over an image in flight.
    pub(super) fn take_over(&mut self, image: &InFlight) {
        self.label = Some(image.label);
        self.passed = image.hidden.len();
        self.spikes[0] = bits_of(&image.input);
        for (index, record) in image.hidden.iter().enumerate() {
            self.spikes[index + 1] = bits_of(&record.spikes);
            self.windows[index] = bits_of(&record.window);
        }
    }

    /// The image in flight as a state has it; `None` for an inference.
    pub(super) fn in_flight(&self, config: &Config) -> Option<InFlight> {
        let hidden = (0..self.passed).map(|index| {
            let neurons = config.layers[index + 1];
            HiddenRecord {
                spikes: bools_of(&self.spikes[index + 1], neurons),
                window: bools_of(&self.windows[index], neurons),
            }
        });
        Some(InFlight {
            label: self.label?,
            input: bools_of(&self.spikes[0], config.inputs()),
            hidden: hidden.collect(),
        })
    }
}
