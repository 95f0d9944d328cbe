//! Plain lines, for files and pipes.

use std::io::Write;

use apical_core::snapshot::RunRecord;

use super::columns::Columns;
use super::{Display, Extent};

pub(super) struct Lines {
    columns: Columns,
}

impl Lines {
    pub(super) fn new(extent: Extent) -> Self {
        let columns = Columns::new(extent);
        say(&columns.heading());
        Self { columns }
    }
}

/// A run does not fail because nobody watches it.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

impl Display for Lines {
    fn progress(&mut self, _image: u64) {}

    fn epoch(&mut self, record: &RunRecord, rate: f64) {
        say(&self.columns.line(record, rate));
    }

    fn finish(&mut self) {}
}
