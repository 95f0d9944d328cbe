//! What a parsed dataset follows from.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use sha2::{Digest, Sha256};

use super::open_plain;
use crate::checksum::{hex, sha256};
use crate::source::{files_of_named, idx_files_in, is_table};
use crate::{DataSource, LoadOptions, builtin, folder, folders_of, sums};

/// Version of what the readers make of the same bytes. Raise it with every change of that: of a decoder's pixels, of how
/// pictures are prepared, of which images are held out.
const READERS_VERSION: u32 = 6;
/// Folders that are passed through, that of a part, and those below it.
const DEPTH: u32 = folder::DEEPEST + 6;

/// The name of a source that is read in a certain way: 32 hexadecimal digits.
pub(super) fn key(source: &DataSource, options: &LoadOptions) -> String {
    let mut hasher = Sha256::new();
    let paths: Vec<PathBuf> = match source {
        DataSource::Folder(folder) => vec![folder.clone()],
        DataSource::Files(files) => files.clone(),
        _ => Vec::new(),
    };
    // The same words mean other files in another folder.
    let paths: Vec<PathBuf> = paths.iter().filter_map(|path| std::path::absolute(path).ok()).collect();
    // What is held out is chosen afterwards.
    let options = LoadOptions { split: crate::SplitRule::default(), ..options.clone() };
    part(&mut hasher, format!("{source:?} {paths:?} {options:?}").as_bytes());
    hex(&hasher.finalize()[..16])
}

/// Files and folders that a dataset is read from, as they are now.
#[derive(Debug, PartialEq)]
pub(super) struct Origin {
    /// What is drawn rather than read.
    drawn: bool,
    entries: Vec<Entry>,
}

#[derive(Debug, PartialEq)]
struct Entry {
    path: PathBuf,
    /// Of files whose content is read; others are there by their name only.
    content: Option<(u64, Option<SystemTime>)>,
}

impl Origin {
    /// `None` if the files cannot be found, so that reading them will tell why.
    pub(super) fn of(source: &DataSource) -> Option<Self> {
        let files: Vec<PathBuf> = match source {
            DataSource::Builtin => return Some(Self { drawn: true, entries: Vec::new() }),
            DataSource::Named { set, data_dir } => {
                let searched = folders_of(*set, data_dir.as_deref()).ok()?;
                let files = files_of_named(*set, &searched).ok()?;
                // What the files are compared with.
                let sums = files[0].parent()?.join(sums::SUMS_FILE);
                let sums = sums.is_file().then_some(sums);
                files.into_iter().chain(sums).collect()
            }
            DataSource::Files(files) => files.clone(),
            DataSource::Folder(folder) => match idx_files_in(folder) {
                Ok(Some(files)) => files.to_vec(),
                _ => return Self::tree(folder).ok(),
            },
        };
        let entries: io::Result<Vec<Entry>> = files.into_iter().map(Entry::of_file).collect();
        Some(Self { drawn: false, entries: entries.ok()? })
    }

    /// All that is in a folder: another class changes a dataset, even one without pictures.
    fn tree(root: &Path) -> io::Result<Self> {
        let mut origin = Self { drawn: false, entries: Vec::new() };
        origin.add(root, DEPTH)?;
        Ok(origin)
    }

    fn add(&mut self, path: &Path, depth: u32) -> io::Result<()> {
        let mut paths: Vec<PathBuf> =
            fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
        paths.sort();
        for path in paths {
            if path.is_file() && (folder::is_picture(&path) || is_table(&path)) {
                self.entries.push(Entry::of_file(path)?);
            } else {
                let deeper = depth > 1 && path.is_dir();
                self.entries.push(Entry { path: path.clone(), content: None });
                if deeper {
                    self.add(&path, depth - 1)?;
                }
            }
        }
        Ok(())
    }

    /// The hash of all of it, and of the versions of what reads or draws it. `None` if a file cannot be read.
    pub(super) fn fingerprint(&self) -> Option<[u8; 32]> {
        let mut hasher = Sha256::new();
        let version = if self.drawn { builtin::VERSION } else { READERS_VERSION };
        part(&mut hasher, &version.to_le_bytes());
        for entry in &self.entries {
            part(&mut hasher, entry.path.as_os_str().as_encoded_bytes());
            if entry.content.is_some() {
                let (file, _) = open_plain(&entry.path)?;
                let (hash, _) = sha256(file, u64::MAX).ok()?;
                part(&mut hasher, hash.as_bytes());
            }
        }
        Some(hasher.finalize().into())
    }
}

impl Entry {
    fn of_file(path: PathBuf) -> io::Result<Self> {
        let metadata = fs::metadata(&path)?;
        if !metadata.is_file() {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        Ok(Self { path, content: Some((metadata.len(), metadata.modified().ok())) })
    }
}

/// A part of what is hashed; its length keeps it apart from the next.
fn part(hasher: &mut Sha256, bytes: &[u8]) {
    hasher.update((bytes.len() as u64).to_le_bytes());
    hasher.update(bytes);
}
