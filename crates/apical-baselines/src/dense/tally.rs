//! What is not zero.

use ndarray::Array2;

/// Nonzero values of each row.
pub(crate) fn nonzero_by_row(values: &Array2<f32>) -> Vec<u64> {
    values
        .rows()
        .into_iter()
        .map(|row| row.iter().map(|&value| u32::from(value != 0.0)).sum::<u32>().into())
        .collect()
}

/// The sum of products, image by image: synapses between what is active below and what has an error above.
pub(crate) fn products(below: &[u64], above: &[u64]) -> u64 {
    below.iter().zip(above).map(|(below, above)| below * above).sum()
}
