//! Ctrl-C (and the request to end that the system sends at shutdown).
//!
//! The first one asks the training loop to stop after the image at hand and save a checkpoint. A second one ends the
//! process at once. Files are only ever replaced whole, so even then the file that was there before is intact; what
//! can be left behind is a temporary file, which is removed here.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

static REQUESTED: AtomicBool = AtomicBool::new(false);
/// Folders in which this process may be writing.
static FOLDERS: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// From now on the first Ctrl-C only sets a flag.
pub(crate) fn listen(folders: Vec<PathBuf>) -> Result<(), ctrlc::Error> {
    if let Ok(mut held) = FOLDERS.lock() {
        *held = folders;
    }
    ctrlc::set_handler(|| {
        if REQUESTED.swap(true, Ordering::Relaxed) {
            remove_temporary_files();
            std::process::exit(130);
        }
    })
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

fn remove_temporary_files() {
    let Ok(folders) = FOLDERS.try_lock() else { return };
    let prefix = temporary_prefix();
    for folder in folders.iter() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().starts_with(&prefix) {
                // It may just have been renamed; nothing is lost either way.
                let _ = std::fs::remove_file(entry.path());
            }
        }
    }
}

/// How the names of this process's temporary files begin.
fn temporary_prefix() -> String {
    format!(".apical-{}-", std::process::id())
}

/// The folder of a file.
pub(crate) fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}
