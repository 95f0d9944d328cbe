//! Folders of pictures, one sub-folder for each class.
//!
//! ```text
//! digits/0/a.png  digits/0/b.jpg  digits/1/c.png ...             every sixth picture of a class is held out
//! digits/train/0/a.png ... digits/test/0/z.png ...               training and test set as given
//! ```
//!
//! The classes are the sorted names of the sub-folders, numerically if all are whole numbers; the first is class 0.
//! Within a class, pictures come in the order of their names. Hidden files and folders, and files whose names do not
//! end in `.png`, `.jpg`, `.jpeg` or `.bmp` (in any case), are passed over. Pictures further down are not looked for.

use std::fs;
use std::path::{Path, PathBuf};

use crate::DataError;
use crate::decode::GreyImage;
use crate::labelled::Labelled;
use crate::limits::{MAX_IMAGES, MAX_PIXELS};
use crate::normalise::{ImageSize, Preparation, background_is_zero, has_size, normalise, prepare};

const EXTENSIONS: [&str; 4] = ["png", "jpg", "jpeg", "bmp"];

/// What a folder of pictures holds.
pub(crate) struct Folder {
    pub(crate) train: Labelled,
    pub(crate) test: Labelled,
    pub(crate) class_names: Vec<String>,
    /// Pictures with nothing on them.
    pub(crate) blank: Vec<PathBuf>,
}

/// Reads all pictures of a folder.
pub(crate) fn read(folder: &Path, size: ImageSize, preparation: Preparation) -> Result<Folder, DataError> {
    let mut blank = Vec::new();
    let parts = [folder.join("train"), folder.join("test")];
    if parts.iter().all(|part| part.is_dir()) {
        let classes = class_folders(&parts[0], 2)?;
        // A test set need not have every class.
        let test_classes = class_folders(&parts[1], 1)?;
        let names: Vec<String> = classes.iter().map(|class| name_of(class)).collect();
        let mut numbered = Vec::new();
        for class in test_classes {
            let name = name_of(&class);
            let label = names.iter().position(|known| *known == name);
            numbered.push((label.ok_or(DataError::UnknownClass { folder: class.clone() })?, class));
        }
        let train = pictures(&parts[0], &number(classes))?;
        let test = pictures(&parts[1], &numbered)?;
        // One decision for both: a test set treated otherwise than the training set would be another task.
        let preparation = decide(train.iter().chain(&test), size, preparation)?;
        let train = load(&parts[0], &train, size, preparation, &mut blank)?;
        let test = load(&parts[1], &test, size, preparation, &mut blank)?;
        return Ok(Folder { train, test, class_names: names, blank });
    }
    let classes = class_folders(folder, 2)?;
    let class_names = classes.iter().map(|class| name_of(class)).collect();
    let all = pictures(folder, &number(classes))?;
    let preparation = decide(all.iter(), size, preparation)?;
    let (train, test) =
        load(folder, &all, size, preparation, &mut blank)?.hold_out(&folder.display().to_string())?;
    Ok(Folder { train, test, class_names, blank })
}

/// Whether a folder has sub-folders that can be classes.
pub(crate) fn has_sub_folders(folder: &Path) -> Result<bool, DataError> {
    Ok(entries(folder)?.iter().any(|entry| entry.is_dir()))
}

fn number(classes: Vec<PathBuf>) -> Vec<(usize, PathBuf)> {
    classes.into_iter().enumerate().collect()
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// What is in a folder and is not hidden, sorted by name.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, DataError> {
    let unreadable = |source| DataError::Read { path: folder.to_owned(), source };
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if !name_of(&path).starts_with('.') {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The sub-folders of a folder in the order of the classes, at least `least` of them.
fn class_folders(folder: &Path, least: usize) -> Result<Vec<PathBuf>, DataError> {
    let mut classes: Vec<PathBuf> = entries(folder)?.into_iter().filter(|entry| entry.is_dir()).collect();
    if !(least..=256).contains(&classes.len()) {
        return Err(DataError::ClassFolders { folder: folder.to_owned(), found: classes.len() });
    }
    let numbers: Option<Vec<i64>> = classes.iter().map(|class| name_of(class).parse().ok()).collect();
    if numbers.is_some() {
        // Stable, so that "1" and "01" keep the order of their names.
        classes.sort_by_key(|class| name_of(class).parse::<i64>().unwrap_or(i64::MAX));
    }
    Ok(classes)
}

/// The pictures of all classes, with their labels.
fn pictures(folder: &Path, classes: &[(usize, PathBuf)]) -> Result<Vec<(u8, PathBuf)>, DataError> {
    let mut found = Vec::new();
    for (label, class) in classes {
        let before = found.len();
        let label = u8::try_from(*label)
            .map_err(|_| DataError::ClassFolders { folder: folder.to_owned(), found: label + 1 })?;
        found.extend(entries(class)?.into_iter().filter(|entry| is_picture(entry)).map(|file| (label, file)));
        if found.len() == before {
            return Err(DataError::EmptyClass { folder: class.clone() });
        }
    }
    Ok(found)
}

/// Whether a file is taken for a picture.
pub(crate) fn is_picture(path: &Path) -> bool {
    let extension = path.extension().unwrap_or_default();
    EXTENSIONS.iter().any(|known| extension.eq_ignore_ascii_case(known)) && path.is_file()
}

/// Settles "automatic" for the folder as a whole, by the rule of [`Preparation::Automatic`].
///
/// Per picture the rule would treat some pictures of one set differently from others.
fn decide<'a>(
    files: impl Iterator<Item = &'a (u8, PathBuf)>,
    size: ImageSize,
    preparation: Preparation,
) -> Result<Preparation, DataError> {
    if preparation != Preparation::Automatic {
        return Ok(preparation);
    }
    let (mut prepared, mut all) = (0_usize, 0_usize);
    for (_, file) in files {
        let picture = GreyImage::open(file)?;
        // Usually the first picture settles it, before a second one is read.
        if !has_size(&picture, size) {
            return Ok(Preparation::Normalise);
        }
        all += 1;
        prepared += usize::from(background_is_zero(&picture));
    }
    Ok(if 2 * prepared > all { Preparation::AsIs } else { Preparation::Normalise })
}

fn load(
    folder: &Path,
    files: &[(u8, PathBuf)],
    size: ImageSize,
    preparation: Preparation,
    blank: &mut Vec<PathBuf>,
) -> Result<Labelled, DataError> {
    let total = (files.len() as u64).saturating_mul((size.width * size.height) as u64);
    if files.len() as u64 > MAX_IMAGES || total > MAX_PIXELS {
        return Err(DataError::TooManyImages { folder: folder.to_owned() });
    }
    let mut found = Labelled { width: size.width, height: size.height, ..Labelled::default() };
    found.pixels.reserve_exact(total as usize);
    for (label, file) in files {
        let picture = GreyImage::open(file)?;
        let ready = match preparation {
            Preparation::Normalise => normalise(&picture, size),
            other => prepare(&picture, size, other)
                .map_err(|source| DataError::Image { file: file.clone(), source })?,
        };
        if ready.blank {
            blank.push(file.clone());
        }
        found.pixels.extend(ready.pixels);
        found.labels.push(*label);
    }
    Ok(found)
}

#[cfg(test)]
mod tests;
