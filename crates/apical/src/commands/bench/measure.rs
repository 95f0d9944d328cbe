//! One measurement after another.

use std::ops::ControlFlow;
use std::time::Instant;

use apical_core::fast::{FastProcessor, Kernel};
use apical_core::training::{LearningRate, Position, Recipe, Trainer};
use apical_core::{Config, Processor, State};
use apical_data::Split;

use crate::failure::Failure;
use crate::kernel;

/// Epochs of the run that is imitated.
const RUN_EPOCHS: u32 = 30;
/// Epochs after which inference and training are measured.
const TRAINED_EPOCHS: u32 = 10;
/// Epochs of the short run.
pub(super) const SHORT_EPOCHS: u32 = 3;
/// Fewest images of a measurement: with less, the clock and the first cache misses count.
const IMAGES: usize = 60_000;
/// Images whose spikes are counted.
const COUNTED_IMAGES: usize = 2_000;

const RECIPE: Recipe = Recipe { seed: 1, epochs: RUN_EPOCHS, learning_rate: LearningRate::DEFAULT, shift: 0 };

/// What all measurements start from.
pub(super) struct Prepared<'a> {
    data: &'a Split,
    untrained: State,
    trained: State,
    /// Bytes of weight memory that an inference reads, on the mean.
    pub(super) bytes_per_image: f64,
    /// Share of the images that cause an update where training is measured.
    pub(super) update_rate: f64,
    /// The same in the short run.
    pub(super) short_update_rate: f64,
}

/// What was measured of a kernel, in images per second, a value for each round.
pub(super) struct Samples {
    pub(super) kernel: Kernel,
    pub(super) inference: Vec<f64>,
    pub(super) training: Vec<f64>,
    pub(super) short: Vec<f64>,
}

impl Samples {
    pub(super) fn new(kernel: Kernel) -> Self {
        Self { kernel, inference: Vec::new(), training: Vec::new(), short: Vec::new() }
    }
}

impl<'a> Prepared<'a> {
    pub(super) fn new(config: &Config, data: &'a Split) -> Result<Self, Failure> {
        let untrained = config.initial_state(RECIPE.seed);
        let mut processor = kernel::processor(&untrained, None)?;
        let mut trainer = Trainer::new(RECIPE, Position::default());
        learn(&mut trainer, &mut processor, data, SHORT_EPOCHS)?;
        let short_update_rate = processor.counters().update_rate();
        learn(&mut trainer, &mut processor, data, TRAINED_EPOCHS - SHORT_EPOCHS)?;
        let trained = processor.state();
        let before = processor.counters().clone();
        let bytes_per_image = bytes_per_image(&mut processor, data)?;
        learn(&mut trainer, &mut processor, data, 1)?;
        let update_rate = (processor.counters() - &before).update_rate();
        Ok(Self { data, untrained, trained, bytes_per_image, update_rate, short_update_rate })
    }

    /// One round of a kernel.
    pub(super) fn measure(&self, samples: &mut Samples) -> Result<(), Failure> {
        let mut processor = kernel::processor(&self.trained, Some(samples.kernel))?;
        samples.inference.push(self.inference(&mut processor)?);
        let position = Position { epoch: TRAINED_EPOCHS, image: 0 };
        let epochs = IMAGES.div_ceil(self.data.train.len()) as u32;
        samples.training.push(self.training(&mut processor, position, epochs)?);
        let mut untrained = kernel::processor(&self.untrained, Some(samples.kernel))?;
        samples.short.push(self.training(&mut untrained, Position::default(), SHORT_EPOCHS)?);
        Ok(())
    }

    fn inference(&self, processor: &mut FastProcessor) -> Result<f64, Failure> {
        let images = &self.data.test;
        let passes = IMAGES.div_ceil(images.len());
        let started = Instant::now();
        for _ in 0..passes {
            for index in 0..images.len() {
                std::hint::black_box(processor.infer(images.image(index))?);
            }
        }
        Ok((passes * images.len()) as f64 / seconds_since(started))
    }

    fn training(&self, processor: &mut FastProcessor, from: Position, epochs: u32) -> Result<f64, Failure> {
        let mut trainer = Trainer::new(RECIPE, from);
        let started = Instant::now();
        learn(&mut trainer, processor, self.data, epochs)?;
        Ok((epochs as usize * self.data.train.len()) as f64 / seconds_since(started))
    }
}

fn learn(
    trainer: &mut Trainer,
    processor: &mut FastProcessor,
    data: &Split,
    epochs: u32,
) -> Result<(), Failure> {
    for _ in 0..epochs {
        trainer.epoch(processor, &data.train, |_| ControlFlow::Continue(()))?;
    }
    Ok(())
}

/// Each spike reads a row of the next layer's weights.
fn bytes_per_image(processor: &mut FastProcessor, data: &Split) -> Result<f64, Failure> {
    let images = data.test.len().min(COUNTED_IMAGES);
    let mut bytes = 0;
    for index in 0..images {
        let activity = processor.activity(data.test.image(index))?;
        let hidden = activity.layers.iter().map(|layer| &layer.spikes);
        for (layer, spikes) in std::iter::once(&activity.input).chain(hidden).enumerate() {
            // The output's spikes read nothing.
            if layer < processor.config().layer_count() {
                bytes += spikes.iter().filter(|&&spike| spike).count() * processor.row_bytes(layer);
            }
        }
    }
    Ok(bytes as f64 / images as f64)
}

fn seconds_since(started: Instant) -> f64 {
    started.elapsed().as_secs_f64().max(1e-9)
}
