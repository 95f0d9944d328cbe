//! Runs the definition and keeps everything.

use alloc::vec::Vec;

use super::memory::changed_rows;
use super::model::{Departure, Entry, Inference, Step, Vector};
use crate::reference::{Completed, ReferenceProcessor};
use crate::{Processor, ProcessorError, State, StepRate};

/// What is done with a network in one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stimulus {
    /// Pixels and label of the image that enters; `None` for a drain.
    pub image: Option<(Vec<u8>, u8)>,
    /// The learning-rate register.
    pub rate: StepRate,
}

impl Vector {
    /// The definition's answers to the stimuli, followed by drains until nothing is in flight, and then to the
    /// images to infer.
    ///
    /// # Errors
    /// If the state is invalid or an image does not fit it.
    pub(super) fn generate(
        (name, seed, prepared): (&str, u64, bool),
        start: &State,
        stimuli: &[Stimulus],
        images: &[Vec<u8>],
    ) -> Result<Self, ProcessorError> {
        let mut generator = Generator { processor: ReferenceProcessor::new(start.clone())?, left: 0 };
        let mut steps = Vec::new();
        for stimulus in stimuli {
            steps.push(generator.step(stimulus)?);
        }
        let rate = generator.processor.step_rate();
        while !generator.processor.state().in_flight.is_empty() {
            steps.push(generator.step(&Stimulus { image: None, rate })?);
        }
        let infer = |pixels: &Vec<u8>| {
            let activity = generator.processor.activity(pixels)?;
            Ok(Inference { pixels: pixels.clone(), activity })
        };
        let inferences = images.iter().map(infer).collect::<Result<_, ProcessorError>>()?;
        Ok(Self { name: name.into(), seed, prepared, start: start.clone(), steps, inferences })
    }

    /// What the definition makes of the same start state and stimuli. Equal to the vector itself if that is
    /// right in every number; it is how a vector that someone else wrote is verified.
    ///
    /// # Errors
    /// If the definition refuses the state or an image.
    pub fn regenerate(&self) -> Result<Self, ProcessorError> {
        let stimuli: Vec<Stimulus> = self
            .steps
            .iter()
            .map(|step| Stimulus {
                image: step.entry.as_ref().map(|entry| (entry.pixels.clone(), entry.label)),
                rate: step.rate,
            })
            .collect();
        let images: Vec<Vec<u8>> = self.inferences.iter().map(|inference| inference.pixels.clone()).collect();
        Self::generate((&self.name, self.seed, self.prepared), &self.start, &stimuli, &images)
    }
}

struct Generator {
    processor: ReferenceProcessor,
    /// Images that have left.
    left: u32,
}

impl Generator {
    fn step(&mut self, stimulus: &Stimulus) -> Result<Step, ProcessorError> {
        let before = self.processor.state();
        self.processor.set_step_rate(stimulus.rate);
        let completed = match &stimulus.image {
            Some((pixels, label)) => self.processor.learn_completely(pixels, *label)?,
            None => self.processor.drain_completely(),
        };
        let after = self.processor.state();
        let entry = stimulus.image.as_ref().map(|(pixels, label)| {
            // In sequential order the image has already left again.
            let newest = after.in_flight.first().or(completed.as_ref().map(|completed| &completed.image));
            let spikes = newest.map(|image| image.input.clone()).unwrap_or_default();
            Entry { pixels: pixels.clone(), label: *label, spikes }
        });
        Ok(Step {
            entry,
            rate: stimulus.rate,
            random: after.random,
            rows: changed_rows(&before.network, &after.network),
            departure: completed.map(|completed| self.departure(completed)),
        })
    }

    fn departure(&mut self, completed: Completed) -> Departure {
        let Completed { outcome, image, hidden_potentials: mut potentials, output_potentials, deltas } =
            completed;
        let winner = (0..output_potentials.len()).map(|neuron| neuron == usize::from(outcome.winner));
        let winner: Vec<bool> = winner.collect();
        potentials.push(output_potentials);
        let (mut spikes, mut windows) = (Vec::new(), Vec::new());
        for record in image.hidden {
            spikes.push(record.spikes);
            windows.push(record.window);
        }
        spikes.push(winner);
        self.left += 1;
        Departure { image: self.left - 1, outcome, potentials, spikes, windows, deltas }
    }
}
