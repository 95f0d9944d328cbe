//! One line for each epoch, in columns of fixed width: what is to come is not known yet.

use apical_core::snapshot::RunRecord;
use apical_report::{percent, rate};

use super::Extent;

/// Columns between blanks.
pub(super) struct Columns {
    last_epoch: u32,
    epoch_width: usize,
    spikes_width: usize,
}

impl Columns {
    pub(super) fn new(extent: Extent) -> Self {
        let digits = extent.last_epoch.to_string().len();
        Self {
            last_epoch: extent.last_epoch,
            epoch_width: (2 * digits + 1).max("epoch".len()),
            // Input and hidden layers: "101.2" each. The output always spikes once.
            spikes_width: (8 * extent.layers - 3).max("spikes by layer".len()),
        }
    }

    pub(super) fn heading(&self) -> String {
        format!(
            "{:>epoch$}  {:>9}  {:>8}  {:>spikes$}  {:>9}  {:>9}",
            "epoch",
            "error",
            "updates",
            "spikes by layer",
            "test",
            "images/s",
            epoch = self.epoch_width,
            spikes = self.spikes_width
        )
    }

    /// The line of the epoch completed last.
    pub(super) fn line(&self, record: &RunRecord, images_per_second: f64) -> String {
        let Some(epoch) = record.history.last() else { return String::new() };
        let spikes = epoch.spikes_per_image();
        let shown = &spikes[..spikes.len().saturating_sub(1)];
        let spikes: Vec<String> = shown.iter().map(|mean| format!("{mean:5.1}")).collect();
        format!(
            "{:>width$}  {:>9}  {:>8}  {:>spikes$}  {:>9}  {:>9}",
            format!("{}/{}", record.position.epoch, self.last_epoch),
            percent(epoch.train_error(), 2),
            percent(epoch.update_rate(), 1),
            spikes.join(" / "),
            epoch.test_accuracy().map_or_else(|| "-".to_owned(), |accuracy| percent(accuracy, 2)),
            rate(images_per_second),
            width = self.epoch_width,
            spikes = self.spikes_width
        )
    }
}
