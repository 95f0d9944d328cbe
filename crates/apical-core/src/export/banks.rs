//! The memories of a processor as banks of words.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::Config;
use crate::front_end::FrontEnd;
use crate::random::LANES;

/// What a bank holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// Thresholds of levels.
    Levels,
    /// Coefficients of a retina.
    Filters,
    /// Thresholds of a retina's filters.
    Thresholds,
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
            Self::Levels => "levels",
            Self::Filters => "filters",
            Self::Thresholds => "thresholds",
            Self::Weight => "weight",
            Self::Accumulator => "accumulator",
            Self::BiasWeight => "bias_weight",
            Self::BiasAccumulator => "bias_accumulator",
            Self::Feedback => "feedback",
            Self::Random => "random",
        }
    }

    /// Whether it belongs to the front end, so that the configuration says what is in it.
    pub(super) fn is_front_end(self) -> bool {
        matches!(self, Self::Levels | Self::Filters | Self::Thresholds)
    }

    /// What the elements of a word are.
    pub(super) fn element(self) -> &'static str {
        match self {
            Self::Levels => "level",
            Self::Filters => "coefficient",
            Self::Thresholds | Self::Random => "byte",
            _ => "neuron",
        }
    }

    /// How the bits of an element are to be read.
    pub(super) fn meaning(self) -> &'static str {
        match self {
            Self::Feedback => "1 is +1, 0 is -1",
            Self::Levels | Self::Thresholds | Self::Random => "unsigned",
            _ => "two's complement",
        }
    }
}

impl Bank {
    pub(super) fn file(&self) -> String {
        match self.content {
            Content::Random => "random.hex".into(),
            content if content.is_front_end() => format!("front_end_{}.hex", content.name()),
            content => format!("layer{}_{}.hex", self.layer + 1, content.name()),
        }
    }

    /// The layer as people count, from 1; 0 for what belongs to none.
    pub(super) fn layer_number(&self) -> usize {
        if self.content == Content::Random || self.content.is_front_end() { 0 } else { self.layer + 1 }
    }

    /// What the address of a word counts.
    pub(super) fn address(&self) -> &'static str {
        match self.content {
            // All values have the same thresholds.
            Content::Levels if self.words == 1 => "none",
            Content::Levels => "raw value",
            Content::Filters | Content::Thresholds => "filter",
            Content::Weight | Content::Accumulator => "input",
            Content::BiasWeight | Content::BiasAccumulator => "none",
            Content::Feedback => "class",
            Content::Random => "generator",
        }
    }

    pub(super) fn width(&self) -> usize {
        self.elements * self.bits as usize
    }
}

/// All banks of a processor.
pub(super) fn banks(config: &Config) -> Vec<Bank> {
    let (weight_bits, accumulator_bits) = (config.format.weight_bits(), config.format.accumulator_bits());
    let mut banks = front_end(&config.front_end);
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

/// Bits of a filter's coefficient, -1 to 2.
const COEFFICIENT_BITS: u32 = 3;

fn front_end(front_end: &FrontEnd) -> Vec<Bank> {
    let mut banks = Vec::new();
    let mut push =
        |content, words, elements, bits| banks.push(Bank { content, layer: 0, words, elements, bits });
    if let Some(levels) = &front_end.levels {
        push(Content::Levels, levels.thresholds.len() / levels.levels, levels.levels, 8);
    }
    if let Some(retina) = &front_end.retina {
        push(Content::Filters, retina.filter_count(), retina.kernel * retina.kernel, COEFFICIENT_BITS);
        push(Content::Thresholds, retina.filter_count(), 2, 8);
    }
    banks
}
