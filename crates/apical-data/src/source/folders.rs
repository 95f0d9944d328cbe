//! Datasets that are folders: those known by name, and any other.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

use super::idx_files::{find, read_pair};
use super::{Given, LoadOptions, files, named, numbered, numbers};
use crate::labelled::datasets;
use crate::named::FILE_NAMES;
use crate::{DataError, NamedSet, folder};

/// Environment variable that names a folder with datasets.
pub const DATA_DIR_VARIABLE: &str = "APICAL_DATA_DIR";

/// Environment variable that names this program's cache folder, instead of `apical` in the user's.
pub const CACHE_DIR_VARIABLE: &str = "APICAL_CACHE_DIR";

/// The folders in which a dataset is looked for, in this order.
///
/// With `data_dir`, only this folder and its sub-folder of the set's name (for EMNIST also `emnist` and `gzip`): a folder that was named and does not have
/// the data is a mistake, and not to be passed over. Otherwise the folder in [`DATA_DIR_VARIABLE`] and its sub-folder
/// of that name, then the sub-folder `apical/NAME` of the user's cache folder.
///
/// # Errors
/// [`DataError::NoCacheFolder`] if none of the three is known.
pub fn folders_of(set: NamedSet, data_dir: Option<&Path>) -> Result<Vec<PathBuf>, DataError> {
    candidates(set, data_dir, std::env::var_os(DATA_DIR_VARIABLE), cache_folder())
}

/// The folder that a fetched dataset goes to: `NAME` in `data_dir`, else in [`DATA_DIR_VARIABLE`], else in the
/// user's cache folder for this program.
///
/// # Errors
/// [`DataError::NoCacheFolder`] if none of the three is known.
pub fn fetch_folder(set: NamedSet, data_dir: Option<&Path>) -> Result<PathBuf, DataError> {
    let variable = std::env::var_os(DATA_DIR_VARIABLE).filter(|value| !value.is_empty()).map(PathBuf::from);
    let base =
        data_dir.map(Path::to_owned).or(variable).or_else(cache_folder).ok_or(DataError::NoCacheFolder)?;
    Ok(base.join(set.name()))
}

/// The first of a dataset's [folders](folders_of) that has all of its files. They are not read.
#[must_use]
pub fn folder_at_hand(set: NamedSet, data_dir: Option<&Path>) -> Option<PathBuf> {
    let folders = folders_of(set, data_dir).unwrap_or_default();
    folders.into_iter().find(|folder| matches!(named::files_of(set, folder), Ok(Some(_))))
}

/// Whether all files of a dataset are in one of its [folders](folders_of). They are not read.
#[must_use]
pub fn is_at_hand(set: NamedSet, data_dir: Option<&Path>) -> bool {
    folder_at_hand(set, data_dir).is_some()
}

/// The folder that [`CACHE_DIR_VARIABLE`] names, else this program's folder among the user's caches, if the operating
/// system names one. It need not be there.
#[must_use]
pub fn cache_folder() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os(CACHE_DIR_VARIABLE).filter(|value| !value.is_empty()) {
        return Some(named.into());
    }
    etcetera::base_strategy::choose_native_strategy().ok().map(|strategy| strategy.cache_dir().join("apical"))
}

pub(super) fn candidates(
    set: NamedSet,
    data_dir: Option<&Path>,
    variable: Option<OsString>,
    cache: Option<PathBuf>,
) -> Result<Vec<PathBuf>, DataError> {
    let others = set.description().folders;
    let with_sub_folders = |folder: PathBuf| {
        let named = others.iter().map(|name| folder.join(name)).collect::<Vec<_>>();
        [folder.join(set.name()), folder].into_iter().chain(named)
    };
    if let Some(folder) = data_dir {
        return Ok(with_sub_folders(folder.to_owned()).collect());
    }
    let mut folders = Vec::new();
    if let Some(folder) = variable.filter(|value| !value.is_empty()) {
        folders.extend(with_sub_folders(folder.into()));
    }
    if let Some(cache) = cache {
        let names = std::iter::once(set.name()).chain(others.iter().copied());
        folders.extend(names.map(|name| cache.join(name)));
    }
    if folders.is_empty() { Err(DataError::NoCacheFolder) } else { Ok(folders) }
}

