//! IDX files on disk: finding them, reading a pair, and verifying them.

use std::path::{Path, PathBuf};

use crate::DataError;
use crate::checksum::{Checksum, Hashing, hex};
use crate::idx::{self, IdxError};
use crate::labelled::Labelled;
use crate::named::RemoteFile;
use crate::stream::Content;
use crate::sums;

/// Where the file called `name` may be in a folder: as it is, with a point for the last dash but one as some unpackers
/// write it, or with `.gz` added to either.
pub(crate) fn candidates(folder: &Path, name: &str) -> impl Iterator<Item = PathBuf> {
    // "train-images-idx3-ubyte" to "train-images.idx3-ubyte".
    let pointed = name.replace("-idx", ".idx");
    let names = [name.to_owned(), pointed.clone(), format!("{name}.gz"), format!("{pointed}.gz")];
    names.into_iter().map(|name| folder.join(name))
}

/// The first of [`candidates`] that is there.
pub(super) fn find(folder: &Path, name: &str) -> Option<PathBuf> {
    candidates(folder, name).find(|path| path.is_file())
}

/// Images and labels that were read, and the SHA-256 of the content of each file.
pub(super) struct Pair {
    pub(super) set: Labelled,
    pub(super) hashes: [String; 2],
}

/// Reads a file of images and its file of labels.
pub(super) fn read_pair(images_file: &Path, labels_file: &Path) -> Result<Pair, DataError> {
    let labels = read(labels_file, |content, _| idx::labels_from(content))?;
    pair(images_file, labels_file, labels)
}

/// As [`read_pair`], where labels are rows of numbers, of which the first is the class.
pub(super) fn read_wide_pair(images_file: &Path, labels_file: &Path) -> Result<Pair, DataError> {
    let unusable = |source| DataError::Array { file: labels_file.to_owned(), source };
    let unreadable = |source| DataError::Read { path: labels_file.to_owned(), source };
    let (content, at_most) = Content::open(labels_file).map_err(unreadable)?;
    let mut content = Hashing::new(content);
    let found = idx::read_tensor(&mut content, "it", at_most).map_err(unusable)?;
    let labels = found.first_column().map_err(unusable)?;
    pair(images_file, labels_file, (labels, content.finish()))
}

fn pair(
    images_file: &Path,
    labels_file: &Path,
    (labels, labels_hash): (Vec<u8>, String),
) -> Result<Pair, DataError> {
    let (images, images_hash) = read(images_file, |content, at_most| idx::images_from(content, at_most))?;
    let count = images.pixels.len() / (images.width * images.height);
    if count != labels.len() {
        return Err(DataError::CountMismatch {
            images_file: images_file.to_owned(),
            images: count,
            labels_file: labels_file.to_owned(),
            labels: labels.len(),
        });
    }
    let set = Labelled { width: images.width, height: images.height, pixels: images.pixels, labels };
    Ok(Pair { set, hashes: [images_hash, labels_hash] })
}

fn read<T>(
    file: &Path,
    parse: impl FnOnce(&mut Hashing<Content<std::fs::File>>, u64) -> Result<T, IdxError>,
) -> Result<(T, String), DataError> {
    let (content, at_most) =
        Content::open(file).map_err(|source| DataError::Read { path: file.to_owned(), source })?;
    let mut content = Hashing::new(content);
    let found =
        parse(&mut content, at_most).map_err(|source| DataError::Idx { file: file.to_owned(), source })?;
    Ok((found, content.finish()))
}

/// Whether a file is the published one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is.
    Genuine,
    /// It is not, or has changed since it was fetched: the SHA-256 of its content is another.
    Wrong { found: String, expected: String },
    /// There is nothing to compare it with: it is not the compressed file that was published, and was not fetched.
    Unknown,
}

/// Compares a file on disk, whose content has the hash `content`, with what was published or recorded of it.
pub(crate) fn verify(file: &Path, published: &RemoteFile, content: &str) -> Result<Verdict, DataError> {
    let compare = |expected: String| {
        if expected == content {
            return Verdict::Genuine;
        }
        Verdict::Wrong { found: content.to_owned(), expected }
    };
    if let Checksum::Content(hash) = published.checksum {
        return Ok(compare(hex(&hash)));
    }
    if let Some(recorded) = file.parent().and_then(|folder| sums::recorded(folder, published.name)) {
        return Ok(compare(recorded));
    }
    let Some((_, expected)) = published.checksum.of_file() else { return Ok(Verdict::Unknown) };
    let unreadable = |source| DataError::Read { path: file.to_owned(), source };
    let found = published.checksum.hash_file(file).map_err(unreadable)?;
    Ok(if found == expected { Verdict::Genuine } else { Verdict::Unknown })
}
