//! Folders of pictures.
//!
//! ```text
//! digits/0/a.png  digits/0/b.jpg  digits/1/c.png ...             a sub-folder for each class
//! digits/train/0/a.png ... digits/test/0/z.png ...               training and test set as given
//! digits/labels.csv  digits/a.png  digits/b.png ...              a table of file names and labels
//! digits/train_labels.csv  digits/train/1.png  digits/test/7.png  the same, as competitions publish it
//! ```
//!
//! - **Parts.** A training set is called `train` or `training`, a validation set `val`, `valid` or `validation`, a test set
//!   `test` or `testing`, in any case. Each of them may be missing. What is in no part is in the training set.
//! - **Classes** go by name. Without names that are given, they are those of the training set in order: numerically
//!   if all are whole numbers, else as text; a class of another part that it does not have is an error. Names that
//!   are given (those of a model) keep their order, and a folder may have any of them, but no other.
//! - **Pictures** are files whose names end as one of [`PICTURES`], in any case; those further down in the
//!   folder of a class belong to it. Within a class, pictures come in the order of their paths.
//! - **Tables of labels** are CSV files with a column of file names, with or without extension, and one of labels.
//!   They lie beside the pictures or one folder up. Their part is that of a whole word of their name, if any.
//! - **Wrapping.** A folder that holds one folder and nothing else of use is passed through, as in unpacked archives.
//!
//! Nothing is left out silently but what operating systems leave: hidden files and folders, `Thumbs.db`, `desktop.ini`,
//! `__MACOSX`. Whatever else is not read is counted by [reason](Reason).

mod classes;
mod entries;
mod gather;
mod index;
mod labels;
mod layout;
mod load;
mod passed;
mod warnings;

use std::path::{Path, PathBuf};

use crate::DataError;
use crate::decode::SampleBits;
use crate::labelled::Labelled;
use crate::normalise::{ImageSize, Preparation};

pub use entries::PICTURES;
pub(crate) use entries::{DEEPEST, is_picture};
pub use passed::{PassedOver, Reason};
pub use warnings::{Doubt, PictureWarning};

/// How a folder of pictures is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FolderOptions<'a> {
    /// Size that pictures are brought to.
    pub(crate) size: ImageSize,
    pub(crate) preparation: Preparation,
    /// Bits that samples of 16 bits use; `None` if the pictures are to tell.
    pub(crate) bits: Option<SampleBits>,
    /// Names of the classes in order, class 0 first; `None` for those of the folder.
    pub(crate) classes: Option<&'a [String]>,
}

/// What a folder of pictures holds, nothing being held out.
#[derive(Debug)]
pub(crate) struct Folder {
    pub(crate) train: Option<Labelled>,
    pub(crate) validation: Option<Labelled>,
    pub(crate) test: Option<Labelled>,
    /// Class 0 first.
    pub(crate) class_names: Vec<String>,
    /// What was done to all pictures: never [`Preparation::Automatic`].
    pub(crate) preparation: Preparation,
    /// Bits that samples of 16 bits use; `None` if no picture leaves that open.
    pub(crate) bits: Option<SampleBits>,
    /// What there is to say of that.
    pub(crate) bits_note: Option<String>,
    /// Pictures with nothing on them.
    #[allow(dead_code, reason = "warnings name them too")]
    pub(crate) blank: Vec<PathBuf>,
    /// What is there and was not read.
    pub(crate) passed_over: Vec<PassedOver>,
    /// What may be wrong with pictures that were read.
    pub(crate) warnings: Vec<PictureWarning>,
    /// Pictures that lie deeper than in the folder of their class, and the first of them.
    pub(crate) nested: Option<(usize, PathBuf)>,
}

