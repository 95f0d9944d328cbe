//! The one interface of all back ends.

use alloc::vec::Vec;

use crate::{Config, Counters, State, StateError, StepRate};

/// A machine that executes the rule: the scalar definition, a fast kernel, a cycle-level model, RTL.
///
/// All back ends give the same bits; [`crate::conformance`] checks that.
///
/// In pipelined order `layers - 1` images are under way between two calls of [`learn`](Self::learn). Inference
/// and learning do not mix: [drain](Self::drain_one) first.
pub trait Processor {
    /// Name of the back end, for reports.
    fn name(&self) -> &str;

    /// Sizes, formats and constants.
    fn config(&self) -> &Config;

    /// Takes over a whole state. Counters stay, unless the number of layers changes; the learning-rate register
    /// stays, unless the format changes. They then start from 0.
    ///
    /// # Errors
    /// If the state contradicts itself; the processor is then unchanged.
    fn load(&mut self, state: &State) -> Result<(), ProcessorError>;

    /// Everything the processor holds, images in flight included.
    fn state(&self) -> State;

    /// Sets the learning-rate register. It is read when an image leaves the output layer. A rate that was made for
    /// wider accumulators is [limited](StepRate::limited_to) to this processor's format.
    fn set_step_rate(&mut self, rate: StepRate);

    /// The learning-rate register.
    fn step_rate(&self) -> StepRate;

    /// Classifies an image: `raw_inputs` values, of which the front end makes input spikes (the threshold of specification 1: a
    /// pixel of 128 or more spikes). Changes no memory and draws no random number.
    ///
    /// # Errors
    /// If the size is wrong or images are in the learning pipeline.
    fn infer(&mut self, pixels: &[u8]) -> Result<u8, ProcessorError>;

    /// Classifies an image and keeps what every neuron did. The winner is that of [`infer`](Self::infer).
    ///
    /// # Errors
    /// As [`infer`](Self::infer).
    fn activity(&mut self, pixels: &[u8]) -> Result<Activity, ProcessorError>;

    /// Classifies an image as [`infer`](Self::infer) does, and says how far the winner is ahead.
    ///
    /// # Errors
    /// As [`infer`](Self::infer).
    fn judge(&mut self, pixels: &[u8]) -> Result<Judgement, ProcessorError> {
        Ok(self.activity(pixels)?.judgement())
    }

    /// Puts an image into the learning pipeline; every image in it moves on by a layer. Returns what became
    /// of the image that left the output layer, if one did (in sequential order always this one).
    ///
    /// # Errors
    /// If the size is wrong or the label is no class; nothing has then changed.
    fn learn(&mut self, pixels: &[u8], label: u8) -> Result<Option<Outcome>, ProcessorError>;

    /// Whether [`learn_bits`](Self::learn_bits) does what `learn` does. A machine whose front end is counted wants to run it.
    fn takes_bits(&self) -> bool {
        false
    }

    /// As [`learn`](Self::learn), with the bits that the front end makes of the image: bit `i` of the network's inputs is bit
    /// `i % 64` of word `i / 64`; the bits beyond are 0. They can be computed once for an image that is learned many times.
    ///
    /// # Errors
    /// As [`learn`](Self::learn), or if this back end runs its front end itself, or has none that makes bits.
    fn learn_bits(&mut self, bits: &[u64], label: u8) -> Result<Option<Outcome>, ProcessorError> {
        let _ = (bits, label);
        Err(ProcessorError::Bits)
    }

    /// Moves the images in the learning pipeline on until one leaves, with no new image behind them. `None`
    /// once the pipeline is empty.
    fn drain_one(&mut self) -> Option<Outcome>;

    /// Events so far.
    fn counters(&self) -> &Counters;

    /// Clock cycles so far, for back ends that have a clock. Reports of differences name it.
    fn cycle(&self) -> Option<u64> {
        None
    }
}

/// A borrowed processor is one, so that what is written for any processor need not be generic.
impl<P: Processor + ?Sized> Processor for &mut P {
    fn name(&self) -> &str {
        (**self).name()
    }

    fn config(&self) -> &Config {
        (**self).config()
    }

    fn load(&mut self, state: &State) -> Result<(), ProcessorError> {
        (**self).load(state)
    }

    fn state(&self) -> State {
        (**self).state()
    }

    fn set_step_rate(&mut self, rate: StepRate) {
        (**self).set_step_rate(rate);
    }

    fn step_rate(&self) -> StepRate {
        (**self).step_rate()
    }

    fn infer(&mut self, pixels: &[u8]) -> Result<u8, ProcessorError> {
        (**self).infer(pixels)
    }

    fn activity(&mut self, pixels: &[u8]) -> Result<Activity, ProcessorError> {
        (**self).activity(pixels)
    }

    fn judge(&mut self, pixels: &[u8]) -> Result<Judgement, ProcessorError> {
        (**self).judge(pixels)
    }

    fn learn(&mut self, pixels: &[u8], label: u8) -> Result<Option<Outcome>, ProcessorError> {
        (**self).learn(pixels, label)
    }

    fn takes_bits(&self) -> bool {
        (**self).takes_bits()
    }

    fn learn_bits(&mut self, bits: &[u64], label: u8) -> Result<Option<Outcome>, ProcessorError> {
        (**self).learn_bits(bits, label)
    }

    fn drain_one(&mut self) -> Option<Outcome> {
        (**self).drain_one()
    }

    fn counters(&self) -> &Counters {
        (**self).counters()
    }

    fn cycle(&self) -> Option<u64> {
        (**self).cycle()
    }
}

