//! A folder of JSON files that all belong to one version; `store.json` in it tells which.
//!
//! Files are [replaced](crate::replace_file) whole or not at all.

use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::replace_file;

/// No result is nearly as long.
const MOST_BYTES: u64 = 64 << 20;

/// A store that cannot be used, in words that name the file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// A store that was written by another version.
    #[error(
        "store {}: {field} is {found}, this program reads {expected}; name another folder, or use the program that wrote it",
        .path.display()
    )]
    Version {
        /// The file.
        path: PathBuf,
        /// Which version.
        field: &'static str,
        /// What was found.
        found: String,
        /// What this program writes.
        expected: u32,
    },
    /// A file of the store that is damaged.
    #[error("store {}: {reason}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// A file of the store that cannot be read.
    #[error("cannot read {}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file of the store that cannot be written.
    #[error("cannot write {}", .path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

/// A version: its field's name, and the number that this program writes.
pub type Version = (&'static str, u32);

/// A folder of files with a version.
#[derive(Debug, Clone)]
pub struct VersionedFolder {
    path: PathBuf,
}

impl VersionedFolder {
    /// Name of the file that tells the versions.
    pub const HEADER: &str = "store.json";

    /// Opens a folder of these versions, or begins one in a folder that is new or has no header.
    ///
    /// # Errors
    /// If another version wrote it, or the folder cannot be made, read or written.
    pub fn open(path: &Path, versions: &[Version]) -> Result<Self, StoreError> {
        let folder = Self { path: path.to_owned() };
        if !folder.is_one(versions)? {
            folder.make("")?;
            let header: serde_json::Map<_, _> =
                versions.iter().map(|(field, number)| ((*field).to_owned(), (*number).into())).collect();
            folder.write(Self::HEADER, &header)?;
        }
        Ok(folder)
    }

    /// Opens a folder that must be there.
    ///
    /// # Errors
    /// If there is none, or another version wrote it.
    pub fn open_existing(path: &Path, versions: &[Version]) -> Result<Self, StoreError> {
        let folder = Self { path: path.to_owned() };
        if folder.is_one(versions)? {
            return Ok(folder);
        }
        let (path, reason) = (folder.path(Self::HEADER), "there is none, so this is no store".to_owned());
        Err(StoreError::File { path, reason })
    }

    /// Whether there is a header, of these versions.
    fn is_one(&self, versions: &[Version]) -> Result<bool, StoreError> {
        let path = self.path(Self::HEADER);
        let Some(text) = read(&path)? else { return Ok(false) };
        let value: serde_json::Value = serde_json::from_str(&text).map_err(|error| StoreError::File {
            path: path.clone(),
            reason: format!("it is no header of a store ({error}); name another folder"),
        })?;
        versions.iter().try_for_each(|version| check(&path, *version, &value)).map(|()| true)
    }

    /// Makes a folder in it.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn make(&self, name: &str) -> Result<(), StoreError> {
        let path = self.path.join(name);
        std::fs::create_dir_all(&path).map_err(|source| StoreError::Write { path, source })
    }

    /// The path of a file in it.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// A file of a version, if it is there.
    ///
    /// # Errors
    /// If it cannot be read, is damaged, or of another version.
    pub fn read<T: DeserializeOwned>(&self, name: &str, version: Version) -> Result<Option<T>, StoreError> {
        let path = self.path(name);
        let Some(text) = read(&path)? else { return Ok(None) };
        let damaged = |error: serde_json::Error| StoreError::File {
            path: path.clone(),
            reason: format!("it is damaged ({error}); remove it to run it again"),
        };
        let value: serde_json::Value = serde_json::from_str(&text).map_err(damaged)?;
        check(&path, version, &value)?;
        serde_json::from_value(value).map(Some).map_err(damaged)
    }

    /// Writes a file, or replaces it.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&self, name: &str, value: &impl Serialize) -> Result<(), StoreError> {
        let path = self.path(name);
        let bytes = serde_json::to_vec(value).map_err(std::io::Error::from);
        bytes
            .and_then(|bytes| replace_file(&path, &bytes))
            .map_err(|source| StoreError::Write { path, source })
    }
}

fn read(path: &Path) -> Result<Option<String>, StoreError> {
    let failed = |source| StoreError::Read { path: path.to_owned(), source };
    match std::fs::metadata(path) {
        Ok(metadata) if metadata.len() > MOST_BYTES => {
            let reason = format!("{} bytes; at most {MOST_BYTES} are read", metadata.len());
            Err(StoreError::File { path: path.to_owned(), reason })
        }
        Ok(_) => std::fs::read_to_string(path).map(Some).map_err(failed),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(error)),
    }
}

fn check(path: &Path, (field, expected): Version, value: &serde_json::Value) -> Result<(), StoreError> {
    match value.get(field) {
        Some(found) if found.as_u64() == Some(expected.into()) => Ok(()),
        found => Err(StoreError::Version {
            path: path.to_owned(),
            field,
            found: found.map_or_else(|| "missing".to_owned(), ToString::to_string),
            expected,
        }),
    }
}
