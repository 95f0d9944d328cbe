//! What can go wrong between a name on a command line and a dataset in memory.

use std::path::PathBuf;

use crate::array::ArrayError;
use crate::dataset::DatasetError;
use crate::decode::ImageError;
use crate::idx::IdxError;
use crate::named::{FETCH_COMMAND, MIRROR_VARIABLE};
use crate::source::DATA_DIR_VARIABLE;
use crate::table::TableError;

/// Why a dataset cannot be loaded.
///
/// The message of a variant names the file or folder; where the variant has a source, the source tells the detail,
/// so a complete report is the chain of both.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DataError {
    /// A file or folder cannot be read.
    #[error("{} cannot be read", .path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// An IDX file is not usable.
    #[error("{} is not a usable IDX file", .file.display())]
    Idx {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        source: IdxError,
    },
    /// A table is not usable.
    #[error("{} is not a usable table", .file.display())]
    Table {
        /// The file.
        file: PathBuf,
        /// What is wrong with it, and in which line.
        source: TableError,
    },
    /// A picture is not usable.
    #[error("{} is not a usable image", .file.display())]
    Image {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        source: ImageError,
    },
    /// Images and labels do not make a set.
    #[error("{origin} does not make a dataset")]
    Dataset {
        /// The file or folder that the set comes from.
        origin: String,
        /// What does not fit.
        source: DatasetError,
    },
    /// A file of images and its file of labels differ in length.
    #[error(
        "{} holds {images} images, but {} holds {labels} labels: the numbers must be equal",
        .images_file.display(), .labels_file.display()
    )]
    CountMismatch {
        /// The file of images.
        images_file: PathBuf,
        /// Number of images.
        images: usize,
        /// The file of labels.
        labels_file: PathBuf,
        /// Number of labels.
        labels: usize,
    },
    /// Training and test images differ in size.
    #[error(
        "the training images ({train}) are {train_height} x {train_width} pixels, \
         but the test images ({test}) are {test_height} x {test_width}"
    )]
    ShapeMismatch {
        /// Where the training images come from.
        train: String,
        /// Rows of a training image.
        train_height: usize,
        /// Columns of a training image.
        train_width: usize,
        /// Where the test images come from.
        test: String,
        /// Rows of a test image.
        test_height: usize,
        /// Columns of a test image.
        test_width: usize,
    },
    /// No class has enough images for some to be held out.
    #[error(
        "{origin} has too few images to hold some out for testing: at least one class needs {} different ones, and there must be \
         others to learn from",
        crate::HOLD_OUT / 2
    )]
    TooFewImages {
        /// The file or folder.
        origin: String,
    },
    /// A file of arrays is not usable.
    #[error("{} is not a usable array", .file.display())]
    Array {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        source: ArrayError,
    },
    /// There are no labels where they are needed.
    #[error(
        "{} has no labels, which are needed here; --label-column names the column that has them, and apical predict needs none",
        .file.display()
    )]
    Unlabelled {
        /// The file.
        file: PathBuf,
    },
    /// There is nothing to tell apart.
    #[error(
        "{origin}: all {images} training images are of class {class}; a network learns to tell classes apart, so at least two need \
         images. If another column has the labels, name it with --label-column"
    )]
    OneClass {
        /// The dataset.
        origin: String,
        /// Name of the class.
        class: String,
        /// Training images.
        images: usize,
    },
    /// The data have no such part.
    #[error("{name} has no {part} images; --part all takes all that it has")]
    NoSuchPart {
        /// The dataset.
        name: String,
        /// "training", "test" or "any".
        part: &'static str,
    },
    /// A folder of pictures does not have between 2 and 256 classes.
    #[error(
        "{} has pictures of {found} {}; it needs 2 to 256 classes, each in a sub-folder of its own or named in a table",
        .folder.display(), if *found == 1 { "class" } else { "classes" }
    )]
    ClassFolders {
        /// The folder.
        folder: PathBuf,
        /// Classes that have pictures.
        found: usize,
    },
    /// A folder has no picture that is read.
    #[error(
        "{} holds no picture: names of pictures end in .{}", .folder.display(), crate::folder::PICTURES.join(", .")
    )]
    NoPictures {
        /// The folder.
        folder: PathBuf,
    },
    /// A folder has pictures, but nothing tells their classes.
    #[error(
        "{} has pictures without labels: put those of each class into a sub-folder of its own, or a table \"labels.csv\" \
         with file names and labels beside them", .folder.display()
    )]
    NoLabels {
        /// The folder.
        folder: PathBuf,
    },
    /// A table of labels cannot be used.
    #[error("{} is not a usable table of labels: {problem}", .file.display())]
    LabelTable {
        /// The table.
        file: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// Images are of classes that are not among the known ones.
    #[error(
        "{origin} has images of classes that are not known: {}. Known are {}: rename or remove the others",
        few(.unknown), few(.known)
    )]
    UnknownClasses {
        /// The dataset, file or folder.
        origin: String,
        /// Names of classes that are not known.
        unknown: Vec<String>,
        /// Names of all classes that are known: of the training set, or of a model.
        known: Vec<String>,
    },
    /// A folder holds more pictures than are accepted, or more pixels.
    #[error(
        "{} holds too many images: the limits are {} images and {} pixels in all",
        .folder.display(), crate::limits::MAX_IMAGES, crate::limits::MAX_PIXELS
    )]
    TooManyImages {
        /// The folder.
        folder: PathBuf,
    },
    /// A name that is neither a dataset nor a file nor a folder.
    #[error(
        "there is no dataset, file or folder {name:?}; the known datasets are builtin, {} (a folder of the same name is written \
         ./NAME)",
        crate::NamedSet::names()
    )]
    Unknown {
        /// What was asked for.
        name: String,
    },
    /// A file or folder holds nothing that can be read as a dataset.
    #[error("{}: {problem}", .path.display())]
    Unrecognised {
        /// The file or folder.
        path: PathBuf,
        /// What was looked for.
        problem: String,
    },
    /// The arguments do not make sense together.
    #[error("{problem}")]
    Arguments {
        /// What is wrong.
        problem: String,
    },
    /// A known dataset is not on this machine.
    #[error(
        "{name} is not on this machine (looked in {}). {how}, or point --data-dir or {DATA_DIR_VARIABLE} at a folder with its \
         files; {MIRROR_VARIABLE} names another server to fetch from", list(.searched)
    )]
    Missing {
        /// Name of the dataset.
        name: &'static str,
        /// How to get it, a sentence without its full stop.
        how: String,
        /// Folders that were looked in.
        searched: Vec<PathBuf>,
    },
    /// A file of a known dataset is not the published one.
    #[error(
        "{} is not the published file of {name}: SHA-256 of its content is {found}, expected {expected}. Delete it and \
         run `{FETCH_COMMAND} {name}`, or, if it was altered on purpose, name its folder instead of the dataset",
        .file.display()
    )]
    Checksum {
        /// The file.
        file: PathBuf,
        /// Name of the dataset.
        name: &'static str,
        /// Hash found, as hexadecimal digits.
        found: String,
        /// Hash expected, as hexadecimal digits.
        expected: String,
    },
    /// The operating system names no folder for caches.
    #[error("no cache folder is known on this machine: name a folder with --data-dir or {DATA_DIR_VARIABLE}")]
    NoCacheFolder,
}

fn list(folders: &[PathBuf]) -> String {
    let names: Vec<String> = folders.iter().map(|folder| folder.display().to_string()).collect();
    names.join(", ")
}

/// Names in quotes; of many, the first.
fn few(names: &[String]) -> String {
    const MOST: usize = 40;
    let mut text: Vec<String> = names.iter().take(MOST).map(|name| format!("{name:?}")).collect();
    if names.len() > MOST {
        text.push(format!("and {} more", names.len() - MOST));
    }
    text.join(", ")
}
