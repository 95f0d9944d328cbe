//! What lies in a folder, told apart by kind.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::passed::{Reason, Tally};
use crate::DataError;

/// How the names of files that are taken for pictures end, in any case.
///
/// Which of them are read depends on features; a picture of another is an error that tells which.
pub const PICTURES: [&str; 15] = [
    "png", "jpg", "jpeg", "jpe", "jfif", "bmp", "dib", "webp", "tif", "tiff", "gif", "pbm", "pgm", "ppm",
    "pnm",
];
/// Pictures that people have and that are not read.
const UNREAD: [&str; 16] = [
    "heic", "heif", "avif", "jp2", "j2k", "jxl", "svg", "psd", "ico", "tga", "exr", "hdr", "dng", "cr2",
    "nef", "pdf",
];
const TABLES: [&str; 3] = ["csv", "tsv", "txt"];
/// Levels of folders below the one that was named.
pub(crate) const DEEPEST: u32 = 8;

/// Whether a file is called as pictures are.
pub(super) fn is_picture_name(path: &Path) -> bool {
    has_extension(path, &PICTURES)
}

/// Whether a file is taken for a picture.
pub(crate) fn is_picture(path: &Path) -> bool {
    has_extension(path, &PICTURES) && path.is_file()
}

fn has_extension(path: &Path, known: &[&str]) -> bool {
    let extension = path.extension().unwrap_or_default();
    known.iter().any(|known| extension.eq_ignore_ascii_case(known))
}

/// Whether an entry is one that operating systems leave.
fn is_left_behind(name: &str) -> bool {
    name.starts_with('.')
        || ["thumbs.db", "desktop.ini", "__macosx", "icon\r"]
            .iter()
            .any(|left| name.eq_ignore_ascii_case(left))
}

/// The last part of a path.
pub(super) fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// What is in one folder, each kind sorted by name.
#[derive(Debug, Default)]
pub(super) struct Entries {
    pub(super) folders: Vec<PathBuf>,
    pub(super) pictures: Vec<PathBuf>,
    /// What may be a table of labels.
    pub(super) tables: Vec<PathBuf>,
    others: Vec<(Reason, PathBuf)>,
}

impl Entries {
    pub(super) fn of(folder: &Path) -> Result<Self, DataError> {
        let unreadable = |source| DataError::Read { path: folder.to_owned(), source };
        let mut found = Self::default();
        for entry in fs::read_dir(folder).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            if is_left_behind(&entry.file_name().to_string_lossy()) {
                continue;
            }
            let path = entry.path();
            // Most entries are plain files, of which the listing tells; only links are followed.
            let kind = match entry.file_type() {
                Ok(kind) if !kind.is_symlink() => Some(kind),
                _ => fs::metadata(&path).ok().map(|metadata| metadata.file_type()),
            };
            match kind {
                None => found.others.push((Reason::BrokenLink, path)),
                Some(kind) if kind.is_dir() => found.folders.push(path),
                Some(kind) if kind.is_file() && has_extension(&path, &PICTURES) => found.pictures.push(path),
                Some(kind) if kind.is_file() && has_extension(&path, &TABLES) => found.tables.push(path),
                Some(_) if has_extension(&path, &UNREAD) => found.others.push((Reason::UnreadPicture, path)),
                Some(_) => found.others.push((Reason::OtherKind, path)),
            }
        }
        // Of paths that differ in their names only, the bytes are in the order of the paths.
        fn bytes(path: &Path) -> &[u8] {
            path.as_os_str().as_encoded_bytes()
        }
        found.folders.sort_by(|a, b| bytes(a).cmp(bytes(b)));
        found.pictures.sort_by(|a, b| bytes(a).cmp(bytes(b)));
        found.tables.sort_by(|a, b| bytes(a).cmp(bytes(b)));
        found.others.sort();
        Ok(found)
    }
}

/// Goes through folders, each once, and counts what is passed over.
#[derive(Debug, Default)]
pub(super) struct Walk {
    pub(super) passed: Tally,
    seen: HashSet<PathBuf>,
}

impl Walk {
    /// What is in a folder; files of other kinds count as passed over. `None` if the folder was read already.
    pub(super) fn enter(&mut self, folder: &Path) -> Result<Option<Entries>, DataError> {
        let real =
            fs::canonicalize(folder).map_err(|source| DataError::Read { path: folder.to_owned(), source })?;
        if !self.seen.insert(real) {
            self.passed.add(Reason::ReadAlready, folder);
            return Ok(None);
        }
        let entries = Entries::of(folder)?;
        for (reason, path) in &entries.others {
            self.passed.add(*reason, path);
        }
        Ok(Some(entries))
    }

    /// Pictures in a folder and further down; tables count as passed over.
    pub(super) fn pictures_below(&mut self, folder: &Path) -> Result<Vec<PathBuf>, DataError> {
        let mut pictures = Vec::new();
        self.descend(folder, DEEPEST, &mut pictures)?;
        Ok(pictures)
    }

    fn descend(&mut self, folder: &Path, levels: u32, pictures: &mut Vec<PathBuf>) -> Result<(), DataError> {
        if levels == 0 {
            self.passed.add(Reason::TooDeep, folder);
            return Ok(());
        }
        let Some(entries) = self.enter(folder)? else { return Ok(()) };
        for table in &entries.tables {
            self.passed.add(Reason::OtherKind, table);
        }
        pictures.extend(entries.pictures);
        for folder in &entries.folders {
            self.descend(folder, levels - 1, pictures)?;
        }
        Ok(())
    }
}
