//! Data to be classified, with labels or without.

use std::path::{Path, PathBuf};

use super::numbers::Numbers;
use super::{DataSource, LoadOptions, Part, files};
use crate::folder::{self, FolderOptions};
use crate::labelled::datasets;
use crate::{DataError, Dataset};

/// Images or rows of features to be classified.
#[derive(Debug, Clone, PartialEq)]
pub struct Inputs {
    /// Their values. Labels, if the data have any, are of no account.
    pub images: Dataset,
    /// The file of each picture; empty where there are no files.
    pub files: Vec<PathBuf>,
    /// Pictures with nothing on them, by their indices.
    pub blank: Vec<usize>,
    /// Things that a user should know and that are no errors, one sentence each.
    pub notes: Vec<String>,
}

impl DataSource {
    /// What is to be classified, one source after the other, and what each is called. Files of images with their labels, and
    /// whatever `part` is taken of, are one dataset.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn each(
        names: &[String],
        data_dir: Option<&Path>,
        part: Option<Part>,
    ) -> Result<Vec<(Self, String)>, DataError> {
        let whole = || Ok(vec![(Self::parse(names, data_dir)?, names.join(" "))]);
        if names.len() < 2 || part.is_some() {
            return whole();
        }
        let mut sources = Vec::new();
        for name in names {
            let source = Self::parse(std::slice::from_ref(name), data_dir)?;
            if let Self::Files(files) = &source
                && files.iter().try_fold(false, |any, file| Ok(any || files::holds_labels(file)?))?
            {
                return whole();
            }
            sources.push((source, name.clone()));
        }
        Ok(sources)
    }

    /// Reads what is to be classified: all pictures of a folder and of the folders in it, a table with or without a column of labels, an
    /// array or IDX file of images, or a dataset with labels, of which `part` is taken (`None`: its test images if it has some,
    /// else all).
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn inputs(&self, options: &LoadOptions, part: Option<Part>) -> Result<Inputs, DataError> {
        match self {
            Self::Folder(folder)
                if super::idx_files_in(folder)?.is_none() && folder::holds_pictures(folder)? =>
            {
                if part.is_some() {
                    let problem = format!(
                        "all pictures of {} are classified, whatever part they are of; name the folder of the part instead",
                        folder.display()
                    );
                    return Err(DataError::Arguments { problem });
                }
                pictures(folder, options)
            }
            Self::Files(paths) if paths.len() == 1 => match files::unlabelled(&paths[0], options)? {
                Some(numbers) => unlabelled(numbers, &paths[0], options),
                None => self.labelled(options, part),
            },
            _ => self.labelled(options, part),
        }
    }

    fn labelled(&self, options: &LoadOptions, part: Option<Part>) -> Result<Inputs, DataError> {
        let given = self.read_cached(options)?;
        let notes = given.notes.clone();
        let (images, _) = given.part(part)?;
        Ok(Inputs { images, files: Vec::new(), blank: Vec::new(), notes })
    }
}

fn pictures(folder: &Path, options: &LoadOptions) -> Result<Inputs, DataError> {
    options.check_takes_pictures(folder)?;
    let list = folder::pictures_in(folder)?;
    let how = FolderOptions {
        size: options.size,
        preparation: options.preparation,
        bits: options.bits,
        classes: None,
    };
    let folder::Unlabelled { mut set, blank, warnings, bits_note } =
        folder::read_list(folder, &list.pictures, &how)?;
    options.inked(&mut set.pixels);
    let [images, ..] = datasets([Some((set, folder.display().to_string())), None, None], Some(2))?;
    let mut notes: Vec<String> = warnings.iter().map(ToString::to_string).collect();
    notes.extend(bits_note);
    notes.extend(list.passed_over.iter().map(ToString::to_string));
    let blank = (0..list.pictures.len()).filter(|&index| blank.contains(&list.pictures[index])).collect();
    match images {
        Some(images) => Ok(Inputs { images, files: list.pictures, blank, notes }),
        None => Err(DataError::NoPictures { folder: folder.to_owned() }),
    }
}

fn unlabelled(numbers: Numbers, file: &Path, options: &LoadOptions) -> Result<Inputs, DataError> {
    let (mut set, notes) = numbers.values(options)?;
    // Whatever they are called, they are of no account.
    set.labels = vec![0; set.pixels.len() / (set.width * set.height).max(1)];
    let [images, ..] = datasets([Some((set, file.display().to_string())), None, None], Some(2))?;
    match images {
        Some(images) => Ok(Inputs { images, files: Vec::new(), blank: Vec::new(), notes }),
        None => Err(DataError::TooFewImages { origin: file.display().to_string() }),
    }
}
