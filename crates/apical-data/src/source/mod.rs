//! From what a user writes to a dataset in memory.
//!
//! | written | read |
//! |---|---|
//! | `builtin` | the built-in digits, from this program |
//! | `mnist`, `emnist-letters` and so on: [`NamedSet`] | its files, looked for as [`folders_of`] tells, and verified |
//! | a folder with `train-images-idx3-ubyte[.gz]` and so on | these four files, not verified |
//! | a folder with sub-folders | pictures, a sub-folder for each class (see [`Preparation`] for what is done to them) |
//! | a folder with one `.csv[.gz]` file, or two of which one is named `...train...` and one `...test...` | these |
//! | one CSV file; an IDX file of images and one of labels | these; a sixth of each class is held out for testing where one is trained |
//! | two CSV files; two pairs of IDX files | training and test set: by name if it tells, else in this order |
//!
//! A name is looked up before a path, so a folder called `mnist` is written `./mnist`.

mod classes;
mod files;
mod folders;
mod given;
mod idx_files;
mod inputs;
mod named;
mod numbers;

use std::path::{Path, PathBuf};

use crate::features::FeatureScale;
use crate::normalise::{ImageSize, Preparation};
use crate::table::LabelColumn;
use crate::{DataError, Dataset, NamedSet, SampleBits, Split, SplitRule, builtin};

pub(crate) use files::is_table;
pub(crate) use folders::idx_files_in;
pub use folders::{
    CACHE_DIR_VARIABLE, DATA_DIR_VARIABLE, cache_folder, fetch_folder, folder_at_hand, folders_of, is_at_hand,
};
pub use given::{Given, Part};
#[cfg(feature = "fetch")]
pub(crate) use idx_files::{Verdict, candidates, verify};
pub use inputs::Inputs;
pub(crate) use named::files_of_named;

/// What a user asked for, recognised but not yet read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DataSource {
    /// The built-in digits.
    Builtin,
    /// A dataset known by name.
    Named {
        /// Which one.
        set: NamedSet,
        /// The one folder in which to look; `None` for the usual folders.
        data_dir: Option<PathBuf>,
    },
    /// Whatever is in a folder.
    Folder(PathBuf),
    /// One, two or four files.
    Files(Vec<PathBuf>),
}

/// How a dataset is read.
#[derive(Debug, Clone, PartialEq)]
pub struct LoadOptions {
    /// Size that pictures are brought to. Images in IDX files, arrays and tables keep the size they have.
    pub size: ImageSize,
    /// What is done to pictures. IDX and CSV files are always read as they are.
    pub preparation: Preparation,
    /// Whether pictures become dark ink on light ground: for a network that learned such images, which were no pictures. Not with
    /// [`Preparation::AsIs`].
    pub dark_ink: bool,
    /// Bits that samples of 16 bits use: those of a model, so that these are read as those were. `None`: as it follows from the
    /// pictures.
    pub bits: Option<SampleBits>,
    /// Number of classes, 2 to 256; a label that is not below it is an error. `None`: 10 for datasets known by
    /// name, the number of sub-folders for pictures, otherwise one more than the largest label.
    pub classes: Option<usize>,
    /// Names of the classes in order, class 0 first: those of a model. Classes that the data name are matched with them, others are errors.
    /// `None`: those of the data, in order.
    pub class_names: Option<Vec<String>>,
    /// Whether classes that are not among these names are further ones, behind them, and no errors.
    pub new_classes: bool,
    /// How numbers become values: that of a model, so that these are read as those were. `None`: as it follows from the data.
    pub form: Option<InputForm>,
    /// Which column of a table holds the label.
    pub label_column: LabelColumn,
    /// Size of the image that a row of a table or array is; a square if it looks like one, otherwise one row of features.
    pub rows_as: Option<ImageSize>,
    /// Which images are held out where the data bring no test images.
    pub split: SplitRule,
}

impl Default for LoadOptions {
    fn default() -> Self {
        Self {
            size: ImageSize::MNIST,
            preparation: Preparation::Automatic,
            dark_ink: false,
            bits: None,
            classes: None,
            class_names: None,
            new_classes: false,
            form: None,
            label_column: LabelColumn::Automatic,
            rows_as: None,
            split: SplitRule::default(),
        }
    }
}

/// How numbers of a table or an array become values, and which numbers they are.
#[derive(Debug, Clone, PartialEq)]
pub struct InputForm {
    /// Which number becomes which value.
    pub scale: FeatureScale,
    /// Names of the features in order; empty where columns have no names.
    pub feature_names: Vec<String>,
    /// The column of the label: its name, or its number from 1. `None` if there is no such column.
    pub label_column: Option<String>,
}

