//! What a network takes the images of a dataset for, on all cores.

use apical_core::fast::FastProcessor;
use apical_core::{Processor, ProcessorError};
use apical_data::Dataset;
use rayon::prelude::*;

/// The class that each image is taken for. Each thread works on a copy of the processor.
///
/// # Errors
/// If the images do not have the size of the network, or if images are being learned.
pub fn predictions(processor: &FastProcessor, data: &Dataset) -> Result<Vec<u8>, ProcessorError> {
    let mut classes = vec![0; data.len()];
    // Twice as many pieces as threads: one slow thread then does not hold up all others.
    let piece = data.len().div_ceil(2 * rayon::current_num_threads()).max(1);
    classes.par_chunks_mut(piece).enumerate().try_for_each(|(number, classes)| {
        let mut own = processor.clone();
        for (offset, class) in classes.iter_mut().enumerate() {
            *class = own.infer(data.image(number * piece + offset))?;
        }
        Ok::<_, ProcessorError>(())
    })?;
    Ok(classes)
}

/// Predictions that are right.
#[must_use]
pub fn correct(predictions: &[u8], data: &Dataset) -> u64 {
    predictions.iter().zip(data.labels()).filter(|(predicted, label)| predicted == label).count() as u64
}
