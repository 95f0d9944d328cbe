//! The result of a run.

use std::path::Path;

use apical_core::run::Run;
use apical_core::snapshot::{RunRecord, Snapshot};
use apical_core::{Config, State};
use apical_report::{duration, percent, rate, thousands};
use serde::Serialize;

use super::Rates;
use crate::output::FORMAT_VERSION;

/// The object that `train --json` prints as its last line. The names of the keys are a contract.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Summary {
    format_version: u32,
    /// Name of the dataset, or where it was found.
    data: String,
    /// SHA-256 of the training images and labels.
    data_hash: String,
    spec_version: u32,
    layers: Vec<usize>,
    format: String,
    /// Epochs completed since the run began, also before it was resumed.
    epochs: u32,
    seed: u64,
    /// Share of the test images, after the last epoch.
    test_accuracy: Option<f64>,
    /// Mean over the last five epochs.
    test_accuracy_last5: Option<f64>,
    /// Share of the training images of the last epoch, judged while they were learned.
    train_error: f64,
    /// Share of the images of the last epoch that changed the synapses.
    update_rate_last: f64,
    /// The same over all epochs.
    update_rate_mean: f64,
    /// Mean spikes of a training image over all epochs, by layer, the input first.
    spikes_per_image: Vec<f64>,
    /// Median over the epochs of this session; tests not included.
    train_images_per_second: f64,
    /// Time spent on learning in this session; tests not included.
    train_seconds: f64,
    /// Threads that learn.
    threads: u32,
    kernel: String,
}

impl Summary {
    pub(crate) fn new(config: &Config, record: &RunRecord, rates: &Rates, kernel: String) -> Self {
        let last = record.history.last();
        let total = record.total();
        Self {
            format_version: FORMAT_VERSION,
            data: record.data.name.clone(),
            data_hash: record.data.train_hash.to_string(),
            spec_version: config.specification_version(),
            layers: config.layers.clone(),
            format: config.format.to_string(),
            epochs: record.position.epoch,
            seed: record.recipe.seed,
            test_accuracy: last.and_then(|epoch| epoch.test_accuracy()),
            test_accuracy_last5: record.mean_accuracy_of_last(5),
            train_error: last.map_or(0.0, |epoch| epoch.train_error()),
            update_rate_last: last.map_or(0.0, |epoch| epoch.update_rate()),
            update_rate_mean: total.update_rate(),
            spikes_per_image: total.spikes_per_image(),
            train_images_per_second: rates.median(),
            train_seconds: rates.seconds(),
            threads: 1,
            kernel,
        }
    }

    /// The same for people, without what can be read off the display.
    pub(crate) fn text(&self, images: usize) -> String {
        let shown =
            |accuracy: Option<f64>| accuracy.map_or_else(|| "-".to_owned(), |value| percent(value, 2));
        format!(
            "test accuracy  {} (mean of the last 5 epochs: {})\n\
             trained        {} epoch{} of {} images of {}; {} here, {} images/s on one core ({})\n",
            shown(self.test_accuracy),
            shown(self.test_accuracy_last5),
            self.epochs,
            if self.epochs == 1 { "" } else { "s" },
            thousands(images as u64),
            self.data,
            duration(self.train_seconds),
            rate(self.train_images_per_second),
            self.kernel
        )
    }
}

/// Size of a model file at the end of a run, near enough to see beforehand whether it will fit.
pub(crate) fn model_bytes(run: &Run, state: &State) -> Option<usize> {
    let snapshot = Snapshot { run: run.record_with_text(&state.config), state: state.clone() };
    let now = snapshot.to_bytes().ok()?.len();
    let (row, epochs) = (8 * (6 + state.config.layers.len()), run.end().epoch);
    // A run of more is not going to reach its end on this disk's present room.
    const MOST_EPOCHS: u32 = 100_000;
    Some(now.saturating_add(row.saturating_mul(epochs.min(MOST_EPOCHS) as usize)))
}

/// A file's name and size.
pub(crate) fn file_line(path: &Path) -> String {
    let size = std::fs::metadata(path).map_or(0, |metadata| metadata.len());
    format!("{} ({} kB)", path.display(), thousands(size.div_ceil(1000)))
}
