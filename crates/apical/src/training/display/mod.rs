//! What is shown while a run learns, on standard error.

mod bar;
mod columns;
mod lines;
mod quiet;

use std::io::IsTerminal;

use apical_core::snapshot::RunRecord;

use bar::Bar;
use lines::Lines;
use quiet::Quiet;

use crate::logging::Verbosity;

/// Something that shows how a run comes along.
pub(crate) trait Display {
    /// Images of the current epoch so far; called now and then.
    fn progress(&mut self, image: u64);
    /// An epoch is complete: the last of the record's history. `rate` is in training images per second.
    fn epoch(&mut self, record: &RunRecord, rate: f64);
    /// Nothing more will come.
    fn finish(&mut self);
}

/// What a display must know beforehand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Extent {
    /// Epoch at which the run ends.
    pub(crate) last_epoch: u32,
    /// Images of an epoch.
    pub(crate) images: u64,
    /// Layers of neurons.
    pub(crate) layers: usize,
}

/// A bar in a terminal, lines elsewhere, nothing where the result is for a program or quiet was asked for.
pub(crate) fn choose(
    verbosity: Verbosity,
    json: bool,
    extent: Extent,
    record: &RunRecord,
) -> Box<dyn Display> {
    let terminal = std::io::stderr().is_terminal();
    match (verbosity, terminal) {
        (Verbosity::Quiet, _) => Box::new(Quiet),
        (_, true) => Box::new(Bar::new(extent, record)),
        (_, false) if json => Box::new(Quiet),
        (_, false) => Box::new(Lines::new(extent)),
    }
}
