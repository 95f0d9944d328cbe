//! Reading of files that are no longer than a model can be.

use alloc::vec::Vec;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use super::{MAXIMUM_FILE_BYTES, SnapshotError};

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
