//! What a network takes the images of a set for, and where it is wrong.

use apical_core::fast::FastProcessor;
use apical_core::{Processor, ProcessorError};
use apical_data::{Dataset, Mistake};
use apical_report::ConfusionMatrix;

pub(crate) use apical_studies::predict::{judgements, predictions};

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
