//! Counts of the epochs as tensors of 64-bit integers, a row an epoch.

use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;

use safetensors::Dtype;

use super::container::{Container, Tensor, TensorShape};
use super::run::COUNTS;
use super::{EpochRecord, RunRecord, SnapshotError};

/// Completed epochs, shape (epochs, 6 + layers + 1).
pub(super) const HISTORY: &str = "run.history";
/// The epoch that the run is in, one row of the same columns.
pub(super) const CURRENT: &str = "run.current";

pub(super) fn encode(run: &RunRecord) -> Vec<Tensor> {
    let columns = COUNTS + run.current.spikes.len();
    let bytes = |epochs: &[EpochRecord]| {
        let counts = epochs.iter().flat_map(|epoch| epoch.counts().into_iter().chain(epoch.spikes.clone()));
        counts.flat_map(u64::to_le_bytes).collect()
    };
    vec![
        Tensor::new(HISTORY.to_string(), Dtype::U64, vec![run.history.len(), columns], bytes(&run.history)),
        Tensor::new(
            CURRENT.to_string(),
            Dtype::U64,
            vec![columns],
            bytes(core::slice::from_ref(&run.current)),
        ),
    ]
}

/// Adds the counts to a record that has everything else.
pub(super) fn decode(
    container: &mut Container<'_>,
    layer_count: usize,
    run: &mut RunRecord,
) -> Result<(), SnapshotError> {
    let columns = COUNTS + layer_count + 1;
    // The number of completed tests is not in the metadata, so the tensor itself says it; the file's length
    // has already been checked against it.
    let epochs = container.shape(HISTORY)?.first().copied().unwrap_or(0);
    let history =
        container.take(HISTORY, &TensorShape { dtype: Dtype::U64, shape: vec![epochs, columns] })?;
    let current = container.take(CURRENT, &TensorShape { dtype: Dtype::U64, shape: vec![columns] })?;
    run.history = epochs_of(history, columns);
    run.current = epochs_of(current, columns).pop().unwrap_or_else(|| EpochRecord::empty(layer_count));
    Ok(())
}

fn epochs_of(bytes: &[u8], columns: usize) -> Vec<EpochRecord> {
    let words: Vec<u64> = bytes.as_chunks().0.iter().copied().map(u64::from_le_bytes).collect();
    let epoch = |row: &[u64]| {
        let (counts, spikes) = row.split_at(COUNTS);
        let mut epoch = EpochRecord { spikes: spikes.to_vec(), ..EpochRecord::default() };
        for (field, &count) in epoch.counts_mut().into_iter().zip(counts) {
            *field = count;
        }
        epoch
    };
    words.chunks_exact(columns).map(epoch).collect()
}
