//! Datasets that are one, two or four files.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::idx_files::read_pair;
use super::{Given, numbered};
use crate::DataError;
use crate::idx::{IMAGES_MAGIC, LABELS_MAGIC};
use crate::labelled::{Labelled, Parts, datasets};
use crate::role::Role;
use crate::stream::Content;
use crate::table::read_images;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    IdxImages,
    IdxLabels,
    Csv,
}

/// Reads files that make a dataset together.
pub(super) fn read_files(paths: &[PathBuf], classes: Option<usize>) -> Result<Given, DataError> {
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
    let [images, labels, tables] = [images, labels, tables].map(in_order);
    let mut parts: Parts = [const { None }; 3];
    let mut told = Vec::new();
    let mut put = |role: Role, files: &[&Path], set: Labelled| {
        told.push(format!("{} is taken for the {} images", display(files[0]), role.name()));
        parts[role as usize] = Some((set, display(files[0])));
    };
    match (&images[..], &labels[..], &tables[..]) {
        ([], [], [(role, table)]) => put(*role, &[table], read_csv(table)?),
        ([(role, images)], [(_, labels)], []) => put(*role, &[images], read_pair(images, labels)?.set),
        ([], [], [first, second]) => {
            for (role, table) in [first, second] {
                put(*role, &[table], read_csv(table)?);
            }
        }
        ([_, _], [_, _], []) => {
            for ((role, images), (_, labels)) in images.iter().zip(&labels) {
                put(*role, &[images], read_pair(images, labels)?.set);
            }
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
    }
    let name = paths.iter().map(|path| display(path)).collect::<Vec<_>>().join(" ");
    let mut given = numbered(datasets(parts, classes)?, name);
    // Where there is a choice.
    given.notes = if paths.len() > 1 && told.len() > 1 { told } else { Vec::new() };
    Ok(given)
}

fn display(path: &Path) -> String {
    path.display().to_string()
}

/// Files of a kind with their roles, in the order training, validation, test: by name if the names tell, otherwise in the order in which
/// they were given. A shell lists `mnist_test.csv` before `mnist_train.csv`, so order alone is not enough.
fn in_order(files: Vec<&Path>) -> Vec<(Role, &Path)> {
    match files[..] {
        [only] => vec![(Role::of_file(only).unwrap_or(Role::Train), only)],
        [first, second] => {
            let ordered = roles([first, second]);
            ordered.unwrap_or([(Role::Train, first), (Role::Test, second)]).to_vec()
        }
        _ => files.into_iter().map(|file| (Role::Train, file)).collect(),
    }
}

/// What two files are, if their names tell: the training file first, and what the other one is.
pub(super) fn roles(files: [&Path; 2]) -> Option<[(Role, &Path); 2]> {
    let [first, second] = files;
    let pair = match files.map(Role::of_file) {
        [Some(Role::Train), None] => [(Role::Train, first), (Role::Test, second)],
        [None, Some(Role::Train)] => [(Role::Train, second), (Role::Test, first)],
        [None, Some(role)] => [(Role::Train, first), (role, second)],
        [Some(role), None] => [(Role::Train, second), (role, first)],
        [Some(one), Some(other)] if one < other => [(one, first), (other, second)],
        [Some(one), Some(other)] if one > other => [(other, second), (one, first)],
        _ => return None,
    };
    Some(pair)
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
    read_images(|| File::open(file)).map_err(|source| DataError::Table { file: file.to_owned(), source })
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
