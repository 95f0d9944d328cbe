//! Memories as rows.

use alloc::vec::Vec;

use super::model::{Bank, MemoryRow};
use crate::{Layer, Network};

impl Bank {
    /// All banks, in the order in which they are written.
    pub(super) const ALL: [Self; 4] =
        [Self::Weights, Self::Accumulators, Self::BiasWeights, Self::BiasAccumulators];

    /// The keyword of its rows.
    pub(super) const fn keyword(self) -> &'static str {
        match self {
            Self::Weights => "weights",
            Self::Accumulators => "accumulators",
            Self::BiasWeights => "bias_weights",
            Self::BiasAccumulators => "bias_accumulators",
        }
    }

    /// The bank in a layer.
    pub(super) fn of(self, layer: &Layer) -> &[i8] {
        match self {
            Self::Weights => &layer.weights,
            Self::Accumulators => &layer.accumulators,
            Self::BiasWeights => &layer.bias_weights,
            Self::BiasAccumulators => &layer.bias_accumulators,
        }
    }

    /// The bank in a layer, to be changed.
    pub(super) fn of_mut(self, layer: &mut Layer) -> &mut Vec<i8> {
        match self {
            Self::Weights => &mut layer.weights,
            Self::Accumulators => &mut layer.accumulators,
            Self::BiasWeights => &mut layer.bias_weights,
            Self::BiasAccumulators => &mut layer.bias_accumulators,
        }
    }
}

/// The rows of a layer with `inputs` inputs, in the order in which they are written: input by input its weights and
/// accumulators, then the biases.
pub(super) fn row_order(inputs: usize) -> impl Iterator<Item = (Bank, usize)> {
    let synapses = (0..inputs).flat_map(|input| [(Bank::Weights, input), (Bank::Accumulators, input)]);
    synapses.chain([(Bank::BiasWeights, 0), (Bank::BiasAccumulators, 0)])
}

/// Every row of a network.
pub(super) fn all_rows(network: &Network) -> Vec<MemoryRow> {
    rows_where(network, |_, _| true)
}

/// The rows in which `after` differs from `before`, as they are in `after`.
pub(super) fn changed_rows(before: &Network, after: &Network) -> Vec<MemoryRow> {
    rows_where(after, |row, address| row_at(before, address) != Some(row))
}

type RowAddress = (usize, Bank, usize);

fn rows_where(network: &Network, wanted: impl Fn(&[i8], RowAddress) -> bool) -> Vec<MemoryRow> {
    let mut rows = Vec::new();
    for (index, layer) in network.layers.iter().enumerate() {
        for (bank, input) in row_order(layer.inputs) {
            let address = (index + 1, bank, input);
            if let Some(values) = row_at(network, address).filter(|values| wanted(values, address)) {
                rows.push(MemoryRow { bank, layer: index + 1, input, values: values.to_vec() });
            }
        }
    }
    rows
}

fn row_at(network: &Network, (layer, bank, input): RowAddress) -> Option<&[i8]> {
    let layer = network.layers.get(layer.checked_sub(1)?)?;
    bank.of(layer).chunks_exact(layer.neurons.max(1)).nth(input)
}

/// Writes a row at its address. `None`, and nothing done, if there is no such row.
pub(super) fn put_row(network: &mut Network, row: &MemoryRow) -> Option<()> {
    let layer = network.layers.get_mut(row.layer.checked_sub(1)?)?;
    let neurons = layer.neurons.max(1);
    let values = row.bank.of_mut(layer).chunks_exact_mut(neurons).nth(row.input)?;
    if values.len() != row.values.len() {
        return None;
    }
    values.copy_from_slice(&row.values);
    Some(())
}
