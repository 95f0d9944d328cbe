//! What the pipeline keeps of an image.

use alloc::vec::Vec;

use crate::fast::events::Events;
use crate::fast::packed::bits;
use crate::{Config, HiddenRecord, InFlight};

/// An image on its way through the pipeline.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    pub(super) label: u8,
    /// Hidden layers passed.
    pub(super) passed: usize,
    /// Spikes of the input and of each hidden layer.
    pub(super) events: Vec<Events>,
    /// Window bits of each hidden layer.
    pub(super) windows: Vec<Vec<u64>>,
}

impl Slot {
    pub(super) fn new(config: &Config) -> Self {
        let hidden = &config.layers[1..config.layers.len() - 1];
        Self {
            label: 0,
            passed: 0,
            events: config.layers[..config.layers.len() - 1]
                .iter()
                .map(|&neurons| Events::new(neurons))
                .collect(),
            windows: hidden.iter().map(|neurons| alloc::vec![0; neurons.div_ceil(64)]).collect(),
        }
    }

    /// Takes over a record of a state.
    pub(super) fn take_over(&mut self, image: &InFlight) {
        self.label = image.label;
        self.passed = image.hidden.len();
        self.events[0].set_from_bools(&image.input);
        for (index, record) in image.hidden.iter().enumerate() {
            self.events[index + 1].set_from_bools(&record.spikes);
            let groups = self.windows[index].len();
            self.windows[index] = bits(record.window.iter().copied(), groups);
        }
    }

    /// The record for a state.
    pub(super) fn record(&self, config: &Config) -> InFlight {
        let hidden = (0..self.passed).map(|index| {
            let neurons = config.layers[index + 1];
            let bit = |neuron: usize| self.windows[index][neuron / 64] >> (neuron % 64) & 1 == 1;
            HiddenRecord {
                spikes: self.events[index + 1].to_bools(neurons),
                window: (0..neurons).map(bit).collect(),
            }
        });
        InFlight {
            label: self.label,
            input: self.events[0].to_bools(config.inputs()),
            hidden: hidden.collect(),
        }
    }
}
