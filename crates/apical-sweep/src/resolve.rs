//! From settings to a point.

use std::collections::BTreeMap;

use apical_core::front_end::FrontEnd;
use apical_core::run::{Choices, ImageSize, OneOrMany, Seed, Source};
use apical_core::snapshot::{DataHash, DataRecord};
use apical_core::training::{Defaults, LearningRate, Recipe};
use apical_core::{Config, Format};
use apical_data::{DataIdentity, Dataset, Split};

use crate::counts::CountsConfig;
use crate::processor::{Designs, Wanted};
use crate::{
    Labels, Parameter, Point, PointConfig, SWEEP_VERSION, SweepError, SweepPlan, TrainingConfig, Value,
};

/// The data of a sweep.
#[derive(Debug, Clone)]
pub struct Subject {
    /// Name, for people.
    pub name: String,
    /// Names of the classes.
    pub class_names: Vec<String>,
    /// Images that are learned.
    pub train: Dataset,
    /// Images on which accuracy is measured, and which the processor model classifies.
    pub test: Dataset,
    /// Where they come from and what became of them, which the networks' files keep.
    pub source: Source,
    /// Their hashes.
    pub identity: DataIdentity,
    hashes: [DataHash; 2],
}

impl Subject {
    /// Data with a name.
    #[must_use]
    pub fn new(name: String, class_names: Vec<String>, split: Split, source: Source) -> Self {
        let hashes = [split.train.hash(), split.test.hash()];
        let identity = DataIdentity::from_hashes(hashes);
        let hashes = hashes.map(DataHash::from);
        Self { name, class_names, train: split.train, test: split.test, source, identity, hashes }
    }

    /// The data as model files have them.
    pub(crate) fn record(&self) -> DataRecord {
        let [train_hash, test_hash] = self.hashes;
        DataRecord { name: self.name.clone(), train_hash, test_hash }
    }
}

/// What a configuration sets, by the parameter's name.
pub(crate) struct Settings<'a>(BTreeMap<&'a str, &'a Value>);

impl<'a> Settings<'a> {
    pub(crate) fn of(values: impl IntoIterator<Item = (&'a Parameter, &'a Value)>) -> Self {
        Self(values.into_iter().map(|(parameter, value)| (parameter.name(), value)).collect())
    }

    fn whole(&self, name: &str) -> Option<i64> {
        match self.0.get(name) {
            Some(Value::Whole(number)) => Some(*number),
            _ => None,
        }
    }

    fn number(&self, name: &str) -> Option<f64> {
        self.0.get(name).and_then(|value| value.number())
    }

