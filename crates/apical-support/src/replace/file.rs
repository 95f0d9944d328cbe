//! A file that is being replaced.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::temporary::{self, Kind};
use super::{register, sync_folder};

const FILE: Kind<File> = Kind {
    make: |path| OpenOptions::new().write(true).create_new(true).open(path),
    lock: temporary::lock,
    clear: |path| {
        let left_over = temporary::left_over(path);
        // While it is locked, so that nobody else begins with it.
        left_over.is_some() && fs::remove_file(path).is_ok()
    },
};

/// A file that is being written and will take its target's place. Dropped before that, it is gone and the target is as
/// it was.
#[derive(Debug)]
pub struct Replacement {
    /// `None` once it has been closed.
    file: Option<File>,
    temporary: PathBuf,
    target: PathBuf,
    /// Whether others write it, under its path.
    by_path: bool,
}

impl Replacement {
    /// Begins a file, empty, beside `path`. See [`replace_file`](super::replace_file).
    ///
    /// # Errors
    /// If the path names no file, or the folder cannot be written.
    pub fn begin(path: &Path) -> io::Result<Self> {
        Self::new(path, "", false)
    }

    /// The same, for a file that another program or library writes, under [`path`](Self::path). That ends in the target's
    /// own extension, which may say in what form it is written.
    ///
    /// # Errors
    /// As [`begin`](Self::begin).
    pub fn begin_by_path(path: &Path) -> io::Result<Self> {
        let extension = path.extension().map(|extension| format!(".{}", extension.to_string_lossy()));
        Self::new(path, &extension.unwrap_or_default(), true)
    }

    fn new(path: &Path, ending: &str, by_path: bool) -> io::Result<Self> {
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        match fs::symlink_metadata(&target) {
            Ok(metadata) if metadata.is_dir() => {
                return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
            }
            Ok(metadata) if !metadata.is_file() => {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidInput,
                    "it exists and is not a regular file",
                ));
            }
            _ => {}
        }
        if target.file_name().is_none() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "it names no file"));
        }
        let (file, temporary) = temporary::make(&target, ending, &FILE)?;
        Ok(Self { file: Some(file), temporary, target, by_path })
    }

    /// Where it is until it is committed.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.temporary
    }

    /// Brings what was written to the disk.
    ///
    /// # Errors
    /// If the disk is full or fails.
    pub fn sync(&self) -> io::Result<()> {
        match &self.file {
            // It may have been removed and made anew.
            _ if self.by_path => OpenOptions::new().write(true).open(&self.temporary)?.sync_all(),
            Some(file) => file.sync_all(),
            None => Ok(()),
        }
    }

    /// Brings it to the disk and renames it.
    ///
    /// # Errors
    /// If that fails; then the target is as it was.
    pub fn commit(mut self) -> io::Result<()> {
        self.sync()?;
        if cfg!(windows) {
            // Windows renames no open file. Elsewhere it keeps its lock until it has its name.
            self.file = None;
        }
        register::finish(&self.temporary, || fs::rename(&self.temporary, &self.target))?;
        self.temporary.clear();
        sync_folder(&self.target);
        Ok(())
    }
}

impl Write for Replacement {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.file {
            Some(file) => file.write(bytes),
            None => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Replacement {
    fn drop(&mut self) {
        if self.temporary.as_os_str().is_empty() {
            return;
        }
        if cfg!(windows) {
            self.file = None;
        }
        // Whatever went wrong before is what the user must know; a file left behind is harmless.
        let _ = register::finish(&self.temporary, || fs::remove_file(&self.temporary));
    }
}
