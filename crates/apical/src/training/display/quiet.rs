//! No display.

use apical_core::snapshot::RunRecord;

use super::Display;

pub(super) struct Quiet;

impl Display for Quiet {
    fn progress(&mut self, _image: u64) {}
    fn epoch(&mut self, _record: &RunRecord, _rate: f64) {}
    fn finish(&mut self) {}
}
