//! Temporary names beside a target, and those that killed processes left.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::{folder_of, register};

/// Numbers that are looked at for left-overs even if lower ones are free: more than this many processes hardly ever
/// write to one target at the same time.
const SEARCHED: u32 = 8;
/// Numbers that are tried before giving up.
const TRIED: u32 = 1000;
/// Letters of the target's name that the temporary name has. With four bytes each it stays below 255 bytes. Targets of
/// the same beginning may share a name: the lock tells whose it is.
const LETTERS: usize = 50;

/// The name of number `number`.
pub(super) fn name(target: &Path, number: u32, ending: &str) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let name: String = name.chars().take(LETTERS).collect();
    folder_of(target).join(format!(".apical-{number}-{name}.tmp{ending}"))
}

/// What is made under a temporary name: a file or a folder.
pub(super) struct Kind<T> {
    /// Makes it; an error of the kind `AlreadyExists` if the name is taken.
    pub(super) make: fn(&Path) -> io::Result<T>,
    /// Locks what was made. Whether it is still there.
    pub(super) lock: fn(&T, &Path) -> bool,
    /// Removes it if it is a left-over. Whether the name is free now.
    pub(super) clear: fn(&Path) -> bool,
}

/// Makes something under a temporary name of a target, and removes left-overs.
pub(super) fn make<T>(target: &Path, ending: &str, kind: &Kind<T>) -> io::Result<(T, PathBuf)> {
    let mut taken = io::Error::from(io::ErrorKind::AlreadyExists);
    for number in 0..TRIED {
        let path = name(target, number, ending);
        let made = match register::begin(&path, || (kind.make)(&path)) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && (kind.clear)(&path) => {
                register::begin(&path, || (kind.make)(&path))
            }
            made => made,
        };
        let made = match made {
            Ok(made) => made,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                taken = error;
                continue;
            }
            Err(error) => return Err(error),
        };
        if (kind.lock)(&made, &path) {
            for other in number + 1..SEARCHED {
                let _ = (kind.clear)(&name(target, other, ending));
            }
            return Ok((made, path));
        }
        // Somebody took it for a left-over before it was locked, and has removed it.
        register::forget(&path);
    }
    Err(taken)
}

/// Locks a file. Whether it is still the one at `path`.
pub(super) fn lock(file: &File, path: &Path) -> bool {
    match file.try_lock() {
        Ok(()) => is_at(file, path),
        Err(TryLockError::WouldBlock) => false,
        // A file system without locks: nobody can clear anything there.
        Err(TryLockError::Error(_)) => true,
    }
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    match (file.metadata(), fs::symlink_metadata(path)) {
        (Ok(own), Ok(there)) => identity(own) == identity(there),
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    path.exists()
}

/// The file at `path` with its lock, if it is a left-over: nobody holds its lock.
pub(super) fn left_over(path: &Path) -> Option<File> {
    // Nothing but plain files: opening a pipe would wait, and a link may lead anywhere.
    if !fs::symlink_metadata(path).ok()?.is_file() {
        return None;
    }
    let file = OpenOptions::new().write(true).open(path).ok()?;
    (file.try_lock().is_ok() && is_at(&file, path)).then_some(file)
}
