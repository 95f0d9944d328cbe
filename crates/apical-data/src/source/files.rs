//! Datasets that are one, two or four files.

use std::io::Read;
use std::path::{Path, PathBuf};

use super::idx_files::read_pair;
use super::{Loaded, numbered};
use crate::DataError;
use crate::csv::{self, CsvError};
use crate::idx::{IMAGES_MAGIC, LABELS_MAGIC};
use crate::labelled::{Labelled, split};
use crate::stream::Content;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    IdxImages,
    IdxLabels,
    Csv,
}

pub(super) fn load_files(paths: &[PathBuf], classes: Option<usize>) -> Result<Loaded, DataError> {
    let mut images = Vec::new();
    let mut labels = Vec::new();
    let mut tables = Vec::new();
    for path in paths {
        match kind(path)? {
            Kind::IdxImages => images.push(path.as_path()),
            Kind::IdxLabels => labels.push(path.as_path()),
            Kind::Csv => tables.push(path.as_path()),
        }
    }
    let (train, test, origins) = match (&images[..], &labels[..], &tables[..]) {
        ([], [], [table]) => held_out(read_csv(table)?, table)?,
        ([images], [labels], []) => held_out(read_pair(images, labels)?.set, images)?,
        ([], [], [first, second]) => {
            let [train, test] = in_order([first, second]);
            (read_csv(train)?, read_csv(test)?, [train, test].map(display))
        }
        ([first_images, second_images], [first_labels, second_labels], []) => {
            let images = in_order([first_images, second_images]);
            let labels = in_order([first_labels, second_labels]);
            let [train, test] = [0, 1].map(|i| read_pair(images[i], labels[i]).map(|pair| pair.set));
            (train?, test?, images.map(display))
        }
        _ => {
            let problem = format!(
                "{} IDX files of images, {} of labels and {} CSV files do not make a dataset; these do: one or two \
                 CSV files, or one or two pairs of an IDX file of images and one of labels",
                images.len(),
                labels.len(),
                tables.len()
            );
            return Err(DataError::Arguments { problem });
        }
    };
    let split = split(train, test, classes, [&origins[0], &origins[1]])?;
    let name = paths.iter().map(|path| display(path)).collect::<Vec<_>>().join(" ");
    Ok(numbered(split, name))
}

fn display(path: &Path) -> String {
    path.display().to_string()
}

fn held_out(all: Labelled, file: &Path) -> Result<(Labelled, Labelled, [String; 2]), DataError> {
    let origin = display(file);
    let (train, test) = all.hold_out(&origin)?;
    Ok((train, test, [origin.clone(), origin]))
}

/// Training file first: by name if the names tell, otherwise in the order in which they were given.
fn in_order(files: [&Path; 2]) -> [&Path; 2] {
    train_and_test(files).unwrap_or(files)
}

/// The training and the test file of two, if exactly one of them speaks of training or of testing in its name.
///
/// A shell lists `mnist_test.csv` before `mnist_train.csv`, so order alone is not enough.
pub(super) fn train_and_test(files: [&Path; 2]) -> Option<[&Path; 2]> {
    let says = |file: &Path, words: &[&str]| {
        let name = file.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        words.iter().any(|word| name.contains(word))
    };
    let role = |file| match (says(file, &["train"]), says(file, &["test", "t10k"])) {
        (true, false) => 1,
        (false, true) => -1,
        _ => 0,
    };
    match role(files[0]) - role(files[1]) {
        0 => None,
        difference if difference > 0 => Some(files),
        _ => Some([files[1], files[0]]),
    }
}

/// What a file is, by its first bytes.
fn kind(file: &Path) -> Result<Kind, DataError> {
    let unreadable = |source| DataError::Read { path: file.to_owned(), source };
    let (content, _) = Content::open(file).map_err(unreadable)?;
    let mut start = Vec::new();
    content.take(4).read_to_end(&mut start).map_err(unreadable)?;
    if start == IMAGES_MAGIC.to_be_bytes() {
        return Ok(Kind::IdxImages);
    }
    if start == LABELS_MAGIC.to_be_bytes() {
        return Ok(Kind::IdxLabels);
    }
    let problem = match &start[..] {
        [0, 0, ..] => {
            "it starts like an IDX file, but is not one of unsigned bytes in one or three dimensions"
        }
        [0x89, b'P', b'N', b'G'] | [0xff, 0xd8, ..] | [b'B', b'M', ..] => {
            "it is a single picture; pictures make a dataset as a folder with a sub-folder for each class"
        }
        [b'P', b'K', 3, 4] => "it is a ZIP archive: unpack it first",
        _ => return Ok(Kind::Csv),
    };
    Err(DataError::Unrecognised { path: file.to_owned(), problem: problem.to_owned() })
}

fn read_csv(file: &Path) -> Result<Labelled, DataError> {
    let (content, _) =
        Content::open(file).map_err(|source| DataError::Read { path: file.to_owned(), source })?;
    csv::read(content).map_err(|source: CsvError| DataError::Csv { file: file.to_owned(), source })
}

/// Whether a file in a folder is taken for a CSV file.
pub(crate) fn is_table(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    (name.ends_with(".csv") || name.ends_with(".csv.gz")) && !name.starts_with('.') && path.is_file()
}

/// The CSV files of a folder, sorted by name.
pub(super) fn csv_files_in(folder: &Path) -> Result<Vec<PathBuf>, DataError> {
    let unreadable = |source| DataError::Read { path: folder.to_owned(), source };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if is_table(&path) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
