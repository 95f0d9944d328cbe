//! Files that are replaced whole or not at all.

use alloc::format;
use alloc::vec::Vec;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process;

use super::{MAXIMUM_FILE_BYTES, SnapshotError};

/// Writes a file through a temporary one in the same folder, which is brought to the disk and then renamed. After
/// a crash, on a full disk or on any other error, the file that was there before is as it was.
///
/// # Errors
/// If the path names something else than a file (a device would be replaced by the rename), or the disk is full,
/// or the folder cannot be written.
pub fn replace_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // A link stays a link: what it leads to is replaced.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    match fs::symlink_metadata(&path) {
        Ok(metadata) if !metadata.is_file() => {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "it exists and is not a regular file"));
        }
        _ => {}
    }
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let (mut file, temporary) = create_temporary(folder)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    // Windows renames no open file.
    drop(file);
    let renamed = written.and_then(|()| fs::rename(&temporary, &path));
    if let Err(error) = renamed {
        // The first error is what the user must know; a file left behind is harmless.
        let _ = fs::remove_file(&temporary);
        return Err(error);
    }
    sync_folder(folder);
    Ok(())
}

/// A new file beside the target. Its name is free: several threads and processes may save into one folder.
fn create_temporary(folder: &Path) -> io::Result<(File, PathBuf)> {
    let mut error = io::Error::from(io::ErrorKind::AlreadyExists);
    for attempt in 0..1000 {
        let path = folder.join(format!(".apical-{}-{attempt}.tmp", process::id()));
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => return Ok((file, path)),
            Err(exists) if exists.kind() == io::ErrorKind::AlreadyExists => error = exists,
            Err(other) => return Err(other),
        }
    }
    Err(error)
}

/// Brings the rename itself to the disk. Not all systems and file systems can; the file is whole in any case.
fn sync_folder(folder: &Path) {
    if cfg!(unix) {
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
}

/// Reads a file that is not longer than a model can be.
pub(super) fn read_bounded(path: &Path) -> Result<Vec<u8>, SnapshotError> {
    let failed = |source| SnapshotError::Read { path: path.to_path_buf(), source };
    let too_long = |found| SnapshotError::TooLong { found, maximum: MAXIMUM_FILE_BYTES };
    // Before it is opened: opening a pipe would wait for a writer.
    if !fs::metadata(path).map_err(failed)?.is_file() {
        return Err(SnapshotError::NotAFile { path: path.to_path_buf() });
    }
    let file = File::open(path).map_err(failed)?;
    let length = file.metadata().map_err(failed)?.len();
    if length > MAXIMUM_FILE_BYTES {
        return Err(too_long(length));
    }
    let mut bytes = Vec::with_capacity(length as usize);
    file.take(MAXIMUM_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
    // It may have grown while it was read.
    if bytes.len() as u64 > MAXIMUM_FILE_BYTES { Err(too_long(bytes.len() as u64)) } else { Ok(bytes) }
}
