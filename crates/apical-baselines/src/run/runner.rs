//! Batches of a dataset, learned and measured.

use std::time::Instant;

use apical_data::Dataset;

use crate::faults::{FaultKind, Faults, HOLD};
use crate::{BaselineError, Batch, LearningRule, RunPosition};

/// Images that are classified at a time.
const TEST_BATCH: usize = 500;

/// Who observes a run.
#[derive(Clone, Copy)]
pub struct RunObserver<'a> {
    /// Told the number of images after each batch.
    pub learned: &'a dyn Fn(u64),
    /// Asked whether to stop, after each batch.
    pub stop: &'a dyn Fn() -> bool,
}

impl RunObserver<'static> {
    /// Nobody.
    #[must_use]
    pub fn nobody() -> Self {
        Self { learned: &|_| (), stop: &|| false }
    }
}

/// A rule under way.
pub(super) struct Runner<'a> {
    pub(super) rule: Box<dyn LearningRule>,
    observer: RunObserver<'a>,
    pixels: Vec<u8>,
    labels: Vec<u8>,
    pub(super) seconds: f64,
    pub(super) images: u64,
}

impl<'a> Runner<'a> {
    pub(super) fn new(rule: Box<dyn LearningRule>, observer: RunObserver<'a>) -> Self {
        Self { rule, observer, pixels: Vec::new(), labels: Vec::new(), seconds: 0.0, images: 0 }
    }

    /// Learns images by number. `position` says where in a run the image `learned` images on is. Returns whether it came
    /// to the end.
    pub(super) fn learn(
        &mut self,
        data: &Dataset,
        images: &[u32],
        position: &dyn Fn(u64) -> RunPosition,
        faults: Option<&Faults>,
    ) -> Result<bool, BaselineError> {
        let stuck = faults.filter(|faults| faults.kind() == FaultKind::Stuck);
        let size = match stuck {
            Some(_) => self.rule.batch_size().min(HOLD as usize),
            None => self.rule.batch_size(),
        };
        let (mut learned, mut held) = (0, 0);
        for images in images.chunks(size) {
            let started = Instant::now();
            self.pixels.clear();
            self.labels.clear();
            for &image in images {
                self.pixels.extend_from_slice(data.image(image as usize));
                self.labels.push(data.labels()[image as usize]);
            }
            self.rule.learn(Batch::new(&self.pixels, &self.labels), position(learned))?;
            learned += images.len() as u64;
            if let Some(faults) = stuck
                && learned - held >= HOLD
            {
                faults.strike(&mut *self.rule)?;
                held = learned;
            }
            self.seconds += started.elapsed().as_secs_f64();
            self.images += images.len() as u64;
            (self.observer.learned)(images.len() as u64);
            if (self.observer.stop)() {
                return Ok(false);
            }
        }
        self.rule.settle();
        if let Some(faults) = stuck {
            faults.strike(&mut *self.rule)?;
        }
        Ok(true)
    }

    /// Right predictions, and images, of each class.
    pub(super) fn by_class(&mut self, data: &Dataset) -> Result<Vec<(u64, u64)>, BaselineError> {
        let mut classes = vec![(0, 0); data.classes()];
        let size = data.image_size();
        let pieces = data.pixels().chunks(TEST_BATCH * size).zip(data.labels().chunks(TEST_BATCH));
        for (pixels, labels) in pieces {
            let predictions = self.rule.predict(Batch::new(pixels, labels))?;
            for (&predicted, &label) in predictions.iter().zip(labels) {
                let class = &mut classes[usize::from(label)];
                class.0 += u64::from(predicted == label);
                class.1 += 1;
            }
        }
        Ok(classes)
    }

    /// Share of right predictions.
    pub(super) fn accuracy(&mut self, data: &Dataset) -> Result<f64, BaselineError> {
        Ok(share(&self.by_class(data)?))
    }
}

/// Share of right predictions of some classes.
pub(super) fn share(classes: &[(u64, u64)]) -> f64 {
    let (right, all) = classes.iter().fold((0, 0), |sum, class| (sum.0 + class.0, sum.1 + class.1));
    right as f64 / all.max(1) as f64
}
