//! A progress bar for long runs, hidden when standard error is no terminal.

use std::sync::atomic::{AtomicU64, Ordering};

use apical_studies::Observer;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::logging::Verbosity;

/// Images between two looks at the bar: drawing costs more than simulating a few images.
const STRIDE: u64 = 512;

/// Counts images, from any thread.
pub(crate) struct Progress {
    bar: ProgressBar,
    images: AtomicU64,
}

impl Progress {
    pub(crate) fn new(images: u64, verbosity: Verbosity) -> Self {
        let bar = match verbosity {
            Verbosity::Quiet => ProgressBar::with_draw_target(Some(images), ProgressDrawTarget::hidden()),
            // Draws nothing where standard error is no terminal.
            _ => ProgressBar::new(images),
        };
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {percent:>3} %  {msg}  {eta} left") {
            bar.set_style(style.progress_chars("█▉▊▋▌▍▎▏·"));
        }
        Self { bar, images: AtomicU64::new(0) }
    }

    pub(crate) fn one(&self) {
        let images = self.images.fetch_add(1, Ordering::Relaxed) + 1;
        if images.is_multiple_of(STRIDE) {
            self.bar.set_position(images);
        }
    }

    pub(crate) fn many(&self, count: u64) {
        let images = self.images.fetch_add(count, Ordering::Relaxed) + count;
        self.bar.set_position(images);
    }

    /// There is more to do than was known at the beginning.
    #[cfg(feature = "sweep")]
    pub(crate) fn extend(&self, images: u64) {
        self.bar.inc_length(images);
    }

    pub(crate) fn say(&self, what: &str) {
        self.bar.set_message(what.to_owned());
    }

    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Observer for Progress {
    fn begin(&self, work: u64) {
        self.bar.set_length(work);
    }

    fn progress(&self, work: u64) {
        if work == 1 { self.one() } else { self.many(work) }
    }

    fn stage(&self, stage: &str) {
        self.say(stage);
    }

    fn note(&self, note: &str) {
        tracing::info!("{note}");
    }
}
