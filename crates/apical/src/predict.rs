//! What a network takes the images of a set for, on all cores.

use apical_core::fast::FastProcessor;
use apical_core::{Processor, ProcessorError};
use apical_data::{Dataset, Mistake};
use apical_report::ConfusionMatrix;
use rayon::prelude::*;

/// The class that each image is taken for. Each thread works on a copy of the processor.
pub(crate) fn predictions(processor: &FastProcessor, data: &Dataset) -> Result<Vec<u8>, ProcessorError> {
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
pub(crate) fn correct(predictions: &[u8], data: &Dataset) -> u64 {
    predictions.iter().zip(data.labels()).filter(|(predicted, label)| predicted == label).count() as u64
}

/// Predictions against labels, with as many classes as network or data have.
pub(crate) fn confusion(predictions: &[u8], data: &Dataset, network_classes: usize) -> ConfusionMatrix {
    let mut matrix = ConfusionMatrix::new(data.classes().max(network_classes));
    for (&predicted, &label) in predictions.iter().zip(data.labels()) {
        matrix.add(label.into(), predicted.into());
    }
    matrix
}

/// The wrong predictions, those first in which the wrong class was furthest ahead of the true one.
pub(crate) fn worst_mistakes(
    processor: &mut FastProcessor,
    data: &Dataset,
    predictions: &[u8],
) -> Result<Vec<Mistake>, ProcessorError> {
    let mut mistakes = Vec::new();
    for (index, (&predicted, &label)) in predictions.iter().zip(data.labels()).enumerate() {
        if predicted != label {
            let activity = processor.activity(data.image(index))?;
            let potentials = activity.layers.last().map_or(&[][..], |layer| &layer.potentials);
            let of = |class: u8| potentials.get(usize::from(class)).copied().unwrap_or_default();
            mistakes.push(Mistake { index, predicted, margin: of(predicted) - of(label) });
        }
    }
    mistakes.sort_by_key(|mistake| (-mistake.margin, mistake.index));
    Ok(mistakes)
}
