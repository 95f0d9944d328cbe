//! Results of runs on disk, each under the hash of all that went into it.
//!
//! A store is a folder: `store.json` tells its version, and each run is a file `HASH.json`. Files are written to a temporary
//! name and renamed, so that one is there whole or not at all.

use std::path::{Path, PathBuf};

use apical_core::snapshot::replace_file;
use serde::{Deserialize, Serialize};

use crate::run::{RunConfig, RunResult};
use crate::{BASELINES_VERSION, BaselineError};

/// Version of the files of a store.
pub const STORE_VERSION: u32 = 2;

/// Name of the file that tells the version.
const HEADER: &str = "store.json";
/// No result is nearly as long.
const MOST_BYTES: u64 = 64 << 20;

#[derive(Debug, Serialize, Deserialize)]
struct Header {
    store_version: u32,
    baselines_version: u32,
}

#[derive(Debug, Serialize)]
struct StoredRef<'a> {
    store_version: u32,
    result: &'a RunResult,
}

#[derive(Debug, Deserialize)]
struct Stored {
    result: RunResult,
}

/// A folder of results.
#[derive(Debug, Clone)]
pub struct Store {
    folder: PathBuf,
}

impl Store {
    /// Opens a store, or begins one in a folder that is new or empty of stores.
    ///
    /// # Errors
    /// If another version wrote it, or the folder cannot be made, read or written.
    pub fn open(folder: &Path) -> Result<Self, BaselineError> {
        let header = folder.join(HEADER);
        let store = Self { folder: folder.to_owned() };
        match read(&header)? {
            Some(text) => check(&header, &text)?,
            None => {
                std::fs::create_dir_all(folder)
                    .map_err(|source| BaselineError::Write { path: folder.to_owned(), source })?;
                let versions = Header { store_version: STORE_VERSION, baselines_version: BASELINES_VERSION };
                write(&header, &versions)?;
            }
        }
        Ok(store)
    }

    /// The file of a run.
    #[must_use]
    pub fn path(&self, config: &RunConfig) -> PathBuf {
        self.folder.join(config.key() + ".json")
    }

    /// The result of a run, if it is there.
    ///
    /// # Errors
    /// If the file cannot be read, is damaged, or holds another run.
    pub fn get(&self, config: &RunConfig) -> Result<Option<RunResult>, BaselineError> {
        let path = self.path(config);
        let Some(text) = read(&path)? else { return Ok(None) };
        let damaged = |reason: String| BaselineError::StoreFile { path: path.clone(), reason };
        let value: serde_json::Value = serde_json::from_str(&text)
            .map_err(|error| damaged(format!("it is damaged ({error}); remove it to run it again")))?;
        version(&path, "store_version", &value, STORE_VERSION)?;
        let stored: Stored = serde_json::from_value(value)
            .map_err(|error| damaged(format!("it is damaged ({error}); remove it to run it again")))?;
        if stored.result.config != *config {
            return Err(damaged("it holds another run than its name says; remove it".to_owned()));
        }
        Ok(Some(stored.result))
    }

    /// Keeps the result of a run.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn put(&self, result: &RunResult) -> Result<(), BaselineError> {
        write(&self.path(&result.config), &StoredRef { store_version: STORE_VERSION, result })
    }
}

fn read(path: &Path) -> Result<Option<String>, BaselineError> {
    let failed = |source| BaselineError::Read { path: path.to_owned(), source };
    match std::fs::metadata(path) {
        Ok(metadata) if metadata.len() > MOST_BYTES => {
            let reason = format!("{} bytes; at most {MOST_BYTES} are read", metadata.len());
            Err(BaselineError::StoreFile { path: path.to_owned(), reason })
        }
        Ok(_) => std::fs::read_to_string(path).map(Some).map_err(failed),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(error)),
    }
}

fn write(path: &Path, value: &impl Serialize) -> Result<(), BaselineError> {
    let failed = |source| BaselineError::Write { path: path.to_owned(), source };
    let bytes = serde_json::to_vec(value).map_err(|error| failed(error.into()))?;
    replace_file(path, &bytes).map_err(failed)
}

fn check(path: &Path, text: &str) -> Result<(), BaselineError> {
    let value: serde_json::Value = serde_json::from_str(text).map_err(|error| BaselineError::StoreFile {
        path: path.to_owned(),
        reason: format!("it is no header of a store ({error}); name another folder"),
    })?;
    version(path, "store_version", &value, STORE_VERSION)?;
    version(path, "baselines_version", &value, BASELINES_VERSION)
}

fn version(
    path: &Path,
    field: &'static str,
    value: &serde_json::Value,
    expected: u32,
) -> Result<(), BaselineError> {
    match value.get(field) {
        Some(found) if found.as_u64() == Some(expected.into()) => Ok(()),
        found => Err(BaselineError::StoreVersion {
            path: path.to_owned(),
            field,
            found: found.map_or_else(|| "missing".to_owned(), ToString::to_string),
            expected,
        }),
    }
}
