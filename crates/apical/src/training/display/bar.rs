//! Lines with a progress bar below them, for terminals.

use apical_core::snapshot::RunRecord;
use indicatif::{ProgressBar, ProgressStyle};

use super::columns::Columns;
use super::{Display, Extent};

pub(super) struct Bar {
    columns: Columns,
    bar: ProgressBar,
    images: u64,
    /// Images of the epochs that are complete.
    before: u64,
}

impl Bar {
    pub(super) fn new(extent: Extent, record: &RunRecord) -> Self {
        let columns = Columns::new(extent);
        let before = u64::from(record.position.epoch) * extent.images;
        let bar = ProgressBar::new(u64::from(extent.last_epoch) * extent.images);
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {percent:>3} %  {msg}  {eta} left") {
            bar.set_style(style.progress_chars("█▉▊▋▌▍▎▏·"));
        }
        bar.println(columns.heading());
        bar.set_position(before);
        // The time left is judged by what is done from here on.
        bar.reset_eta();
        Self { columns, bar, images: extent.images, before }
    }
}

impl Display for Bar {
    fn progress(&mut self, image: u64) {
        self.bar.set_position(self.before + image);
    }

    fn epoch(&mut self, record: &RunRecord, rate: f64) {
        self.before = u64::from(record.position.epoch) * self.images;
        self.bar.set_message(format!("{} images/s", apical_report::rate(rate)));
        self.bar.println(self.columns.line(record, rate));
        self.bar.set_position(self.before);
    }

    fn finish(&mut self) {
        // A line of distance to the result, which follows on standard output.
        self.bar.println("");
        self.bar.finish_and_clear();
    }
}
