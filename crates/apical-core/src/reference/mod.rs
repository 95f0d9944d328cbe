//! The definition: the rule one spike and one synapse at a time, in the specification's own order and names.
//!
//! Nothing here is clever. Every other back end must equal it bit for bit.

mod encode;
mod forward;
mod update;

use alloc::vec::Vec;

pub use encode::{encode_inference, encode_training};
pub use forward::{lowered_winner, potentials, spikes, window, winner};
pub use update::{add_with_carry, deltas, feedback_deltas, output_deltas, update_layer};

use crate::processor::{check_image, check_label};
use crate::{
    Activity, Config, Counters, HiddenRecord, InFlight, LayerActivity, Order, Outcome, Processor,
    ProcessorError, State, StateError, StepRate,
};

/// What the output stage did with an image, with everything that went back from it. For golden vectors and
/// first-difference reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completed {
    /// What became of the image.
    pub outcome: Outcome,
    /// The image as the pipeline kept it: its spikes and window bits.
    pub image: InFlight,
    /// Potentials of each hidden layer, from its memories as they were when the image passed it. Empty for a
    /// layer that the image had passed before the state was loaded: a state does not keep potentials.
    pub hidden_potentials: Vec<Vec<i32>>,
    /// Potentials of the output layer, the margin not subtracted.
    pub output_potentials: Vec<i32>,
    /// Delta of every neuron, layer by layer, in -1, 0, 1. All zero if nothing was updated.
    pub deltas: Vec<Vec<i8>>,
}

/// The scalar back end.
#[derive(Debug, Clone)]
pub struct ReferenceProcessor {
    state: State,
    /// Beside each image in flight, its potentials in the hidden layers that it has passed. Observation only.
    hidden_potentials: Vec<Vec<Vec<i32>>>,
    step_rate: StepRate,
    counters: Counters,
}

impl ReferenceProcessor {
    /// A processor in the given state, with a learning rate of 0.
    ///
    /// # Errors
    /// If the state contradicts itself.
    pub fn new(state: State) -> Result<Self, StateError> {
        state.validate()?;
        let counters = Counters::new(state.config.layer_count());
        let hidden_potentials = unknown_potentials(&state);
        Ok(Self { state, hidden_potentials, step_rate: StepRate::ZERO, counters })
    }

    /// As [`Processor::learn`], with everything the output stage did.
    ///
    /// # Errors
    /// As [`Processor::learn`].
    pub fn learn_completely(
        &mut self,
        pixels: &[u8],
        label: u8,
    ) -> Result<Option<Completed>, ProcessorError> {
        check_image(pixels, &self.state.config)?;
        check_label(label, &self.state.config)?;
        let pixels = self.state.config.front_end.pixels(pixels);
        let input = encode_training(&pixels, self.state.config.drop_shift, &mut self.state.random);
        self.state.in_flight.insert(0, InFlight { label, input, hidden: Vec::new() });
        self.hidden_potentials.insert(0, Vec::new());
        Ok(match self.state.config.order {
            Order::Pipelined => self.step(),
            Order::Sequential => self.drain_completely(),
        })
    }

    /// As [`Processor::drain_one`], with everything the output stage did.
    pub fn drain_completely(&mut self) -> Option<Completed> {
        while !self.state.in_flight.is_empty() {
            if let Some(completed) = self.step() {
                return Some(completed);
            }
        }
        None
    }

    /// One step of the pipeline: every image passes one layer, from memories as they were before the step.
    /// Then all layers update at once from the image that left.
    fn step(&mut self) -> Option<Completed> {
        let State { config, network, in_flight, .. } = &mut self.state;
        let hidden_count = config.hidden_count();
        let leaves = in_flight.last().is_some_and(|oldest| oldest.hidden.len() == hidden_count);
        let staying = in_flight.len() - usize::from(leaves);
        for (image, observed) in in_flight[..staying].iter_mut().zip(&mut self.hidden_potentials) {
            let layer = image.hidden.len();
            let before = image.hidden.last().map_or(&image.input, |record| &record.spikes);
            let potentials = potentials(&network.layers[layer], before);
            let record = HiddenRecord {
                spikes: spikes(&potentials),
                window: window(&potentials, config.window[layer]),
            };
            image.hidden.push(record);
            observed.push(potentials);
        }
        if !leaves {
            return None;
        }
        let oldest = in_flight.pop()?;
        let observed = self.hidden_potentials.pop().unwrap_or_default();
        Some(self.complete(oldest, observed))
    }