    fn text(&self, name: &str) -> Option<&str> {
        match self.0.get(name) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    fn sizes(&self, name: &str) -> Option<&[i64]> {
        match self.0.get(name) {
            Some(Value::Sizes(sizes)) => Some(sizes),
            _ => None,
        }
    }
}

/// The point of a configuration and a seed.
pub(crate) fn point(
    settings: &Settings<'_>,
    labels: &Labels,
    seed: u64,
    plan: &SweepPlan,
    subject: &Subject,
    designs: &mut Designs,
) -> Result<Point, SweepError> {
    let size = ImageSize { height: subject.train.height(), width: subject.train.width() };
    let classes = subject.train.classes();
    let choices =
        choices(settings, seed, subject)?.fitted(size, classes, &subject.train).map_err(impossible)?;
    let stage = choices.stage().map_err(impossible)?;
    let rule = choices.config(&stage, size, classes).map_err(impossible)?;
    let recipe = stage.recipe;
    let training = training(&rule, &recipe, subject);
    let images = (plan.images, plan.learning_images);
    let (design, processor) = designs.resolve(&wanted(settings), &rule, images)?;
    let config = PointConfig { training, processor, sweep_version: SWEEP_VERSION };
    let mut point = Point {
        key: config.key(),
        network: config.training.key(),
        counts: String::new(),
        labels: labels.clone(),
        config,
        rule,
        recipe,
        design,
    };
    point.counts = CountsConfig::of(&point).key();
    Ok(point)
}

impl Point {
    /// The same with another seed.
    pub(crate) fn with_seed(&self, seed: u64) -> Self {
        let mut point = self.clone();
        point.recipe.seed = seed;
        point.config.training.seed = seed;
        point.key = point.config.key();
        point.network = point.config.training.key();
        point.counts = CountsConfig::of(&point).key();
        point
    }
}

fn impossible(error: impl std::fmt::Display) -> SweepError {
    SweepError::Impossible(error.to_string())
}

/// The choices that `apical train` would be given.
fn choices(settings: &Settings<'_>, seed: u64, subject: &Subject) -> Result<Choices, SweepError> {
    let own = Format::default();
    let bits = |name, own: u32| settings.whole(name).map_or(own, |bits| bits as u32);
    let format =
        Format::new(bits("weight_bits", own.weight_bits()), bits("accumulator_bits", own.accumulator_bits()))
            .map_err(impossible)?;
    let (pixels, classes) = (subject.train.image_size() as i64, subject.train.classes() as i64);
    let around = |hidden: &[i64]| [&[pixels], hidden, &[classes]].concat();
    let layers = settings.sizes("layers").map(<[i64]>::to_vec);
    let front_end = settings.text("front_end").map(str::parse).transpose().map_err(impossible)?;
    Ok(Choices {
        layers: layers.or_else(|| settings.sizes("hidden").map(around)),
        format: Some(format),
        order: settings.text("order").map(str::parse).transpose().map_err(impossible)?,
        window: settings.whole("window").map(OneOrMany::One),
        margin_bits: settings.whole("margin_bits"),
        drop_shift: settings.whole("drop_shift"),
        initial_range: settings.whole("initial_range"),
        feedback_sharing: settings.whole("feedback_sharing"),
        epochs: settings.whole("epochs"),
        shift: settings.whole("shift"),
        learning_rate: Some(learning_rate(settings, Defaults::of_request(front_end.as_ref()).learning_rate)?),
        front_end,
        seed: Some(Seed(seed)),
        ..Choices::default()
    })
}

fn learning_rate(settings: &Settings<'_>, default: LearningRate) -> Result<LearningRate, SweepError> {
    let whole = settings.text("learning_rate").map(str::parse).transpose().map_err(impossible)?;
    let whole: LearningRate = whole.unwrap_or(default);
    let end = |name, own: u16| settings.number(name).map_or(own, |rate| (rate * 256.0).round() as u16);
    let (start, end) = (end("learning_rate_start", whole.start()), end("learning_rate_end", whole.end()));
    // Checked when the plan was read.
    Ok(LearningRate::new(start, end).unwrap_or(whole))
}

fn training(rule: &Config, recipe: &Recipe, subject: &Subject) -> TrainingConfig {
    TrainingConfig {
        front_end: (rule.front_end != FrontEnd::THRESHOLD).then(|| rule.front_end.to_string()),
        layers: rule.layers.clone(),
        format: rule.format,
        order: rule.order,
        window: rule.window.clone(),
        margin_bits: rule.margin_bits,
        drop_shift: rule.drop_shift,
        initial_range: rule.initial_range,
        feedback_sharing: rule.feedback_sharing,
        epochs: recipe.epochs,
        learning_rate: recipe.learning_rate,
        shift: recipe.shift,
        seed: recipe.seed,
        data: subject.identity.clone(),
        spec_version: rule.specification_version(),
    }
}

fn wanted(settings: &Settings<'_>) -> Wanted {
    let paths = settings.0.iter().filter_map(|(name, value)| {
        let path = name.strip_prefix(crate::parameter::PRESET_PATH)?;
        // Lists are not among the values of a preset other than those of the network.
        Some((path.to_owned(), value.to_string()))
    });
    Wanted {
        preset: settings.text("preset").map(str::to_owned),
        settings: paths.collect(),
        technology: settings.text("technology").map(str::to_owned),
        sram: settings.text("sram").map(str::to_owned),
        supply_v: settings.number("supply_v"),
        clock_mhz: settings.number("clock_mhz"),
    }
}
