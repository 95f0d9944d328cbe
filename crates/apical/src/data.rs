//! Datasets as the command line names them.

use std::path::{Path, PathBuf};

use apical_core::run::{self, Source};
use apical_core::snapshot::DataHash;
use apical_data::{DataSource, Dataset, ImageSize, LoadOptions, Loaded, Preparation, Split};
use clap::ValueEnum;

use crate::failure::Failure;

/// What is done to pictures before the network sees them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Prepare {
    /// Centred and scaled as MNIST was, unless they look as if they were already.
    Auto,
    /// Always centred and scaled.
    Normalise,
    /// Taken as they are.
    AsIs,
}

impl Prepare {
    pub(crate) fn preparation(self) -> Preparation {
        match self {
            Self::Auto => Preparation::Automatic,
            Self::Normalise => Preparation::Normalise,
            Self::AsIs => Preparation::AsIs,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        self.of_run().name()
    }

    /// As a configuration has it.
    pub(crate) fn of_run(self) -> run::Preparation {
        match self {
            Self::Auto => run::Preparation::Auto,
            Self::Normalise => run::Preparation::Normalise,
            Self::AsIs => run::Preparation::AsIs,
        }
    }
}

impl From<run::Preparation> for Prepare {
    fn from(preparation: run::Preparation) -> Self {
        match preparation {
            run::Preparation::Auto => Self::Auto,
            run::Preparation::Normalise => Self::Normalise,
            run::Preparation::AsIs => Self::AsIs,
        }
    }
}

/// `HEIGHTxWIDTH` as a size of images.
pub(crate) fn parse_image_size(text: &str) -> Result<ImageSize, run::ValueError> {
    text.parse().map(|size: run::ImageSize| ImageSize { width: size.width, height: size.height })
}

/// Size of a set's images as a run has it.
pub(crate) fn size_of(data: &Dataset) -> run::ImageSize {
    run::ImageSize { height: data.height(), width: data.width() }
}

/// What a run learns from; without a name, the built-in digits.
pub(crate) fn load_source(source: &Source, data_dir: Option<&Path>) -> Result<Loaded, Failure> {
    let builtin = || vec!["builtin".to_owned()];
    let size = source.image_size.unwrap_or(run::ImageSize::MNIST);
    let mut loaded = DataRequest {
        names: &source.data.clone().unwrap_or_else(builtin),
        data_dir,
        size: ImageSize { width: size.width, height: size.height },
        prepare: source.prepare.unwrap_or_default().into(),
    }
    .load()?;
    loaded.split = limit_training(loaded.split, source.limit)?;
    if source.validation {
        loaded.split = held_out(loaded.split, "validation")?;
    }
    Ok(loaded)
}

/// What to load, and how.
#[derive(Debug, Clone)]
pub(crate) struct DataRequest<'a> {
    pub(crate) names: &'a [String],
    pub(crate) data_dir: Option<&'a Path>,
    pub(crate) size: ImageSize,
    pub(crate) prepare: Prepare,
}

impl DataRequest<'_> {
    /// Loads it, and passes on what the reader has to say.
    pub(crate) fn load(&self) -> Result<Loaded, Failure> {
        let started = std::time::Instant::now();
        let source = DataSource::parse(self.names, self.data_dir)?;
        let options = LoadOptions {
            size: self.size,
            preparation: self.prepare.preparation(),
            ..LoadOptions::default()
        };
        let loaded = source.load_cached(&options)?;
        for note in &loaded.notes {
            tracing::warn!("{note}");
        }
        tracing::info!(
            "{}: {} training and {} test images of {} x {} in {} classes, read in {:.2} s",
            loaded.name,
            loaded.split.train.len(),
            loaded.split.test.len(),
            loaded.split.train.height(),
            loaded.split.train.width(),
            loaded.split.train.classes(),
            started.elapsed().as_secs_f64()
        );
        Ok(loaded)
    }
}

/// Cuts a set to its first `limit` images.
pub(crate) fn limited(data: Dataset, limit: Option<u32>) -> Result<Dataset, Failure> {
    match limit {
        Some(limit) if (limit as usize) < data.len() => Ok(data.slice(0..limit as usize)?),
        _ => Ok(data),
    }
}

/// Cuts the training set to its first `limit` images.
pub(crate) fn limit_training(split: Split, limit: Option<u32>) -> Result<Split, Failure> {
    Ok(Split { train: limited(split.train, limit)?, test: split.test })
}

/// The hash of a set's content.
pub(crate) fn hash(data: &Dataset) -> DataHash {
    data.hash().into()
}

/// The last sixth of the training images in place of the test images. `asked`: where that was asked for.
pub(crate) fn held_out(split: Split, asked: &str) -> Result<Split, Failure> {
    let images = split.train.len();
    let kept = images - images / 6;
    if kept == images {
        return Err(Failure::Use(format!("{asked}: {images} training images have no sixth to hold out")));
    }
    Ok(Split { test: split.train.slice(kept..images)?, train: split.train.slice(0..kept)? })
}

/// Flags that name a dataset.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct DataArguments {
    /// builtin, mnist, fashion-mnist, kmnist, a folder, or files
    ///
    /// A folder holds either the four IDX files of a dataset (names as MNIST's, .gz or not), CSV files, or one
    /// sub-folder of PNG, JPEG or BMP pictures for each class. Files are one CSV file, two (training and test), one
    /// IDX file of images and one of labels, or two such pairs. Where there is no test set, every sixth image of a
    /// class is held out as one.
    #[arg(long, value_name = "NAME|DIR|FILE", num_args = 1.., help_heading = "Data")]
    pub(crate) data: Option<Vec<String>>,

    /// Folder with the files of a named dataset
    ///
    /// The only folder in which a dataset such as mnist is then looked for; without it, the folder that the
    /// environment variable APICAL_DATA_DIR names, then the cache folder to which `apical data fetch` saves.
    #[arg(long, value_name = "DIR", help_heading = "Data")]
    pub(crate) data_dir: Option<PathBuf>,

    /// What to do with pictures from a folder
    #[arg(long, value_enum, value_name = "HOW", hide_short_help = true, help_heading = "Data")]
    pub(crate) prepare: Option<Prepare>,
}
