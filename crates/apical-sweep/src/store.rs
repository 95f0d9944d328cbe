//! Results and networks on disk.
//!
//! A store is a folder, as those of comparisons: `store.json` tells its versions. Results are `points/HASH.json`, networks
//! `networks/HASH.safetensors` (model files like any other), what machines do with them `counts/HASH.json`, and `sweep.json`
//! is what was last run. All are replaced whole or not at all.

use std::path::{Path, PathBuf};

use apical_support::{StoreError, Version, VersionedFolder};
use serde::{Deserialize, Serialize};

use crate::counts::{Counts, CountsConfig};
use crate::{Index, Point, PointConfig, PointResult, SWEEP_VERSION, SweepError};

/// Version of the files of a store.
pub const STORE_VERSION: u32 = 1;

const VERSION: Version = ("store_version", STORE_VERSION);
const VERSIONS: [Version; 2] = [VERSION, ("sweep_version", SWEEP_VERSION)];
const INDEX: &str = "sweep.json";

#[derive(Debug, Serialize)]
struct StoredRef<'a, T> {
    store_version: u32,
    #[serde(flatten)]
    content: &'a T,
}

#[derive(Debug, Serialize)]
struct ResultRef<'a> {
    result: &'a PointResult,
}

#[derive(Debug, Serialize)]
struct CountsRef<'a> {
    config: &'a CountsConfig<'a>,
    counts: &'a Counts,
}

#[derive(Debug, Deserialize)]
struct StoredCounts {
    config: serde_json::Value,
    counts: Counts,
}

#[derive(Debug, Deserialize)]
struct StoredResult {
    result: PointResult,
}

/// A folder of results.
#[derive(Debug, Clone)]
pub struct Store {
    folder: VersionedFolder,
}

impl Store {
    /// Opens a store, or begins one.
    ///
    /// # Errors
    /// If another version wrote it, or the folder cannot be made, read or written.
    pub fn open(folder: &Path) -> Result<Self, SweepError> {
        let folder = VersionedFolder::open(folder, &VERSIONS)?;
        folder.make("points")?;
        folder.make("networks")?;
        folder.make("counts")?;
        Ok(Self { folder })
    }

    /// Opens a store that is there.
    ///
    /// # Errors
    /// If it is not, or another version wrote it.
    pub fn open_existing(folder: &Path) -> Result<Self, SweepError> {
        Ok(Self { folder: VersionedFolder::open_existing(folder, &VERSIONS)? })
    }

    /// Names of the files that tell of the store as a whole, below its folder: its versions, and what was last run.
    #[must_use]
    pub const fn index_files() -> [&'static str; 2] {
        [VersionedFolder::HEADER, INDEX]
    }

    /// Name of a point's file below the store's folder, with forward slashes.
    #[must_use]
    pub fn result_file(key: &str) -> String {
        format!("points/{key}.json")
    }

    /// Names of the files of a point's network below the store's folder, with forward slashes. It is there whole if all
    /// of them are; the last is written last.
    #[must_use]
    pub fn network_files(point: &Point) -> Vec<String> {
        let checkpoints = (0..point.checkpoints()).map(Some).chain([None]);
        checkpoints.map(|checkpoint| Self::network_file(&point.network, checkpoint)).collect()
    }

    /// Name of the file of a point's [counts](Point::counts) below the store's folder, with forward slashes.
    #[must_use]
    pub fn counts_file(key: &str) -> String {
        format!("counts/{key}.json")
    }

    fn network_file(key: &str, checkpoint: Option<u32>) -> String {
        match checkpoint {
            None => format!("networks/{key}.safetensors"),
            Some(checkpoint) => format!("networks/{key}.{checkpoint}.safetensors"),
        }
    }

    /// The file of a point.
    #[must_use]
    pub fn path(&self, key: &str) -> PathBuf {
        self.folder.path(&Self::result_file(key))
    }

    /// The file of a network; `checkpoint`: as it was at one of the checkpoints at which learning is measured.
    #[must_use]
    pub fn network_path(&self, key: &str, checkpoint: Option<u32>) -> PathBuf {
        self.folder.path(&Self::network_file(key, checkpoint))
    }

    /// The result of a configuration, if it is there.
    ///
    /// # Errors
    /// If the file cannot be read, is damaged, or holds another point.
    pub fn get(&self, config: &PointConfig) -> Result<Option<PointResult>, SweepError> {
        let key = config.key();
        match self.find(&key)? {
            Some(result) if result.config != *config => {
                let reason = "it holds another point than its name says; remove it".to_owned();
                Err(StoreError::File { path: self.path(&key), reason }.into())
            }
            found => Ok(found),
        }
    }

    /// The result of a point by its name, if it is there.
    ///
    /// # Errors
    /// If the file cannot be read or is damaged.
    pub fn find(&self, key: &str) -> Result<Option<PointResult>, SweepError> {
        let stored: Option<StoredResult> = self.folder.read(&Self::result_file(key), VERSION)?;
        Ok(stored.map(|stored| stored.result))
    }

    /// The content of a point's file, without a line break.
    #[must_use]
    pub fn text(result: &PointResult) -> String {
        let stored = StoredRef { store_version: STORE_VERSION, content: &ResultRef { result } };
        // Numbers, names and lists are always JSON.
        serde_json::to_string(&stored).unwrap_or_default()
    }

    /// Keeps a result.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn put(&self, result: &PointResult) -> Result<(), SweepError> {
        let stored = StoredRef { store_version: STORE_VERSION, content: &ResultRef { result } };
        Ok(self.folder.write(&Self::result_file(&result.config.key()), &stored)?)
    }

    /// What a point's machine does, if it is there. A file that is damaged, or holds something else than its name says, is
    /// as good as none.
    pub(crate) fn counts(&self, point: &Point) -> Option<Counts> {
        let name = Self::counts_file(&point.counts);
        let stored: StoredCounts = self.folder.read(&name, VERSION).ok()??;
        let config = serde_json::to_value(CountsConfig::of(point)).ok()?;
        (stored.config == config).then_some(stored.counts)
    }

    /// Keeps what a machine does.
    pub(crate) fn put_counts(&self, config: &CountsConfig<'_>, counts: &Counts) -> Result<(), SweepError> {
        let content = CountsRef { config, counts };
        let stored = StoredRef { store_version: STORE_VERSION, content: &content };
        Ok(self.folder.write(&Self::counts_file(&config.key()), &stored)?)
    }

    /// Keeps what is being run.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn put_index(&self, index: &Index) -> Result<(), SweepError> {
        Ok(self.folder.write(INDEX, &StoredRef { store_version: STORE_VERSION, content: index })?)
    }

    /// What was last run.
    ///
    /// # Errors
    /// If nothing was, or the file is damaged.
    pub fn index(&self) -> Result<Index, SweepError> {
        let index = self.folder.read(INDEX, VERSION)?;
        index.ok_or_else(|| SweepError::NoSweep { path: self.folder.path("") })
    }
}
