//! The memories of a processor as banks of words.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::Config;
use crate::random::LANES;

/// What a bank holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    Weight,
    Accumulator,
    BiasWeight,
    BiasAccumulator,
    Feedback,
    Random,
}

/// A memory bank: `words` words of `elements` elements of `bits` bits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bank {
    pub(super) content: Content,
    /// Layer, from 0.
    pub(super) layer: usize,
    pub(super) words: usize,
    pub(super) elements: usize,
    pub(super) bits: u32,
}

impl Content {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Weight => "weight",
            Self::Accumulator => "accumulator",
            Self::BiasWeight => "bias_weight",
            Self::BiasAccumulator => "bias_accumulator",
            Self::Feedback => "feedback",
            Self::Random => "random",
        }
    }

    /// What the address of a word counts.
    pub(super) fn address(self) -> &'static str {
        match self {
            Self::Weight | Self::Accumulator => "input",
            Self::BiasWeight | Self::BiasAccumulator => "none",
            Self::Feedback => "class",
            Self::Random => "generator",
        }
    }

    /// What the elements of a word are.
    pub(super) fn element(self) -> &'static str {
        match self {
            Self::Random => "byte",
            _ => "neuron",
        }
    }

    /// How the bits of an element are to be read.
    pub(super) fn meaning(self) -> &'static str {
        match self {
            Self::Feedback => "1 is +1, 0 is -1",
            Self::Random => "unsigned",
            _ => "two's complement",
        }
    }
}

impl Bank {
    pub(super) fn file(&self) -> String {
        match self.content {
            Content::Random => "random.hex".into(),
            content => format!("layer{}_{}.hex", self.layer + 1, content.name()),
        }
    }

    pub(super) fn width(&self) -> usize {
        self.elements * self.bits as usize
    }
}

/// All banks of a processor.
pub(super) fn banks(config: &Config) -> Vec<Bank> {
    let (weight_bits, accumulator_bits) = (config.format.weight_bits(), config.format.accumulator_bits());
    let mut banks = Vec::new();
    for (layer, sizes) in config.layers.windows(2).enumerate() {
        let (inputs, elements) = (sizes[0], sizes[1]);
        let mut push = |content, words, bits| banks.push(Bank { content, layer, words, elements, bits });
        push(Content::Weight, inputs, weight_bits);
        push(Content::Accumulator, inputs, accumulator_bits);
        push(Content::BiasWeight, 1, 8);
        push(Content::BiasAccumulator, 1, accumulator_bits);
        if layer < config.hidden_count() {
            push(Content::Feedback, config.classes(), 1);
        }
    }
    banks.push(Bank { content: Content::Random, layer: 0, words: LANES + 1, elements: 4, bits: 8 });
    banks
}
