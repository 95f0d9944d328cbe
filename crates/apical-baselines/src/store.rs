//! Results of runs on disk, each under the hash of all that went into it.
//!
//! A store is a folder: `store.json` tells its version, and each run is a file `HASH.json`. Files are written to a temporary
//! name and renamed, so that one is there whole or not at all.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::folder::Folder;
use crate::run::{RunConfig, RunResult};
use crate::{BASELINES_VERSION, BaselineError};

/// Version of the files of a store.
pub const STORE_VERSION: u32 = 2;

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
    folder: Folder,
}

impl Store {
    /// Opens a store, or begins one in a folder that is new or empty of stores.
    ///
    /// # Errors
    /// If another version wrote it, or the folder cannot be made, read or written.
    pub fn open(folder: &Path) -> Result<Self, BaselineError> {
        let versions = [("store_version", STORE_VERSION), ("baselines_version", BASELINES_VERSION)];
        Folder::open(folder, &versions).map(|folder| Self { folder })
    }

    /// The file of a run.
    #[must_use]
    pub fn path(&self, config: &RunConfig) -> PathBuf {
        self.folder.path(&name(config))
    }

    /// The result of a run, if it is there.
    ///
    /// # Errors
    /// If the file cannot be read, is damaged, or holds another run.
    pub fn get(&self, config: &RunConfig) -> Result<Option<RunResult>, BaselineError> {
        let Some(stored) = self.folder.read::<Stored>(&name(config), ("store_version", STORE_VERSION))?
        else {
            return Ok(None);
        };
        if stored.result.config != *config {
            let reason = "it holds another run than its name says; remove it".to_owned();
            return Err(BaselineError::StoreFile { path: self.path(config), reason });
        }
        Ok(Some(stored.result))
    }

    /// Keeps the result of a run.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn put(&self, result: &RunResult) -> Result<(), BaselineError> {
        let stored = StoredRef { store_version: STORE_VERSION, result };
        self.folder.write(&name(&result.config), &stored)
    }
}

fn name(config: &RunConfig) -> String {
    config.key() + ".json"
}
