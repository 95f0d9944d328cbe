//! How many images are classified correctly.

use crate::training::TrainingImages;
use crate::{Processor, ProcessorError};

/// Accuracy, in images: that after an epoch, of the test images.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tested {
    /// Test images.
    pub tested: u64,
    /// Of those, images classified correctly.
    pub correct: u64,
}

impl Tested {
    /// That of a processor, which infers one image after the other.
    ///
    /// # Errors
    /// If the images do not have the size of the network, or if images are being learned.
    pub fn of<P: Processor + ?Sized, D: TrainingImages + ?Sized>(
        processor: &mut P,
        images: &D,
    ) -> Result<Self, ProcessorError> {
        let mut correct = 0;
        for index in 0..images.count() {
            correct += u64::from(processor.infer(images.image(index))? == images.label(index));
        }
        Ok(Self { tested: images.count().into(), correct })
    }

    /// That of predictions that were made before, one for each label.
    #[must_use]
    pub fn of_predictions(predictions: &[u8], labels: &[u8]) -> Self {
        let pairs = predictions.iter().zip(labels);
        let correct = pairs.filter(|(predicted, label)| predicted == label).count() as u64;
        Self { tested: labels.len() as u64, correct }
    }
}
