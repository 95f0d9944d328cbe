//! Datasets as the command line names them.

use std::path::{Path, PathBuf};

use apical_core::run::{self, Source};
use apical_core::snapshot::DataHash;
use apical_data::{
    DataSource, Dataset, FeatureScale, Given, ImageSize, InputForm, LabelColumn, LoadOptions, Loaded, Part,
    Preparation, SampleBits, SplitRule,
};
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

/// What was done to pictures as a run has it.
pub(crate) fn preparation_of_run(preparation: Preparation) -> run::Preparation {
    match preparation {
        Preparation::Normalise => run::Preparation::Normalise,
        Preparation::AsIs => run::Preparation::AsIs,
        _ => run::Preparation::Auto,
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

/// Names of classes that those of the data are matched with, and whether there may be others.
pub(crate) struct KnownClasses {
    pub(crate) names: Vec<String>,
    pub(crate) may_grow: bool,
}

/// What a run learns from; without a name, the built-in digits. `known`: classes of a network that it goes on with.
pub(crate) fn load_source(
    source: &Source,
    data_dir: Option<&Path>,
    known: Option<KnownClasses>,
) -> Result<Loaded, Failure> {
    let new_classes = known.as_ref().is_some_and(|known| known.may_grow);
    let size = source.image_size.unwrap_or(run::ImageSize::MNIST);
    let rule = rule_of(source.split);
    let loaded = DataRequest {
        size: ImageSize { width: size.width, height: size.height },
        prepare: source.prepare.unwrap_or_default().into(),
        label_column: column(source.label_column.as_deref()),
        bits: source.sample_bits.and_then(SampleBits::new),
        form: form_of(source),
        class_names: known.map(|known| known.names),
        new_classes,
        rows_as: source.image_size.map(|size| ImageSize { width: size.width, height: size.height }),
        ..DataRequest::new(&source.data.clone().unwrap_or_else(builtin), data_dir)
    }
    .load_by(rule)?;
    chosen(loaded, source, rule)
}

/// The source with all that was resolved where it was read, so that other data are read as these were.
pub(crate) fn resolved(mut source: Source, loaded: &Loaded) -> Source {
    // Whatever was not named is the same data by its name, so that the configuration makes the model again.
    source.data.get_or_insert_with(|| vec![loaded.name.clone()]);
    if let Some(form) = &loaded.form {
        source.input = Some(input_of(form));
        source.label_column.clone_from(&form.label_column);
    }
    source.sample_bits = loaded.bits.map(SampleBits::get).or(source.sample_bits);
    source.prepare = loaded.preparation.map(preparation_of_run).or(source.prepare);
    source
}

/// A column as flags and configurations name it.
pub(crate) fn column(name: Option<&str>) -> LabelColumn {
    name.map_or(LabelColumn::Automatic, |name| {
        let Ok(column) = name.parse();
        column
    })
}

/// How a run's numbers became values, if it has a note of that.
pub(crate) fn form_of(source: &Source) -> Option<InputForm> {
    let input = source.input.as_ref()?;
    let pair = |range: &run::Range| (range.0.0, range.1.0);
    let scale = match (&input.range, &input.ranges[..]) {
        (Some(range), _) => {
            let (lower, upper) = pair(range);
            FeatureScale::Common { lower, upper }
        }
        (None, []) => FeatureScale::Bytes,
        (None, ranges) => FeatureScale::Each(ranges.iter().map(pair).collect()),
    };
    Some(InputForm {
        scale,
        feature_names: input.features.clone(),
        label_column: source.label_column.clone(),
    })
}

/// The same as a run has it.
pub(crate) fn input_of(form: &InputForm) -> run::Input {
    let range = |lower: f64, upper: f64| (run::Real(lower), run::Real(upper));
    let (common, ranges) = match &form.scale {
        FeatureScale::Bytes => (None, Vec::new()),
        FeatureScale::Common { lower, upper } => (Some(range(*lower, *upper)), Vec::new()),
        FeatureScale::Each(ranges) => {
            (None, ranges.iter().map(|&(lower, upper)| range(lower, upper)).collect())
        }
    };
    run::Input { range: common, ranges, features: form.feature_names.clone() }
}

/// As a dataset has it.
pub(crate) fn rule_of(rule: run::SplitRule) -> SplitRule {
    match rule {
        run::SplitRule::Stratified { seed } => SplitRule::Stratified { seed },
        run::SplitRule::Ordered => SplitRule::Ordered,
    }
}

/// Of the training images so many, and of these a sixth in the place of the test images, if that is asked for.
pub(crate) fn chosen(mut loaded: Loaded, source: &Source, rule: SplitRule) -> Result<Loaded, Failure> {
    loaded.split.train = limited(loaded.split.train, source.limit, rule);
    if source.validation {
        loaded.split = rule.validation(&loaded.split, &loaded.name)?;
    }
    for warning in apical_data::inspect(&loaded.split, &loaded.class_names, &loaded.name)? {
        tracing::warn!("{}: {warning}", loaded.name);
    }
    if source.class_weight == run::ClassWeight::Balanced {
        loaded.split.train = rule.balanced(loaded.split.train, &loaded.name)?;
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
    /// Bits that samples of 16 bits use.
    pub(crate) bits: Option<SampleBits>,
    /// Whether pictures become dark ink.
    pub(crate) dark_ink: bool,
    /// Names of a model's classes in order, with which those of the data are matched.
    pub(crate) class_names: Option<Vec<String>>,
    /// Whether there may be others.
    pub(crate) new_classes: bool,
    /// Which column of a table holds the label.
    pub(crate) label_column: LabelColumn,
    /// How the numbers that a model learned from became values.
    pub(crate) form: Option<InputForm>,
    /// Size of the image that a row of a table is.
    pub(crate) rows_as: Option<ImageSize>,
}

impl<'a> DataRequest<'a> {
    /// Images of MNIST's size, prepared as it suits them.
    pub(crate) fn new(names: &'a [String], data_dir: Option<&'a Path>) -> Self {
        Self {
            names,
            data_dir,
            size: ImageSize::MNIST,
            prepare: Prepare::Auto,
            bits: None,
            dark_ink: false,
            class_names: None,
            new_classes: false,
            label_column: LabelColumn::Automatic,
            form: None,
            rows_as: None,
        }
    }

    /// Images of another size, if one is given: rows of tables are such images then.
    pub(crate) fn of_size(self, size: Option<ImageSize>) -> Self {
        Self { size: size.unwrap_or(self.size), rows_as: size, ..self }
    }

    /// Reads it whole, and passes on what the reader has to say.
    pub(crate) fn read(&self) -> Result<Given, Failure> {
        let started = std::time::Instant::now();
        let given = self.read_silently()?;
        say(&given.notes, &given.name, started);
        Ok(given)
    }

    /// Loads it, with test images held out by the usual rule if it has none, and passes on what the reader has to say.
    pub(crate) fn load(&self) -> Result<Loaded, Failure> {
        self.load_by(SplitRule::default())
    }

    /// The same by another rule.
    pub(crate) fn load_by(&self, rule: SplitRule) -> Result<Loaded, Failure> {
        let started = std::time::Instant::now();
        let loaded = self.read_silently()?.split(rule)?;
        say(&loaded.notes, &loaded.name, started);
        Ok(loaded)
    }

    fn read_silently(&self) -> Result<Given, Failure> {
        Ok(DataSource::parse(self.names, self.data_dir)?.read_cached(&self.options())?)
    }

    /// How it is read.
    pub(crate) fn options(&self) -> LoadOptions {
        LoadOptions {
            size: self.size,
            preparation: self.prepare.preparation(),
            bits: self.bits,
            dark_ink: self.dark_ink,
            class_names: self.class_names.clone(),
            new_classes: self.new_classes,
            label_column: self.label_column.clone(),
            form: self.form.clone(),
            rows_as: self.rows_as,
            ..LoadOptions::default()
        }
    }
}

fn say(notes: &[String], name: &str, started: std::time::Instant) {
    notes.iter().for_each(|note| tracing::warn!("{note}"));
    tracing::info!("{name}: read in {:.2} s", started.elapsed().as_secs_f64());
}

/// So many images of a set, of each class in proportion.
pub(crate) fn limited(data: Dataset, limit: Option<u32>, rule: SplitRule) -> Dataset {
    match limit {
        Some(limit) => rule.limit(data, limit as usize),
        None => data,
    }
}

/// The hash of a set's content.
pub(crate) fn hash(data: &Dataset) -> DataHash {
    data.hash().into()
}

/// A part of a dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PartChoice {
    /// Its test images.
    Test,
    /// Its training images.
    Train,
    /// All that it has.
    All,
}

impl From<PartChoice> for Part {
    fn from(part: PartChoice) -> Self {
        match part {
            PartChoice::Test => Self::Test,
            PartChoice::Train => Self::Train,
            PartChoice::All => Self::All,
        }
    }
}

/// A part as results have it.
pub(crate) fn part_name(part: Part) -> &'static str {
    match part {
        Part::Train => "train",
        Part::Test => "test",
        Part::All => "all",
    }
}

/// As people call the images of a part.
pub(crate) fn of_part(part: Part) -> &'static str {
    match part {
        Part::Train => "training images",
        Part::Test => "test images",
        Part::All => "images",
    }
}