/// What became of an image that was learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// The image's class, which spikes in the target phase.
    pub label: u8,
    /// The forward winner, found with the label's potential lowered by the margin.
    pub winner: u8,
    /// Whether the label would have won without the margin.
    pub correct: bool,
    /// The margin drawn.
    pub margin: u8,
    /// The step drawn, in accumulator units. 0 also if the phases spiked alike.
    pub step: u8,
}

impl Outcome {
    /// Whether forward and target phase differed, so that an update was asked for.
    #[must_use]
    pub const fn disagrees(&self) -> bool {
        self.label != self.winner
    }
}

/// What an image is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Judgement {
    /// The output neuron of highest potential; of several the first.
    pub class: u8,
    /// How far its potential is above the second highest, 0 if that is equal.
    pub margin: u32,
}

impl Judgement {
    /// Of the potentials of the output neurons, of which there are at least two.
    pub(crate) fn new(class: u8, potentials: impl Iterator<Item = i32>) -> Self {
        let (mut highest, mut second) = (i32::MIN, i32::MIN);
        for potential in potentials {
            second = second.max(potential.min(highest));
            highest = highest.max(potential);
        }
        Self { class, margin: highest.abs_diff(second) }
    }
}

/// What every neuron did for one inferred image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    /// Input spikes, one a pixel.
    pub input: Vec<bool>,
    /// Layers in order, the output last.
    pub layers: Vec<LayerActivity>,
    /// The output neuron of highest potential; of several the first.
    pub winner: u8,
}

impl Activity {
    /// Winner and margin.
    #[must_use]
    pub fn judgement(&self) -> Judgement {
        let potentials = self.layers.last().map_or(&[][..], |layer| &layer.potentials);
        Judgement::new(self.winner, potentials.iter().copied())
    }

    /// The output neuron of second highest potential (of several the first, as for the winner), and how far the winner is
    /// above it. `None` without a second one.
    #[must_use]
    pub fn runner_up(&self) -> Option<(usize, i32)> {
        let potentials = &self.layers.last()?.potentials;
        let winner = usize::from(self.winner);
        let others = (0..potentials.len()).filter(|&class| class != winner);
        let second = others.max_by_key(|&class| (potentials[class], core::cmp::Reverse(class)))?;
        Some((second, potentials.get(winner)? - potentials[second]))
    }
}

/// Potentials and spikes of a layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerActivity {
    /// Potential of each neuron.
    pub potentials: Vec<i32>,
    /// Spike of each neuron. In the output layer exactly one.
    pub spikes: Vec<bool>,
}

/// A call that a processor refuses. Nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProcessorError {
    /// An image of another size.
    #[error("image: {found} pixels, the network takes {expected}")]
    ImageSize {
        /// Pixels given.
        found: usize,
        /// Values that the front end takes.
        expected: usize,
    },
    /// A label that is no class.
    #[error("label: {label} is out of range: 0 to {}", .classes - 1)]
    Label {
        /// The label given.
        label: u8,
        /// Number of classes.
        classes: usize,
    },
    /// Inference while images are being learned.
    #[error("{in_flight} images are still in the learning pipeline: drain it before an inference")]
    NotDrained {
        /// Images in flight.
        in_flight: usize,
    },
    /// Bits for a back end that runs its front end itself, or that has none.
    #[error("this back end takes raw values only, not the bits of a front end")]
    Bits,
    /// A state that contradicts itself.
    #[error(transparent)]
    State(#[from] StateError),
    /// The back end itself failed (a simulator that died, hardware that does not answer).
    #[error("back end {name}: {message}")]
    BackEnd {
        /// Name of the back end.
        name: alloc::string::String,
        /// What went wrong.
        message: alloc::string::String,
    },
}

/// Checks an image's size against a configuration.
pub(crate) fn check_image(pixels: &[u8], config: &Config) -> Result<(), ProcessorError> {
    if pixels.len() == config.raw_inputs() {
        Ok(())
    } else {
        Err(ProcessorError::ImageSize { found: pixels.len(), expected: config.raw_inputs() })
    }
}

/// Checks the bits of a front end against a configuration.
pub(crate) fn check_bits(bits: &[u64], config: &Config) -> Result<(), ProcessorError> {
    if config.front_end.is_threshold() {
        return Err(ProcessorError::Bits);
    }
    let inputs = config.inputs();
    let beyond = !inputs.is_multiple_of(64) && bits.last().is_some_and(|&word| word >> (inputs % 64) != 0);
    if bits.len() == inputs.div_ceil(64) && !beyond {
        Ok(())
    } else {
        Err(ProcessorError::ImageSize { found: 64 * bits.len(), expected: inputs })
    }
}

/// Checks a label against a configuration.
pub(crate) fn check_label(label: u8, config: &Config) -> Result<(), ProcessorError> {
    let classes = config.classes();
    if usize::from(label) < classes { Ok(()) } else { Err(ProcessorError::Label { label, classes }) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    #[test]
    fn the_runner_up_is_the_first_of_the_second_highest() {
        let of = |potentials: Vec<i32>, winner| {
            let spikes = vec![false; potentials.len()];
            let layers = vec![LayerActivity { potentials, spikes }];
            Activity { input: Vec::new(), layers, winner }.runner_up()
        };
        assert_eq!(of(vec![4, 9, 7, 7], 1), Some((2, 2)));
        assert_eq!(of(vec![-3, -3], 0), Some((1, 0)));
        assert_eq!(of(vec![5], 0), None);
    }
}
