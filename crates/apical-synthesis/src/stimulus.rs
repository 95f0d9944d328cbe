//! What the netlist is shown: a briefly trained network, and images.

use std::path::PathBuf;

use apical_chip::organisation::Organisation;
use apical_core::fast::FastProcessor;
use apical_core::training::LearningRate;
use apical_core::{Config, Processor, State, StepRate};
use apical_data::{DataSource, Dataset, LoadOptions, Split};

use crate::SynthesisError;
use crate::simulation::{Answer, Image, Part, Recorded};

/// Images learned before anything is recorded, if there are as many.
const TRAINED: usize = 6000;

/// A state, what it is shown, and what must come out.
#[derive(Debug)]
pub struct Stimulus {
    /// The briefly trained state.
    pub state: State,
    /// Inference; learning with a rate of 0, which does all but updates; learning.
    pub parts: Vec<Part>,
    /// What the definition answers, part by part.
    pub expected: Vec<Vec<Answer>>,
    /// Where the images come from.
    pub source: String,
    /// Images learned before.
    pub trained: usize,
}

fn wrong(error: impl ToString) -> SynthesisError {
    SynthesisError::content("images", error.to_string())
}

/// An image of the size that a machine takes: means over a grid where it is another.
fn sized(pixels: &[u8], inputs: usize) -> Vec<u8> {
    if pixels.len() == inputs {
        return pixels.to_vec();
    }
    let (from, to) = (pixels.len().isqrt().max(1), inputs.isqrt().max(1));
    (0..inputs)
        .map(|place| {
            let (row, column) = (place / to, place % to);
            let span = |at: usize| (at * from / to).min(from - 1)..((at + 1) * from / to).clamp(1, from);
            let (mut sum, mut count) = (0u32, 0u32);
            for y in span(row) {
                for x in span(column) {
                    sum += u32::from(pixels.get(y * from + x).copied().unwrap_or(0));
                    count += 1;
                }
            }
            // Means of strokes and ground would hardly ever spike.
            (2 * sum / count.max(1)).min(255) as u8
        })
        .collect()
}

fn image(set: &Dataset, index: usize, config: &Config) -> Image {
    let index = index % set.len().max(1);
    Image {
        pixels: sized(set.image(index), config.inputs()),
        label: set.labels()[index] % config.classes() as u8,
    }
}

impl Stimulus {
    /// For a machine, with so many images a part. `mnist`: the folder of the data; without it the built-in digits.
    ///
    /// # Errors
    /// If the data cannot be read.
    pub fn new(
        organisation: &Organisation,
        mnist: Option<PathBuf>,
        images: usize,
    ) -> Result<Self, SynthesisError> {
        let inputs = organisation.layers.first().map_or(0, |layer| layer.inputs as usize);
        let sizes =
            std::iter::once(inputs).chain(organisation.layers.iter().map(|layer| layer.neurons as usize));
        let mut config = Config::new(sizes.collect()).map_err(wrong)?;
        config.format = organisation.format;
        let source = match &mnist {
            Some(folder) => DataSource::Folder(folder.clone()),
            None => DataSource::Builtin,
        };
        let Split { train, test, .. } = source.load(&LoadOptions::default()).map_err(wrong)?.split;
        let trained = TRAINED.min(train.len().saturating_sub(images)).max(1);
        let mut golden = FastProcessor::new(&config.initial_state(1)).map_err(wrong)?;
        let rate = StepRate::new(LearningRate::DEFAULT.start().into(), config.format).map_err(wrong)?;
        golden.set_step_rate(rate);
        for index in 0..trained {
            let image = image(&train, index, &config);
            golden.learn(&image.pixels, image.label).map_err(wrong)?;
        }
        while golden.drain_one().is_some() {}
        let state = golden.state();
        let mut stimulus = Self {
            state,
            parts: Vec::new(),
            expected: Vec::new(),
            source: if mnist.is_some() { "MNIST" } else { "built-in digits" }.to_owned(),
            trained,
        };
        let some = |set: &Dataset, first: usize| {
            (first..first + images).map(|index| image(set, index, &config)).collect()
        };
        stimulus.add(&mut golden, "inference", None, some(&test, 0))?;
        stimulus.add(&mut golden, "learning_without_updates", Some(StepRate::ZERO), some(&train, trained))?;
        stimulus.add(&mut golden, "learning", Some(rate), some(&train, trained))?;
        Ok(stimulus)
    }

    fn add(
        &mut self,
        golden: &mut FastProcessor,
        name: &str,
        rate: Option<StepRate>,
        images: Vec<Image>,
    ) -> Result<(), SynthesisError> {
        let mut answers = Vec::new();
        if let Some(rate) = rate {
            golden.set_step_rate(rate);
            let mut outcomes = Vec::new();
            for image in &images {
                outcomes.extend(golden.learn(&image.pixels, image.label).map_err(wrong)?);
            }
            outcomes.extend(std::iter::from_fn(|| golden.drain_one()));
            answers
                .extend(outcomes.iter().map(|outcome| Answer { winner: outcome.winner, step: outcome.step }));
        } else {
            for image in &images {
                answers.push(Answer { winner: golden.infer(&image.pixels).map_err(wrong)?, step: 0 });
            }
        }
        let step_rate = rate.map_or(0, |rate| rate.value().into());
        self.parts.push(Part { name: name.to_owned(), learn: rate.is_some(), step_rate, images });
        self.expected.push(answers);
        Ok(())
    }

    /// The first answer of a netlist that is not that of the definition.
    #[must_use]
    pub fn difference(&self, recorded: &[Recorded]) -> Option<String> {
        for (part, expected) in recorded.iter().zip(&self.expected) {
            for (index, (found, expected)) in part.results.iter().zip(expected).enumerate() {
                if found != expected {
                    return Some(format!("{}, image {index}: {found:?} instead of {expected:?}", part.name));
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_made_to_fit() {
        assert_eq!(sized(&[1, 2, 3, 4], 4), [1, 2, 3, 4]);
        assert_eq!(sized(&[10; 784], 16), [20; 16]);
        let mut halves = vec![0; 16];
        halves[..8].fill(200);
        assert_eq!(sized(&halves, 4), [255, 255, 0, 0]);
    }
}
