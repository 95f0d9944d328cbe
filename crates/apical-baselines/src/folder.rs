//! A folder of JSON files that all belong to one version; `store.json` in it tells which.
//!
//! Files are written to a temporary name and renamed, so that one is there whole or not at all.

use std::path::{Path, PathBuf};

use apical_core::snapshot::replace_file;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::BaselineError;

/// Name of the file that tells the versions.
const HEADER: &str = "store.json";
/// No result is nearly as long.
const MOST_BYTES: u64 = 64 << 20;

/// A version: its field's name, and the number that this program writes.
pub type Version = (&'static str, u32);

/// A folder of files with a version.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Opens a folder of these versions, or begins one in a folder that is new or has no header.
    ///
    /// # Errors
    /// If another version wrote it, or the folder cannot be made, read or written.
    pub fn open(path: &Path, versions: &[Version]) -> Result<Self, BaselineError> {
        let folder = Self { path: path.to_owned() };
        if !folder.is_one(versions)? {
            folder.make("")?;
            let header: serde_json::Map<_, _> =
                versions.iter().map(|(field, number)| ((*field).to_owned(), (*number).into())).collect();
            folder.write(HEADER, &header)?;
        }
        Ok(folder)
    }

    /// Opens a folder that must be there.
    ///
    /// # Errors
    /// If there is none, or another version wrote it.
    pub fn open_existing(path: &Path, versions: &[Version]) -> Result<Self, BaselineError> {
        let folder = Self { path: path.to_owned() };
        if folder.is_one(versions)? {
            return Ok(folder);
        }
        let (path, reason) = (folder.path(HEADER), "there is none, so this is no store".to_owned());
        Err(BaselineError::StoreFile { path, reason })
    }

    /// Whether there is a header, of these versions.
    fn is_one(&self, versions: &[Version]) -> Result<bool, BaselineError> {
        let path = self.path(HEADER);
        let Some(text) = read(&path)? else { return Ok(false) };
        let value: serde_json::Value =
            serde_json::from_str(&text).map_err(|error| BaselineError::StoreFile {
                path: path.clone(),
                reason: format!("it is no header of a store ({error}); name another folder"),
            })?;
        versions.iter().try_for_each(|version| check(&path, *version, &value)).map(|()| true)
    }

    /// Makes a folder in it.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn make(&self, name: &str) -> Result<(), BaselineError> {
        let path = self.path.join(name);
        std::fs::create_dir_all(&path).map_err(|source| BaselineError::Write { path, source })
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
    pub fn read<T: DeserializeOwned>(
        &self,
        name: &str,
        version: Version,
    ) -> Result<Option<T>, BaselineError> {
        let path = self.path(name);
        let Some(text) = read(&path)? else { return Ok(None) };
        let damaged = |error: serde_json::Error| BaselineError::StoreFile {
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
    pub fn write(&self, name: &str, value: &impl Serialize) -> Result<(), BaselineError> {
        let path = self.path(name);
        let bytes = serde_json::to_vec(value).map_err(std::io::Error::from);
        bytes
            .and_then(|bytes| replace_file(&path, &bytes))
            .map_err(|source| BaselineError::Write { path, source })
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

fn check(path: &Path, (field, expected): Version, value: &serde_json::Value) -> Result<(), BaselineError> {
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
