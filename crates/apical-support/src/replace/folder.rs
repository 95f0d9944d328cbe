//! A folder that appears whole or not at all.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::temporary::{self, Kind};
use super::{register, sync_folder};

/// Kept empty; its lock says that somebody is at work. It is gone before the folder has its name.
const LOCK: &str = ".lock";

const FOLDER: Kind<File> = Kind {
    make: |path| {
        fs::create_dir(path)?;
        // Between the two it looks like a left-over, and may be gone.
        File::create_new(path.join(LOCK)).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => io::ErrorKind::AlreadyExists.into(),
            _ => error,
        })
    },
    lock: |file, path| temporary::lock(file, &path.join(LOCK)),
    clear: |path| {
        // An empty one was left before its lock was made.
        if fs::remove_dir(path).is_ok() {
            return true;
        }
        let left_over = temporary::left_over(&path.join(LOCK));
        left_over.is_some() && fs::remove_dir_all(path).is_ok()
    },
};

/// A folder that is being filled and will get its name when it is complete. Dropped before that, it is gone.
#[derive(Debug)]
pub struct FolderReplacement {
    /// `None` once it has been closed.
    lock: Option<File>,
    temporary: PathBuf,
    target: PathBuf,
}

impl FolderReplacement {
    /// Begins a folder beside `path`, and removes what killed processes left of the same target.
    ///
    /// # Errors
    /// If the folder that both are in cannot be written.
    pub fn begin(path: &Path) -> io::Result<Self> {
        let (lock, temporary) = temporary::make(path, "", &FOLDER)?;
        Ok(Self { lock: Some(lock), temporary, target: path.to_owned() })
    }

    /// Where it is until it is committed.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.temporary
    }

    /// Gives it its name.
    ///
    /// # Errors
    /// If that fails: for instance, if there is a folder of that name that is not empty. It is gone then.
    pub fn commit(mut self) -> io::Result<()> {
        if cfg!(windows) {
            self.lock = None;
        }
        fs::remove_file(self.temporary.join(LOCK))?;
        register::finish(&self.temporary, || fs::rename(&self.temporary, &self.target))?;
        self.temporary.clear();
        sync_folder(&self.target);
        Ok(())
    }
}

impl Drop for FolderReplacement {
    fn drop(&mut self) {
        if self.temporary.as_os_str().is_empty() {
            return;
        }
        self.lock = None;
        // As with files: what is left behind is harmless.
        let _ = register::finish(&self.temporary, || fs::remove_dir_all(&self.temporary));
    }
}
