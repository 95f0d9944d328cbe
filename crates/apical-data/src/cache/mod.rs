//! Parsed datasets on disk, so that a process that needs one reads it at once.
//!
//! A file of the cache holds what [`DataSource::read`] gave, under a name that follows from the source and the options,
//! with the fingerprint of all that it was read from. Whatever does not fit (another fingerprint, another version, a
//! damaged or foreign file) is as good as none, and replaced. Nothing that goes wrong with the cache is an error.

mod file;
mod fingerprint;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use apical_support::Replacement;

use crate::{DataError, DataSource, Given, LoadOptions, Loaded, cache_folder};
use fingerprint::Origin;

/// Environment variable that turns the cache of parsed datasets off, if its value is `off`.
pub const DATA_CACHE_VARIABLE: &str = "APICAL_DATA_CACHE";

/// Smaller datasets are read anew: it takes a few milliseconds.
const FEWEST_PIXELS: usize = 1 << 20;
/// What the files of the cache may take in all, in bytes; the oldest go first.
const MOST_BYTES: u64 = 2 << 30;
/// How names of its files end.
const EXTENSION: &str = "dataset";

/// A folder of parsed datasets.
#[derive(Debug, Clone)]
pub struct DataCache {
    folder: PathBuf,
}

impl DataCache {
    /// A cache in a folder, which is made when there is something to put there.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// The sub-folder `datasets` of the [cache folder](cache_folder). `None` if there is none, or
    /// [`DATA_CACHE_VARIABLE`] is `off`.
    #[must_use]
    pub fn of_user() -> Option<Self> {
        if std::env::var_os(DATA_CACHE_VARIABLE).is_some_and(|value| value == "off") {
            return None;
        }
        cache_folder().map(|folder| Self::new(folder.join("datasets")))
    }

    /// What [`DataSource::read`] gives: from the cache if it is there and nothing has changed, else read and kept.
    ///
    /// # Errors
    /// As [`DataSource::read`]: nothing about the cache is an error.
    pub fn read(&self, source: &DataSource, options: &LoadOptions) -> Result<Given, DataError> {
        let path = self.folder.join(fingerprint::key(source, options)).with_extension(EXTENSION);
        let before = Origin::of(source);
        if let Some(origin) = &before
            && let Some((found, given)) = file::open(&path)
            && origin.fingerprint() == Some(found)
            && let Some(given) = given.read()
        {
            return Ok(given);
        }
        let given = source.read(options)?;
        let pixels: usize = given.sets().into_iter().flatten().map(|set| set.pixels().len()).sum();
        if pixels >= FEWEST_PIXELS
            && let Some(origin) = before
            && let Some(fingerprint) = origin.fingerprint()
            // A source that changes while it is read may be neither the old nor the new one.
            && Origin::of(source) == Some(origin)
        {
            let _ = self.keep(&path, &fingerprint, &given);
        }
        Ok(given)
    }

    fn keep(&self, path: &Path, fingerprint: &[u8; 32], given: &Given) -> std::io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let mut replacement = Replacement::begin(path)?;
        file::write(&mut replacement, fingerprint, given)?;
        replacement.commit()?;
        self.shrink(MOST_BYTES)
    }

    /// Removes the oldest files until the rest take at most `most` bytes.
    fn shrink(&self, most: u64) -> std::io::Result<()> {
        let mut files: Vec<(SystemTime, u64, PathBuf)> = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let (path, metadata) =
                (entry.as_ref().map(fs::DirEntry::path), entry.as_ref().map(|e| e.metadata()));
            if let (Ok(path), Ok(Ok(metadata))) = (path, metadata)
                && path.extension().is_some_and(|extension| extension == EXTENSION)
            {
                files.push((metadata.modified()?, metadata.len(), path));
            }
        }
        files.sort();
        let mut sum: u64 = files.iter().map(|(_, length, _)| length).sum();
        for (_, length, path) in files {
            if sum <= most {
                break;
            }
            fs::remove_file(path)?;
            sum -= length;
        }
        Ok(())
    }
}

impl DataSource {
    /// Reads it, or takes it from the [user's cache](DataCache::of_user) if it was read before and has not changed.
    ///
    /// # Errors
    /// As [`DataSource::read`].
    pub fn read_cached(&self, options: &LoadOptions) -> Result<Given, DataError> {
        match DataCache::of_user() {
            Some(cache) => cache.read(self, options),
            None => self.read(options),
        }
    }

    /// As [`read_cached`](Self::read_cached), with test images held out if it has none.
    ///
    /// # Errors
    /// As [`DataSource::load`].
    pub fn load_cached(&self, options: &LoadOptions) -> Result<Loaded, DataError> {
        self.read_cached(options)?.split(options.split)
    }
}

/// A file that is opened for reading, with its length; nothing but plain files.
fn open_plain(path: &Path) -> Option<(File, u64)> {
    // Before it is opened: opening a pipe would wait for a writer.
    if !fs::metadata(path).ok()?.is_file() {
        return None;
    }
    let file = File::open(path).ok()?;
    let length = file.metadata().ok()?.len();
    Some((file, length))
}

#[cfg(test)]
mod tests;