    /// The output stage: forward winner, target phase, feedback, update.
    fn complete(&mut self, image: InFlight, hidden_potentials: Vec<Vec<i32>>) -> Completed {
        let State { config, network, random, .. } = &mut self.state;
        let last = image.hidden.last().map_or(&image.input, |record| &record.spikes);
        let output_potentials = potentials(&network.layers[config.hidden_count()], last);
        let (margin, byte) = random.step_control(config.margin_bits);
        let winner_without_margin = winner(&output_potentials);
        let winner = lowered_winner(&output_potentials, image.label, margin);
        let disagrees = winner != image.label;
        let step = if disagrees { self.step_rate.step(byte) } else { 0 };

        let deltas = if step == 0 {
            config.layers[1..].iter().map(|&neurons| alloc::vec![0; neurons]).collect()
        } else {
            deltas(network, &image, winner)
        };
        if step != 0 {
            for (index, layer) in network.layers.iter_mut().enumerate() {
                let before = if index == 0 { &image.input } else { &image.hidden[index - 1].spikes };
                update_layer(layer, before, &deltas[index], step, config.format);
            }
        }

        let outcome = Outcome {
            label: image.label,
            winner,
            correct: winner_without_margin == image.label,
            margin,
            step,
        };
        self.count(&outcome, &image);
        Completed { outcome, image, hidden_potentials, output_potentials, deltas }
    }

    fn count(&mut self, outcome: &Outcome, image: &InFlight) {
        let counters = &mut self.counters;
        counters.learned += 1;
        counters.errors += u64::from(!outcome.correct);
        counters.updates += u64::from(outcome.step != 0);
        counters.zero_steps += u64::from(outcome.disagrees() && outcome.step == 0);
        let hidden = image.hidden.iter().map(|record| &record.spikes);
        for (count, spikes) in counters.spikes.iter_mut().zip(core::iter::once(&image.input).chain(hidden)) {
            *count += spikes.iter().filter(|&&spike| spike).count() as u64;
        }
        counters.spikes[self.state.config.layer_count()] += 1;
    }
}

/// Nothing is known of the potentials of images that came with a state.
fn unknown_potentials(state: &State) -> Vec<Vec<Vec<i32>>> {
    state.in_flight.iter().map(|image| alloc::vec![Vec::new(); image.hidden.len()]).collect()
}

impl Processor for ReferenceProcessor {
    fn name(&self) -> &str {
        "reference"
    }

    fn config(&self) -> &Config {
        &self.state.config
    }

    fn load(&mut self, state: &State) -> Result<(), ProcessorError> {
        state.validate()?;
        if state.config.layers.len() != self.state.config.layers.len() {
            self.counters = Counters::new(state.config.layer_count());
        }
        if state.config.format != self.state.config.format {
            // It may be out of the new accumulators' range.
            self.step_rate = StepRate::ZERO;
        }
        self.state = state.clone();
        self.hidden_potentials = unknown_potentials(state);
        Ok(())
    }

    fn state(&self) -> State {
        self.state.clone()
    }

    fn set_step_rate(&mut self, rate: StepRate) {
        self.step_rate = rate.limited_to(self.config().format);
    }

    fn step_rate(&self) -> StepRate {
        self.step_rate
    }

    fn infer(&mut self, pixels: &[u8]) -> Result<u8, ProcessorError> {
        self.activity(pixels).map(|activity| activity.winner)
    }

    fn activity(&mut self, pixels: &[u8]) -> Result<Activity, ProcessorError> {
        check_image(pixels, &self.state.config)?;
        let in_flight = self.state.in_flight.len();
        if in_flight != 0 {
            return Err(ProcessorError::NotDrained { in_flight });
        }
        self.counters.inferred += 1;
        let input = encode_inference(&self.state.config.front_end.pixels(pixels));
        let mut before = input.clone();
        let mut layers = Vec::new();
        let (output, hidden) =
            self.state.network.layers.split_last().expect("a network has at least two layers");
        for layer in hidden {
            let potentials = potentials(layer, &before);
            before = spikes(&potentials);
            layers.push(LayerActivity { potentials, spikes: before.clone() });
        }
        let potentials = potentials(output, &before);
        let winner = winner(&potentials);
        let spikes = (0..potentials.len()).map(|neuron| neuron == usize::from(winner)).collect();
        layers.push(LayerActivity { potentials, spikes });
        Ok(Activity { input, layers, winner })
    }

    fn learn(&mut self, pixels: &[u8], label: u8) -> Result<Option<Outcome>, ProcessorError> {
        Ok(self.learn_completely(pixels, label)?.map(|completed| completed.outcome))
    }

    fn drain_one(&mut self) -> Option<Outcome> {
        self.drain_completely().map(|completed| completed.outcome)
    }

    fn counters(&self) -> &Counters {
        &self.counters
    }
}
