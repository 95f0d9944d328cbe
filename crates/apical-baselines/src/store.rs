//! Results of runs on disk, each under the hash of all that went into it.
//!
//! A store is a folder: `store.json` tells its version, and each run is a file `HASH.json`. Files are
//! replaced whole or not at all.

use std::path::{Path, PathBuf};

use apical_support::{StoreError, VersionedFolder};
use serde::{Deserialize, Serialize};

use crate::BASELINES_VERSION;
use crate::run::{RunConfig, RunResult};

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
    folder: VersionedFolder,
}

impl Store {
    /// Opens a store, or begins one in a folder that is new or empty of stores.
    ///
    /// # Errors
    /// If another version wrote it, or the folder cannot be made, read or written.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        let versions = [("store_version", STORE_VERSION), ("baselines_version", BASELINES_VERSION)];
        VersionedFolder::open(folder, &versions).map(|folder| Self { folder })
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
    pub fn get(&self, config: &RunConfig) -> Result<Option<RunResult>, StoreError> {
        let Some(stored) = self.folder.read::<Stored>(&name(config), ("store_version", STORE_VERSION))?
        else {
            return Ok(None);
        };
        if stored.result.config != *config {
            let reason = "it holds another run than its name says; remove it".to_owned();
            return Err(StoreError::File { path: self.path(config), reason });
        }
        Ok(Some(stored.result))
    }

    /// Keeps the result of a run.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn put(&self, result: &RunResult) -> Result<(), StoreError> {
        let stored = StoredRef { store_version: STORE_VERSION, result };
        self.folder.write(&name(&result.config), &stored)
    }
}

fn name(config: &RunConfig) -> String {
    config.key() + ".json"
}