/// A dataset in memory, and what there is to say about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// Training and test set.
    pub split: Split,
    /// Its name, or the file or folder it came from.
    pub name: String,
    /// Names of the classes, class 0 first, as many as there are classes.
    pub class_names: Vec<String>,
    /// Things that a user should know and that are no errors, one sentence each.
    pub notes: Vec<String>,
    /// What was done to pictures, never [`Preparation::Automatic`]; `None` where there were none.
    pub preparation: Option<Preparation>,
    /// Bits that samples of 16 bits use; `None` where no picture leaves that open.
    pub bits: Option<SampleBits>,
    /// How numbers became values; `None` where they are bytes in IDX files, or pictures.
    pub form: Option<InputForm>,
    /// Whether the test images were held out of the training images, since the data bring none.
    pub held_out: bool,
}

impl DataSource {
    /// Recognises what was asked for. Looks at the kind of each path, but reads nothing yet.
    ///
    /// `data_dir` is the only folder in which a dataset known by name will be looked for; `None` for the usual ones.
    ///
    /// # Errors
    /// If there is no such name, file or folder, or if they make no sense together.
    pub fn parse(names_or_paths: &[String], data_dir: Option<&Path>) -> Result<Self, DataError> {
        if let [only] = names_or_paths {
            if only == "builtin" {
                return Ok(Self::Builtin);
            }
            if let Some(set) = NamedSet::from_name(only) {
                return Ok(Self::Named { set, data_dir: data_dir.map(Path::to_owned) });
            }
        }
        let arguments = |problem: String| Err(DataError::Arguments { problem });
        let mut paths = Vec::new();
        for name in names_or_paths {
            let path = PathBuf::from(name);
            if names_or_paths.len() > 1 && (name == "builtin" || NamedSet::from_name(name).is_some()) {
                return arguments(format!("the dataset {name} stands alone, without other names or files"));
            }
            if name.is_empty() || !path.exists() {
                return Err(DataError::Unknown { name: name.clone() });
            }
            if path.is_dir() && names_or_paths.len() > 1 {
                return arguments(format!("the folder {name} stands alone, without other names or files"));
            }
            paths.push(path);
        }
        match paths.len() {
            1 if paths[0].is_dir() => Ok(Self::Folder(paths.remove(0))),
            1 | 2 | 4 => Ok(Self::Files(paths)),
            0 => arguments("no dataset is named: a name, a folder, or 1, 2 or 4 files are needed".to_owned()),
            count => arguments(format!(
                "{count} files: 1 (CSV), 2 (CSV, or IDX images and labels) or 4 (two pairs of IDX files) make a dataset"
            )),
        }
    }

    /// Reads it, and holds test images out if it has none.
    ///
    /// # Errors
    /// As [`read`](Self::read) and [`Given::split`].
    pub fn load(&self, options: &LoadOptions) -> Result<Loaded, DataError> {
        self.read(options)?.split(options.split)
    }

    /// Reads all that it has.
    ///
    /// # Errors
    /// If it is missing, unreadable, not what it should be, or does not fit together; the message names the file.
    pub fn read(&self, options: &LoadOptions) -> Result<Given, DataError> {
        match &options.class_names {
            None => self.read_unmatched(options),
            Some(known) if options.new_classes => {
                let given = self.read_unmatched(&LoadOptions { class_names: None, ..options.clone() })?;
                let known = given.classes_beyond(known);
                given.with_classes(&known)
            }
            Some(known) => self.read_unmatched(options)?.with_classes(known),
        }
    }

    fn read_unmatched(&self, options: &LoadOptions) -> Result<Given, DataError> {
        match self {
            Self::Builtin => {
                let Split { train, test } = builtin::default_split();
                Ok(numbered([Some(train), None, Some(test)], "builtin".into()))
            }
            Self::Named { set, data_dir } => {
                named::read_named(*set, &folders_of(*set, data_dir.as_deref())?, options.classes)
            }
            Self::Folder(folder) => folders::read_folder(folder, options),
            Self::Files(paths) => files::read_files(paths, options),
        }
    }
}

impl LoadOptions {
    /// Pictures are no features.
    fn check_takes_pictures(&self, folder: &Path) -> Result<(), DataError> {
        match &self.form {
            Some(InputForm { scale: FeatureScale::Each(ranges), .. }) => Err(DataError::Arguments {
                problem: format!(
                    "{} holds pictures, but {} features with a range each are needed, such as the rows of a table",
                    folder.display(),
                    ranges.len()
                ),
            }),
            _ => Ok(()),
        }
    }

    /// Values of prepared pictures as the network takes them.
    fn inked(&self, pixels: &mut [u8]) {
        if self.dark_ink && self.preparation != Preparation::AsIs {
            pixels.iter_mut().for_each(|value| *value = u8::MAX - *value);
        }
    }
}

/// Class names where there are no others.
fn numbers(classes: usize) -> Vec<String> {
    (0..classes).map(|class| class.to_string()).collect()
}

/// A dataset whose classes have numbers only.
fn numbered(sets: [Option<Dataset>; 3], name: String) -> Given {
    let classes = sets.iter().flatten().map(Dataset::classes).max().unwrap_or_default();
    let [train, validation, test] = sets;
    Given {
        name,
        class_names: numbers(classes),
        train,
        validation,
        test,
        preparation: None,
        bits: None,
        form: None,
        notes: Vec::new(),
    }
}

#[cfg(test)]
mod tests;
