//! What the netlist is shown: a network at the beginning and at the end of its training, and images.

use std::path::PathBuf;

use apical_core::fast::FastProcessor;
use apical_core::training::{LearningRate, windows_of};
use apical_core::{Config, Processor, State, StepRate};
use apical_data::{DataSource, Dataset, LoadOptions, Split};

use crate::SynthesisError;
use crate::simulation::{Answer, Image, Part, Recorded};

/// Epochs of a whole training, with [`LearningRate::DEFAULT`]: those of the preset.
pub const EPOCHS: u64 = 30;

/// A state, what it is shown, and what must come out.
#[derive(Debug)]
pub struct Phase {
    /// `first_images` or `last_epoch`.
    pub name: &'static str,
    /// What the network is at the beginning of every part.
    pub state: State,
    /// Inference, learning with a rate of 0, which does all but updates, and learning, all three with the same images; or
    /// four, where learning has images that cause updates, which come before it with a rate of 0.
    pub parts: Vec<Part>,
    /// What the definition answers, part by part.
    pub expected: Vec<Vec<Answer>>,
    /// Images learned before.
    pub learned: u64,
    /// Updates for each image in the definition's epoch that this state belongs to.
    pub update_rate: f64,
}

/// Beginning and end of a training.
#[derive(Debug)]
pub struct Stimulus {
    /// Both.
    pub phases: Vec<Phase>,
    /// Where the images come from.
    pub source: String,
    /// Updates for each image of the whole training.
    pub update_rate: f64,
    /// Epochs of the training.
    pub epochs: u64,
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
        .map(|index| {
            let (row, column) = (index / to, index % to);
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

fn images(set: &Dataset, config: &Config) -> Vec<Image> {
    let image = |index| Image {
        pixels: sized(set.image(index), config.raw_inputs()),
        label: set.labels()[index] % config.classes() as u8,
    };
    (0..set.len()).map(image).collect()
}

/// A training in the order of the images.
struct Training {
    images: Vec<Image>,
    epochs: u64,
    config: Config,
}

impl Training {
    fn rate(&self, image: u64) -> Result<StepRate, SynthesisError> {
        let total = self.epochs * self.images.len() as u64;
        LearningRate::DEFAULT.step_rate(image, total, self.config.format).map_err(wrong)
    }

    /// Learns an epoch; which images caused updates.
    fn epoch(&self, golden: &mut FastProcessor, epoch: u64) -> Result<Vec<usize>, SynthesisError> {
        let (mut updating, mut left) = (Vec::new(), 0);
        let mut note = |step: u8| {
            if step != 0 {
                updating.push(left);
            }
            left += 1;
        };
        for (index, image) in self.images.iter().enumerate() {
            golden.set_step_rate(self.rate(epoch * self.images.len() as u64 + index as u64)?);
            if let Some(outcome) = golden.learn(&image.pixels, image.label).map_err(wrong)? {
                note(outcome.step);
            }
        }
        std::iter::from_fn(|| golden.drain_one()).for_each(|outcome| note(outcome.step));
        Ok(updating)
    }
}

impl Training {
    /// So many images that cause an update in this state, each alone; over again if there are fewer.
    fn updating(
        &self,
        state: &FastProcessor,
        rate: StepRate,
        count: usize,
    ) -> Result<Vec<Image>, SynthesisError> {
        let (mut found, mut alone) = (Vec::new(), state.clone());
        for image in &self.images {
            alone.clone_from(state);
            alone.set_step_rate(rate);
            let first = alone.learn(&image.pixels, image.label).map_err(wrong)?;
            if first.into_iter().chain(std::iter::from_fn(|| alone.drain_one())).any(|left| left.step != 0) {
                found.push(image.clone());
            }
            if found.len() == count {
                break;
            }
        }
        Ok(found.iter().cycle().take(if found.is_empty() { 0 } else { count }).cloned().collect())
    }
}

impl Stimulus {
    /// For a network, with so many images a part, at the beginning and in the last of some epochs. `mnist`: the folder of the
    /// data; without it the built-in digits. Behind a front end that makes bits the windows follow from the data.
    ///
    /// # Errors
    /// If the data cannot be read.
    pub fn new(
        mut config: Config,
        mnist: Option<PathBuf>,
        count: usize,
        epochs: u64,
    ) -> Result<Self, SynthesisError> {
        let source = match &mnist {
            Some(folder) => DataSource::Folder(folder.clone()),
            None => DataSource::Builtin,
        };
        let Split { train, .. } = source.load(&LoadOptions::default()).map_err(wrong)?.split;
        if config.front_end.bits().is_some() && train.image(0).len() == config.raw_inputs() {
            let hidden = config.layers[1..config.layers.len() - 1].to_vec();
            config.window = windows_of(&config.front_end, &hidden, &train);
        }
        let training = Training { images: images(&train, &config), epochs, config };
        let length = training.images.len();
        if length < count {
            return Err(wrong(format!("there are {length} to learn, {count} are wanted")));
        }
        let mut golden = FastProcessor::new(&training.config.initial_state(1)).map_err(wrong)?;
        let mut phases = Vec::new();
        let (mut before, mut updates) = (golden.clone(), 0);
        for epoch in 0..epochs {
            before.clone_from(&golden);
            let updating = training.epoch(&mut golden, epoch)?;
            updates += updating.len();
            let (first, last) = (epoch == 0, epoch + 1 == epochs);
            if first || last {
                let learned = epoch * length as u64;
                let update_rate = updating.len() as f64 / length as f64;
                let mut phase = Phase {
                    name: if first { "first_images" } else { "last_epoch" },
                    state: before.state(),
                    parts: Vec::new(),
                    expected: Vec::new(),
                    learned,
                    update_rate,
                };
                let stream = training.images[..count].to_vec();
                let mut shown = before.clone();
                phase.add(&mut shown, "inference", None, &stream)?;
                phase.add(&mut shown, "learning_without_updates", Some(StepRate::ZERO), &stream)?;
                let rate = training.rate(learned)?;
                if first {
                    phase.add(&mut shown, "learning", Some(rate), &stream)?;
                } else {
                    // Few images cause an update by now.
                    let chosen = training.updating(&before, rate, count)?;
                    let chosen = if chosen.is_empty() { stream } else { chosen };
                    phase.add(&mut shown, "chosen_without_updates", Some(StepRate::ZERO), &chosen)?;
                    phase.add(&mut shown, "chosen_learning", Some(rate), &chosen)?;
                }
                phases.push(phase);
            }
        }
        let source = if mnist.is_some() { "MNIST" } else { "built-in digits" }.to_owned();
        let update_rate = updates as f64 / (epochs * length as u64) as f64;
        Ok(Self { phases, source, update_rate, epochs })
    }
}

impl Phase {
    fn add(
        &mut self,
        golden: &mut FastProcessor,
        name: &str,
        rate: Option<StepRate>,
        images: &[Image],
    ) -> Result<(), SynthesisError> {
        let mut answers = Vec::new();
        if let Some(rate) = rate {
            golden.set_step_rate(rate);
            let mut outcomes = Vec::new();
            for image in images {
                outcomes.extend(golden.learn(&image.pixels, image.label).map_err(wrong)?);
            }
            outcomes.extend(std::iter::from_fn(|| golden.drain_one()));
            answers
                .extend(outcomes.iter().map(|outcome| Answer { winner: outcome.winner, step: outcome.step }));
        } else {
            for image in images {
                answers.push(Answer { winner: golden.infer(&image.pixels).map_err(wrong)?, step: 0 });
            }
        }
        let step_rate = rate.map_or(0, |rate| rate.value().into());
        self.parts.push(Part {
            name: format!("{}_{name}", self.name),
            learn: rate.is_some(),
            step_rate,
            images: images.to_vec(),
        });
        self.expected.push(answers);
        Ok(())
    }

    /// The first answer of a netlist that is not that of the definition.
    #[must_use]
    pub fn difference(&self, recorded: &[Recorded]) -> Option<String> {
        for (part, expected) in recorded.iter().zip(&self.expected) {
            if part.results.len() != expected.len() {
                return Some(format!(
                    "{}: {} answers instead of {}",
                    part.name,
                    part.results.len(),
                    expected.len()
                ));
            }
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
