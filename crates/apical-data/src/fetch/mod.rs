//! Fetching the datasets that are known by name.
//!
//! A file arrives as `NAME.gz.part`, is compared with its published hash, and only then gets its name: a file under
//! its final name is always whole. What is left of an interrupted download is continued, from whatever server, since
//! the hash tells whether the parts fit; if they do not, the file is fetched once more from the beginning. A file
//! with a wrong hash is deleted and the next server is tried.

mod client;
mod error;
mod file;
mod options;
mod progress;

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use crate::NamedSet;
use crate::named::RemoteFile;

pub use error::{FetchError, MirrorFailure};
pub use options::FetchOptions;
pub use progress::{Progress, Stage};

/// Kept empty; only its lock matters.
const LOCK_FILE: &str = ".fetch.lock";

/// A file that is at its path and verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchedFile {
    /// Where it is.
    pub path: PathBuf,
    /// The address it came from; `None` if it was there already.
    pub from: Option<String>,
}

/// Fetches the four files of a dataset into `folder`, which is made if need be. Files that are there and have the
/// right hash are not fetched again.
///
/// `progress` is called often: at the start and the end of each file, on each change of server, and for every 64 KiB.
///
/// # Errors
/// If the folder cannot be written, another process is fetching into it, or a file cannot be had from any server;
/// then each server is listed with what went wrong there.
pub fn fetch(
    set: NamedSet,
    folder: &Path,
    options: &FetchOptions,
    progress: &mut dyn FnMut(&Progress<'_>),
) -> Result<Vec<FetchedFile>, FetchError> {
    if let Some(commands) = set.by_hand() {
        return Err(FetchError::ByHand { name: set.name(), commands, folder: folder.to_owned() });
    }
    fetch_files(set.files(), &options.bases_of(set), folder, options, progress)
}

/// Fetches any files, each from the first of `bases` that has it: the address is the base, a slash unless it ends
/// in one, the name, and `.gz`. The mirrors in `options` are not used.
///
/// # Errors
/// As [`fetch`].
pub fn fetch_files(
    files: &[RemoteFile],
    bases: &[String],
    folder: &Path,
    options: &FetchOptions,
    progress: &mut dyn FnMut(&Progress<'_>),
) -> Result<Vec<FetchedFile>, FetchError> {
    let unwritable = |source| FetchError::Local { path: folder.to_owned(), source };
    fs::create_dir_all(folder).map_err(unwritable)?;
    // Two processes writing one partial file would spoil it for both. Unlocked when dropped, also after a crash.
    let lock = File::create(folder.join(LOCK_FILE)).map_err(unwritable)?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(FetchError::Busy { folder: folder.to_owned() }),
        Err(TryLockError::Error(error)) => return Err(unwritable(error)),
    }
    let agent = client::agent(options);
    let fetch_one = |file| file::fetch_file(&agent, file, bases, folder, options, progress);
    files.iter().map(fetch_one).collect()
}
