//! What a network takes the images of a dataset for, on all cores.

use apical_core::fast::FastProcessor;
use apical_core::{Judgement, Processor, ProcessorError};
use apical_data::Dataset;
use rayon::prelude::*;

/// The class that each image is taken for. Each thread works on a copy of the processor.
///
/// # Errors
/// If the images do not have the size of the network, or if images are being learned.
pub fn predictions(processor: &FastProcessor, data: &Dataset) -> Result<Vec<u8>, ProcessorError> {
    each(processor, data, FastProcessor::infer)
}

/// The class that each image is taken for, and how far it is ahead; as [`predictions`].
///
/// # Errors
/// As [`predictions`].
pub fn judgements(processor: &FastProcessor, data: &Dataset) -> Result<Vec<Judgement>, ProcessorError> {
    each(processor, data, FastProcessor::judge)
}

fn each<T: Clone + Default + Send>(
    processor: &FastProcessor,
    data: &Dataset,
    judge: impl Fn(&mut FastProcessor, &[u8]) -> Result<T, ProcessorError> + Sync,
) -> Result<Vec<T>, ProcessorError> {
    let mut found = vec![T::default(); data.len()];
    // Twice as many pieces as threads: one slow thread then does not hold up all others.
    let piece = data.len().div_ceil(2 * rayon::current_num_threads()).max(1);
    found.par_chunks_mut(piece).enumerate().try_for_each(|(number, found)| {
        let mut own = processor.clone();
        for (offset, found) in found.iter_mut().enumerate() {
            *found = judge(&mut own, data.image(number * piece + offset))?;
        }
        Ok::<_, ProcessorError>(())
    })?;
    Ok(found)
}
