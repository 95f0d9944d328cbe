//! What this process has begun and not finished.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

static UNFINISHED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

fn unfinished() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    // A set of paths is whole whatever panicked.
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes a temporary file or folder and notes it, both in one: there is no moment at which one is there and not noted,
/// or one of another process is noted.
pub(super) fn begin<T>(path: &Path, make: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    let mut unfinished = unfinished();
    let made = make()?;
    unfinished.insert(path.to_owned());
    Ok(made)
}

/// Renames or removes it, and forgets it if that succeeds.
pub(super) fn finish(path: &Path, change: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
    let mut unfinished = unfinished();
    change()?;
    unfinished.remove(path);
    Ok(())
}

/// It is not ours any more.
pub(super) fn forget(path: &Path) {
    unfinished().remove(path);
}

/// Removes what this process has begun to write and not finished, for a process that is about to end: no replacement
/// can be begun or finished after this, and threads that try wait for ever.
pub fn abandon_replacements() {
    let unfinished = unfinished();
    for path in unfinished.iter() {
        if fs::remove_file(path).is_err() {
            let _ = fs::remove_dir_all(path);
        }
    }
    std::mem::forget(unfinished);
}