/// Reads all pictures of a folder that have a label.
///
/// # Errors
/// If there are none, if they are of unknown classes or of fewer than two, if a table of labels contradicts itself, or if
/// a picture cannot be read.
pub(crate) fn read(folder: &Path, options: &FolderOptions<'_>) -> Result<Folder, DataError> {
    let found = gather::gather(folder, options.classes)?;
    let (class_names, parts) = classes::resolve(folder, found.items, options.classes)?;
    let loaded = load::load(folder, &parts, options)?;
    let [train, validation, test] = loaded.parts;
    Ok(Folder {
        train,
        validation,
        test,
        class_names,
        preparation: loaded.preparation,
        bits: loaded.bits,
        bits_note: bits_note(options.bits, loaded.used),
        blank: loaded.blank,
        warnings: loaded.warnings,
        passed_over: found.passed_over,
        nested: found.nested,
    })
}

/// The pictures of a folder, whether they have labels or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureList {
    /// Their paths in order: file names and folders compared as text.
    pub pictures: Vec<PathBuf>,
    /// What is there and is no picture.
    pub passed_over: Vec<PassedOver>,
}

/// Lists the pictures of a folder and of all folders in it, in the order of their paths. None is opened.
///
/// # Errors
/// If a folder cannot be read, or if there is no picture.
pub fn pictures_in(folder: &Path) -> Result<PictureList, DataError> {
    let mut walk = entries::Walk::default();
    let mut pictures = walk.pictures_below(folder)?;
    if pictures.is_empty() {
        return Err(DataError::NoPictures { folder: folder.to_owned() });
    }
    pictures.sort();
    Ok(PictureList { pictures, passed_over: walk.passed.into_list() })
}

/// What there is to say of the bits that samples of 16 bits are to use, those of a model if there is one, and those that they
/// use.
fn bits_note(expected: Option<SampleBits>, used: Option<SampleBits>) -> Option<String> {
    match (expected, used?) {
        (None, used) if used < SampleBits::ALL => {
            Some(format!("samples of 16 bits use {used}: {} is full intensity", used.greatest()))
        }
        (Some(expected), used) if used < expected => Some(format!(
            "samples of 16 bits use {used}, but those that the model learned from use {expected}: they are taken for dark pictures of \
             {expected}; if {} is their full intensity, multiply all samples by {}, or train with such pictures",
            used.greatest(),
            (u32::from(expected.greatest()) + 1) / (u32::from(used.greatest()) + 1)
        )),
        _ => None,
    }
}

/// Pictures without labels.
pub(crate) struct Unlabelled {
    pub(crate) set: Labelled,
    /// Those with nothing on them.
    pub(crate) blank: Vec<PathBuf>,
    pub(crate) warnings: Vec<PictureWarning>,
    pub(crate) bits_note: Option<String>,
}

/// What may be wrong with pictures that are named one by one, and the bits of their samples, as of a folder of them.
///
/// # Errors
/// If one cannot be read.
pub fn look_at(
    pictures: &[PathBuf],
    size: ImageSize,
    preparation: Preparation,
    bits: Option<SampleBits>,
) -> Result<(Vec<PictureWarning>, Option<String>), DataError> {
    let options = FolderOptions { size, preparation, bits, classes: None };
    let found = read_list(Path::new("."), pictures, &options)?;
    Ok((found.warnings, found.bits_note))
}

/// Reads pictures of a list, without labels.
pub(crate) fn read_list(
    folder: &Path,
    pictures: &[PathBuf],
    options: &FolderOptions<'_>,
) -> Result<Unlabelled, DataError> {
    let parts = [pictures.iter().map(|file| (0, file.clone())).collect(), Vec::new(), Vec::new()];
    let loaded = load::load(folder, &parts, options)?;
    let load::Loaded { parts: [all, ..], used, blank, warnings, .. } = loaded;
    let all = all.ok_or_else(|| DataError::NoPictures { folder: folder.to_owned() })?;
    Ok(Unlabelled { set: all, blank, warnings, bits_note: bits_note(options.bits, used) })
}

/// Whether a folder can be one of pictures: it has a picture or a sub-folder.
pub(crate) fn holds_pictures(folder: &Path) -> Result<bool, DataError> {
    let entries = entries::Entries::of(folder)?;
    Ok(!entries.folders.is_empty() || !entries.pictures.is_empty())
}

#[cfg(test)]
mod property_tests;
#[cfg(test)]
mod tests;
