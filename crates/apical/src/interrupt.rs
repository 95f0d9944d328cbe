//! Ctrl-C (and the request to end that the system sends at shutdown).
//!
//! Whoever writes files lets this module [`listen`] before it touches the first. From then on a signal ends the process at
//! once and leaves no temporary file; files are only ever replaced whole, so those that were there before are intact.
//! When there is work that is worth keeping, [`finish_first`] makes the first signal a request: the loop is to stop after
//! the image at hand, and what it has is saved. A second one ends the process at once.

use std::sync::atomic::{AtomicBool, Ordering};

use apical_support::abandon_replacements;

/// Whether the first signal is a request.
static DEFERRED: AtomicBool = AtomicBool::new(false);
static REQUESTED: AtomicBool = AtomicBool::new(false);

/// From now on a signal leaves no temporary file behind.
pub(crate) fn listen() -> Result<(), ctrlc::Error> {
    ctrlc::set_handler(|| {
        let first = !REQUESTED.swap(true, Ordering::Relaxed);
        if !(first && DEFERRED.load(Ordering::Relaxed)) {
            abandon_replacements();
            std::process::exit(130);
        }
    })
}

/// From now on the first signal only sets a flag.
pub(crate) fn finish_first() {
    DEFERRED.store(true, Ordering::Relaxed);
}

/// Whether to stop. Cheap enough to be asked after every image.
#[inline]
pub(crate) fn requested() -> bool {
    REQUESTED.load(Ordering::Relaxed)
}

/// The flag itself, for what runs in other crates.
pub(crate) fn flag() -> &'static AtomicBool {
    &REQUESTED
}