/// Flags that name a dataset.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct DataArguments {
    /// builtin, mnist, fashion-mnist, kmnist, a folder, or files
    ///
    /// A folder holds either the four IDX files of a dataset (names as MNIST's, .gz or not), CSV files, or one
    /// sub-folder of PNG, JPEG or BMP pictures for each class. Files are one CSV file, two (training and test), one
    /// IDX file of images and one of labels, or two such pairs. Where a network learns and there is no test set, a sixth of
    /// each class is held out as one.
    #[arg(long, value_name = "NAME|DIR|FILE", num_args = 1.., help_heading = "Data")]
    pub(crate) data: Option<Vec<String>>,

    #[command(flatten)]
    pub(crate) reading: ReadingArguments,
}

/// How data are read.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct ReadingArguments {
    /// The column of a table that holds the label: its name, its number from 1, first or last [default: told by names and values]
    #[arg(long, value_name = "COLUMN", hide_short_help = true, help_heading = "Data")]
    pub(crate) label_column: Option<String>,

    /// Folder with the files of a named dataset
    ///
    /// The only folder in which a dataset such as mnist is then looked for; without it, the folder that the
    /// environment variable APICAL_DATA_DIR names, then the cache folder to which `apical data fetch` saves.
    #[arg(long, value_name = "DIR", help_heading = "Data")]
    pub(crate) data_dir: Option<PathBuf>,

    /// What to do with pictures from a folder [default: as with those that a model learned from, else auto]
    #[arg(long, value_enum, value_name = "HOW", hide_short_help = true, help_heading = "Data")]
    pub(crate) prepare: Option<Prepare>,
}

impl DataArguments {
    /// The names; without any, the built-in digits.
    pub(crate) fn names(&self) -> Vec<String> {
        self.data.clone().unwrap_or_else(builtin)
    }

    /// The data of these names, read as the flags say.
    pub(crate) fn request<'a>(&'a self, names: &'a [String]) -> DataRequest<'a> {
        DataRequest {
            prepare: self.reading.prepare.unwrap_or(Prepare::Auto),
            label_column: column(self.reading.label_column.as_deref()),
            ..DataRequest::new(names, self.reading.data_dir.as_deref())
        }
    }
}

/// The built-in digits, which are taken where nothing is named.
pub(crate) fn builtin() -> Vec<String> {
    vec!["builtin".to_owned()]
}
