//! Samples of a training: the software learns all of it, a machine parts that are spread over it.

use std::ops::ControlFlow;

use apical_core::fast::FastProcessor;
use apical_core::training::{Position, Recipe, Trainer, TrainerError, TrainingImages};
use apical_core::{Processor, State};

use super::{RunCounts, run_epoch};
use crate::machine::ChipProcessor;

/// Which images of each epoch are sampled: `parts` runs of `images` neighbours, at equal distances. Where the first one
/// begins moves from epoch to epoch, so that no part of an epoch is favoured: an untrained network updates with nearly
/// every image, and soon far less.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    /// Runs of images an epoch.
    pub parts: u32,
    /// Images of each.
    pub images: u32,
}

impl Sample {
    /// Images of an epoch of `count` before each part. Parts never reach beyond the epoch.
    #[must_use]
    pub fn begins(&self, epoch: u32, count: u32) -> Vec<u32> {
        // Multiples of the golden ratio, modulo 1, fill the interval evenly for any number of epochs.
        let phase = (f64::from(epoch) * 0.618_033_988_749_895).fract();
        let last = count.saturating_sub(self.images);
        let begin = |part: u32| {
            let position = (f64::from(part) + phase) / f64::from(self.parts.max(1)) * f64::from(count);
            (position as u32).min(last)
        };
        let mut begins: Vec<u32> = (0..self.parts).map(begin).collect();
        begins.dedup();
        begins
    }

    /// Learns an epoch, or what is left of it, and shows the state and the position where each part begins.
    ///
    /// # Errors
    /// As [`Trainer::epoch`], and whatever `part` returns.
    pub fn epoch<D: TrainingImages + ?Sized, E: From<TrainerError>>(
        &self,
        processor: &mut FastProcessor,
        trainer: &mut Trainer,
        data: &D,
        mut part: impl FnMut(&State, Position) -> Result<(), E>,
    ) -> Result<(), E> {
        let epoch = trainer.position().epoch;
        for begin in self.begins(epoch, data.count()) {
            // An outcome comes with each image that enters, but for the first ones that fill the pipeline.
            let entered = trainer.position().image;
            if begin > entered {
                let mut left = begin - entered;
                trainer.epoch(processor, data, |_| {
                    left = left.saturating_sub(1);
                    if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
                })?;
            }
            if trainer.position().epoch == epoch {
                part(&processor.state(), trainer.position())?;
            }
        }
        if trainer.position().epoch == epoch {
            trainer.epoch(processor, data, |_| ControlFlow::Continue(()))?;
        }
        Ok(())
    }

    /// Lets a machine learn the part that begins with a state and a position; counts go to `run`. Returns the state
    /// after it, with images in the pipeline.
    ///
    /// # Errors
    /// As [`Trainer::epoch`], and if the machine cannot hold the state.
    pub fn simulate<D: TrainingImages + ?Sized>(
        &self,
        chip: &mut ChipProcessor,
        recipe: Recipe,
        (state, position): (&State, Position),
        data: &D,
        run: &mut RunCounts,
    ) -> Result<State, TrainerError> {
        chip.load(state)?;
        let mut trainer = Trainer::new(recipe, position);
        run_epoch(chip, &mut trainer, data, run, self.stop())?;
        Ok(chip.state())
    }

    /// What the software has learned after the same part.
    ///
    /// # Errors
    /// As [`Trainer::epoch`].
    pub fn expected<D: TrainingImages + ?Sized>(
        &self,
        recipe: Recipe,
        (state, position): (&State, Position),
        data: &D,
    ) -> Result<State, TrainerError> {
        let mut processor = FastProcessor::new(state).map_err(|error| {
            let message = error.to_string();
            apical_core::ProcessorError::BackEnd { name: "fast".to_owned(), message }
        })?;
        Trainer::new(recipe, position).epoch(&mut processor, data, self.stop())?;
        Ok(processor.state())
    }

    fn stop(&self) -> impl FnMut(&apical_core::Outcome) -> ControlFlow<()> + use<> {
        let mut left = self.images;
        move |_| {
            left = left.saturating_sub(1);
            if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        }
    }
}
