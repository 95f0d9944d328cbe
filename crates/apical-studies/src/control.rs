//! Who observes a study, and whether it is to stop.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::StudyError;

/// What a study tells on its way, from any of its threads. Whatever is not implemented is not looked at.
pub trait Observer: Sync {
    /// It begins. `work` is all that there is to do: images, weighted by what one of them takes.
    fn begin(&self, work: u64) {
        let _ = work;
    }

    /// So much of the work is done now, beside what was done before.
    fn progress(&self, work: u64) {
        let _ = work;
    }

    /// What is being done from now on, in a few words.
    fn stage(&self, stage: &str) {
        let _ = stage;
    }

    /// Something that is worth a line in a log.
    fn note(&self, note: &str) {
        let _ = note;
    }
}

/// Nobody.
impl Observer for () {}

/// Who observes a study, and the flag that ends it.
#[derive(Clone, Copy)]
pub struct Control<'a> {
    /// Told how the study goes on.
    pub observer: &'a dyn Observer,
    /// Once this is true, the study ends soon with [`StudyError::Stopped`].
    pub stop: &'a AtomicBool,
}

static NEVER: AtomicBool = AtomicBool::new(false);

impl Control<'static> {
    /// Nobody observes, and nothing stops it.
    #[must_use]
    pub fn none() -> Self {
        Self { observer: &(), stop: &NEVER }
    }
}

impl Control<'_> {
    /// Whether the study is to end.
    #[inline]
    pub(crate) fn is_stopped(self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// An error if the study is to end.
    pub(crate) fn check(self) -> Result<(), StudyError> {
        if self.is_stopped() { Err(StudyError::Stopped) } else { Ok(()) }
    }

    pub(crate) fn progress(self, work: u64) {
        self.observer.progress(work);
    }

    pub(crate) fn stage(self, stage: &str) {
        self.observer.stage(stage);
    }
}