/// The four IDX files of a folder under the names of MNIST; `None` if it has none of them.
pub(crate) fn idx_files_in(folder: &Path) -> Result<Option<Vec<PathBuf>>, DataError> {
    files_in(folder, &FILE_NAMES, "four IDX files")
}

/// The files of a folder that have these names; `None` if it has none of them.
pub(super) fn files_in(folder: &Path, names: &[&str], what: &str) -> Result<Option<Vec<PathBuf>>, DataError> {
    let found: Vec<Option<PathBuf>> = names.iter().map(|name| find(folder, name)).collect();
    if found.iter().all(Option::is_none) {
        return Ok(None);
    }
    let missing = names.iter().zip(&found).filter(|(_, file)| file.is_none());
    let missing: Vec<&str> = missing.map(|(name, _)| *name).collect();
    if missing.is_empty() {
        return Ok(Some(found.into_iter().flatten().collect()));
    }
    let problem = format!("it has some of the {what}, but lacks {} (or .gz)", missing.join(" and "));
    Err(DataError::Unrecognised { path: folder.to_owned(), problem })
}

/// Reads whatever is in a folder.
pub(super) fn read_folder(path: &Path, options: &LoadOptions) -> Result<Given, DataError> {
    if let Some(files) = idx_files_in(path)? {
        let part = |images: &Path, labels: &Path| {
            read_pair(images, labels).map(|pair| Some((pair.set, images.display().to_string())))
        };
        let parts = [part(&files[0], &files[1])?, None, part(&files[2], &files[3])?];
        return Ok(numbered(datasets(parts, options.classes)?, path.display().to_string()));
    }
    if folder::holds_pictures(path)? {
        return read_pictures(path, options);
    }
    let csv = files::csv_files_in(path)?;
    let paths: Vec<&Path> = csv.iter().map(PathBuf::as_path).collect();
    let clear = match paths[..] {
        [_] => true,
        [first, second] => files::roles([first, second]).is_some(),
        _ => false,
    };
    if clear {
        let mut given = files::read_files(&csv, options)?;
        given.name = path.display().to_string();
        return Ok(given);
    }
    let problem = format!(
        "it has neither the four IDX files of MNIST, nor a sub-folder for each class, nor one CSV file, nor two of \
         which one has the word \"train\" or \"test\" in its name ({} CSV files found)",
        csv.len()
    );
    Err(DataError::Unrecognised { path: path.to_owned(), problem })
}

fn read_pictures(path: &Path, options: &LoadOptions) -> Result<Given, DataError> {
    options.check_takes_pictures(path)?;
    let name = path.display().to_string();
    let how = folder::FolderOptions {
        size: options.size,
        preparation: options.preparation,
        bits: options.bits,
        classes: options.class_names.as_deref(),
    };
    let found = folder::read(path, &how)?;
    let classes = options.classes.unwrap_or(found.class_names.len());
    let parts = [found.train, found.validation, found.test].map(|set| {
        set.map(|mut set| {
            options.inked(&mut set.pixels);
            (set, name.clone())
        })
    });
    let [train, validation, test] = datasets(parts, Some(classes))?;
    let mut class_names = found.class_names;
    class_names.extend(numbers(classes).into_iter().skip(class_names.len()));
    class_names.truncate(classes);
    let mut notes: Vec<String> = found.warnings.iter().map(ToString::to_string).collect();
    if let Some((count, example)) = &found.nested {
        notes.push(format!(
            "{count} pictures lie deeper than in the folder of their class: {}",
            example.display()
        ));
    }
    notes.extend(found.bits_note);
    notes.extend(found.passed_over.iter().map(ToString::to_string));
    let preparation = Some(found.preparation);
    Ok(Given { name, class_names, train, validation, test, preparation, bits: found.bits, form: None, notes })
}
