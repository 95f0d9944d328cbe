//! One run, image by image.

use alloc::vec;
use alloc::vec::Vec;
use core::ops::ControlFlow;

use super::{Features, LearningRate, Shift, epoch_order, shift_image};
use crate::{Outcome, Processor, ProcessorError, StepRateError};

/// Images with labels, wherever they are.
pub trait TrainingImages {
    /// Number of images.
    fn count(&self) -> u32;
    /// Columns of an image, for shifts.
    fn width(&self) -> usize;
    /// Pixels of image `index`, row by row.
    fn image(&self, index: u32) -> &[u8];
    /// Class of image `index`.
    fn label(&self, index: u32) -> u8;
}

impl<D: TrainingImages + ?Sized> TrainingImages for &D {
    fn count(&self) -> u32 {
        (**self).count()
    }

    fn width(&self) -> usize {
        (**self).width()
    }

    fn image(&self, index: u32) -> &[u8] {
        (**self).image(index)
    }

    fn label(&self, index: u32) -> u8 {
        (**self).label(index)
    }
}

/// What a run does. With the data and the initial state it fixes every bit of the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Recipe {
    /// The user's seed.
    pub seed: u64,
    /// Epochs that the learning-rate curve spans.
    pub epochs: u32,
    /// The learning-rate curve.
    pub learning_rate: LearningRate,
    /// Each training image is shifted at random by up to so many pixels each way. 0: not at all.
    pub shift: u8,
}

/// How far a run has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Position {
    /// Epochs completed.
    pub epoch: u32,
    /// Images of the current epoch that have entered the processor.
    pub image: u32,
}

/// A run that cannot go on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TrainerError {
    /// The processor refused an image.
    #[error(transparent)]
    Processor(#[from] ProcessorError),
    /// The learning rate does not fit the accumulators.
    #[error(transparent)]
    LearningRate(#[from] StepRateError),
    /// The position is past the end of the data.
    #[error("position: image {image} of an epoch is out of range: the dataset has {count}")]
    Position {
        /// The position.
        image: u32,
        /// Images of the dataset.
        count: u32,
    },
    /// There is nothing to learn from.
    #[error("the training set is empty")]
    Empty,
}

/// Takes a processor through a run.
#[derive(Debug, Clone)]
pub struct Trainer {
    recipe: Recipe,
    position: Position,
    order: Vec<u32>,
    shifted: Vec<u8>,
    features: Option<Features>,
}

impl Trainer {
    /// A run at its beginning, or at a position it had come to.
    #[must_use]
    pub fn new(recipe: Recipe, position: Position) -> Self {
        Self { recipe, position, order: Vec::new(), shifted: Vec::new(), features: None }
    }

    /// With bits of images that were computed before, or are to be, and that must be of the data that are learned from. They are
    /// used where images are not shifted and the processor takes bits.
    #[must_use]
    pub fn with_features(mut self, features: Option<Features>) -> Self {
        self.features = features;
        self
    }

    /// Gives them back.
    pub fn take_features(&mut self) -> Option<Features> {
        self.features.take()
    }

    /// What the run does.
    #[must_use]
    pub fn recipe(&self) -> &Recipe {
        &self.recipe
    }

    /// How far the run has come.
    #[must_use]
    pub fn position(&self) -> Position {
        self.position
    }

    /// Learns from the rest of the current epoch, then drains the pipeline and moves on to the next epoch.
    ///
    /// `observe` sees each image that leaves the processor. If it breaks, the run stops after the image that
    /// entered last, with images still in the pipeline; [`Position`] and the processor's state then hold all that
    /// is needed to go on as if nothing had happened. Returns whether the epoch was completed.
    ///
    /// # Errors
    /// If the data do not fit the processor, or the learning rate the format.
    pub fn epoch<P: Processor + ?Sized, D: TrainingImages + ?Sized>(
        &mut self,
        processor: &mut P,
        data: &D,
        observe: impl FnMut(&Outcome) -> ControlFlow<()>,
    ) -> Result<bool, TrainerError> {
        self.learn(processor, data, None, observe)
    }

    /// As [`epoch`](Self::epoch), but stops before image `until` of the epoch enters, as if the observer broke there; at the number
    /// of images, before the drain.
    ///
    /// # Errors
    /// As [`epoch`](Self::epoch), or if there are fewer images.
    pub fn learn<P: Processor + ?Sized, D: TrainingImages + ?Sized>(
        &mut self,
        processor: &mut P,
        data: &D,
        until: Option<u32>,
        mut observe: impl FnMut(&Outcome) -> ControlFlow<()>,
    ) -> Result<bool, TrainerError> {
        let (mut processor, data) = (processor, data);
        self.learn_images(&mut processor, &data, until, &mut observe)
    }

    /// Not generic, so that the loop is compiled once, and as this crate is, whoever calls.
    fn learn_images(
        &mut self,
        processor: &mut dyn Processor,
        data: &dyn TrainingImages,
        until: Option<u32>,
        observe: &mut dyn FnMut(&Outcome) -> ControlFlow<()>,
    ) -> Result<bool, TrainerError> {
        let count = data.count();
        if count == 0 {
            return Err(TrainerError::Empty);
        }
        if let Some(&image) =
            [Some(self.position.image), until].iter().flatten().find(|&&image| image > count)
        {
            return Err(TrainerError::Position { image, count });
        }
        let format = processor.config().format;
        self.recipe.learning_rate.check(format)?;
        self.order = epoch_order(self.recipe.seed, self.position.epoch, count);
        let before = u64::from(self.position.epoch) * u64::from(count);
        let images = u64::from(self.recipe.epochs) * u64::from(count);
        let last = u64::from(count - 1);
        while self.position.image < until.unwrap_or(count) {
            let position = self.position.image as usize;
            if let Some(&next) = self.order.get(position + 1) {
                crate::fast::prefetch(data.image(next));
            }
            let number = before + u64::from(self.position.image);
            processor.set_step_rate(self.recipe.learning_rate.step_rate(number, images, format)?);
            let index = self.order[position];
            let features =
                self.features.as_mut().filter(|_| self.recipe.shift == 0 && processor.takes_bits());
            let outcome = match features {
                Some(features) => processor.learn_bits(features.of(data, index), data.label(index))?,
                None => {
                    let pixels = self.pixels(data, index, number);
                    processor.learn(pixels, data.label(index))?
                }
            };
            self.position.image += 1;
            if outcome.is_some_and(|outcome| observe(&outcome).is_break()) {
                return Ok(false);
            }
        }
        if until.is_some() {
            return Ok(false);
        }
        // Set already, unless the run was cut when only the drain was left.
        processor.set_step_rate(self.recipe.learning_rate.step_rate(before + last, images, format)?);
        while let Some(outcome) = processor.drain_one() {
            // The epoch is over in any case.
            let _ = observe(&outcome);
        }
        self.position = Position { epoch: self.position.epoch + 1, image: 0 };
        Ok(true)
    }

    /// An image as it enters the processor.
    fn pixels<'a>(&'a mut self, data: &'a dyn TrainingImages, index: u32, number: u64) -> &'a [u8] {
        let pixels = data.image(index);
        if self.recipe.shift == 0 {
            return pixels;
        }
        if self.shifted.len() != pixels.len() {
            self.shifted = vec![0; pixels.len()];
        }
        let shift = Shift::of_image(self.recipe.seed, number, self.recipe.shift);
        shift_image(pixels, &mut self.shifted, data.width(), shift);
        &self.shifted
    }
}
