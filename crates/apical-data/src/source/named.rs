//! Reading a dataset that is known by name.

use std::fs::File;
use std::path::{Path, PathBuf};

use super::folders::files_in;
use super::idx_files::{Pair, Verdict, read_pair, read_wide_pair, verify};
use super::{Given, numbers};
use crate::checksum::{Checksum, sha256};
use crate::labelled::{Labelled, datasets};
use crate::named::Form;
use crate::table::{self, LabelColumn, TableOptions};
use crate::{DataError, FeatureScale, ImageSize, NamedSet};

/// The values of USPS.
const SIGNED: FeatureScale = FeatureScale::Common { lower: -1.0, upper: 1.0 };
/// The size of its images.
const USPS_SIZE: ImageSize = ImageSize { width: 16, height: 16 };

/// The files of a set in a folder; `None` if it has none of them.
pub(super) fn files_of(set: NamedSet, folder: &Path) -> Result<Option<Vec<PathBuf>>, DataError> {
    let names: Vec<&str> = set.files().iter().map(|file| file.name).collect();
    let what = if names.len() == 4 { "four IDX files".to_owned() } else { format!("files of {set}") };
    files_in(folder, &names, &what)
}

/// The files of a dataset known by name, from the first of `searched` that has all of them.
pub(crate) fn files_of_named(set: NamedSet, searched: &[PathBuf]) -> Result<Vec<PathBuf>, DataError> {
    let mut missing =
        DataError::Missing { name: set.name(), how: set.how_to_get(), searched: searched.to_vec() };
    for folder in searched {
        match files_of(set, folder) {
            Ok(None) => {}
            Ok(Some(files)) => return Ok(files),
            // Half a dataset explains more than "not found", but a later folder may have all of it.
            Err(incomplete) => missing = incomplete,
        }
    }
    Err(missing)
}

/// Reads a dataset known by name from the first of `searched` that has all of its files.
pub(super) fn read_named(
    set: NamedSet,
    searched: &[PathBuf],
    classes: Option<usize>,
) -> Result<Given, DataError> {
    let paths = files_of_named(set, searched)?;
    let (sets, hashes) = read_sets(set, &paths)?;
    let notes = verified(set, &paths, &hashes, &sets)?;
    let known = set.class_names();
    let classes = classes.unwrap_or(known.len());
    let first_files = paths.chunks(paths.len() / 2).filter_map(|files| files.first());
    let mut parts = sets.into_iter().zip(first_files.map(|file| file.display().to_string()));
    let [train, validation, test] = datasets([parts.next(), None, parts.next()], Some(classes))?;
    // More classes than the set has are left without names of their own.
    let mut class_names: Vec<String> = known.iter().map(|&name| name.to_owned()).collect();
    class_names.truncate(classes);
    class_names.extend(numbers(classes).into_iter().skip(known.len()));
    let name = set.name().to_owned();
    Ok(Given { name, class_names, train, validation, test, preparation: None, bits: None, form: None, notes })
}

/// Training and test images, and the SHA-256 of the content of each file.
fn read_sets(set: NamedSet, paths: &[PathBuf]) -> Result<(Vec<Labelled>, Vec<String>), DataError> {
    match set.description().form {
        Form::Pairs { transposed, first, wide } => {
            let mut hashes = Vec::new();
            let read = |files: &[PathBuf]| -> Result<Labelled, DataError> {
                let read = if wide { read_wide_pair } else { read_pair };
                let Pair { mut set, hashes: found } = read(&files[0], &files[1])?;
                hashes.extend(found);
                if transposed {
                    transpose(&mut set);
                }
                set.labels.iter_mut().for_each(|label| *label = label.wrapping_sub(first));
                Ok(set)
            };
            Ok((paths.chunks_exact(2).map(read).collect::<Result<Vec<_>, _>>()?, hashes))
        }
        Form::Sparse => {
            let sets = paths.iter().map(|file| read_sparse(file)).collect::<Result<Vec<_>, _>>()?;
            let hash = |file: &PathBuf| {
                let unreadable = |source| DataError::Read { path: file.clone(), source };
                let opened = File::open(file).map_err(unreadable)?;
                Ok(sha256(opened, u64::MAX).map_err(unreadable)?.0)
            };
            Ok((sets, paths.iter().map(hash).collect::<Result<Vec<_>, DataError>>()?))
        }
    }
}

/// Compares files with what is published of them; what there is to say.
fn verified(
    set: NamedSet,
    paths: &[PathBuf],
    hashes: &[String],
    sets: &[Labelled],
) -> Result<Vec<String>, DataError> {
    let mut notes = Vec::new();
    for ((path, published), content) in paths.iter().zip(set.files()).zip(hashes) {
        if published.checksum == Checksum::None {
            continue;
        }
        match verify(path, published, content)? {
            Verdict::Genuine => {}
            Verdict::Wrong { found, expected } => {
                return Err(DataError::Checksum { file: path.clone(), name: set.name(), found, expected });
            }
            Verdict::Unknown => notes.push(format!(
                "{} could not be verified: it is not the compressed file that was published, and has no entry in {}",
                path.display(),
                crate::sums::SUMS_FILE
            )),
        }
    }
    if set.files().iter().all(|file| file.checksum != Checksum::None) {
        return Ok(notes);
    }
    for ((found, &expected), files) in
        sets.iter().zip(&set.description().images).zip(paths.chunks(paths.len() / 2))
    {
        let count = found.labels.len();
        if count != expected {
            let problem = format!(
                "it holds {count} images, but that file of {set} has {expected}: {}",
                set.how_to_get()
            );
            return Err(DataError::Unrecognised { path: files[0].clone(), problem });
        }
    }
    notes.push(format!(
        "{set}: number, size and classes of the images are as published; no hash is published of these files, only of what they \
         were packed in"
    ));
    Ok(notes)
}

/// Brings images upright that are stored column by column.
fn transpose(set: &mut Labelled) {
    let (width, height) = (set.width, set.height);
    let mut upright = vec![0; width * height];
    for image in set.pixels.chunks_exact_mut((width * height).max(1)) {
        for (index, pixel) in image.iter().enumerate() {
            upright[index % width * height + index / width] = *pixel;
        }
        image.copy_from_slice(&upright);
    }
    (set.width, set.height) = (height, width);
}

/// A table of USPS: labels from 1 stand for the digits from 0.
fn read_sparse(file: &Path) -> Result<Labelled, DataError> {
    let options = TableOptions {
        label_column: LabelColumn::Index(0),
        image_size: Some(USPS_SIZE),
        features: Some(USPS_SIZE.width * USPS_SIZE.height),
        ..TableOptions::default()
    };
    let unusable = |source| DataError::Table { file: file.to_owned(), source };
    let (layout, survey) = table::survey_file(file, &options).map_err(unusable)?.split();
    let labels: Vec<String> = (1..=10).map(|label: u8| label.to_string()).collect();
    let (found, clamped) = table::fill_file(file, &layout, &survey, &labels, &SIGNED).map_err(unusable)?;
    if clamped.total() > 0 {
        let (low, high) = survey.range();
        let problem = format!("it has values from {low} to {high}, but those of usps are from -1 to 1");
        return Err(DataError::Unrecognised { path: file.to_owned(), problem });
    }
    Ok(found)
}

#[cfg(test)]
mod tests;
