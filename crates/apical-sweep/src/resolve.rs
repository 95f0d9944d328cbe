//! From settings to a point.

use std::collections::BTreeMap;

use apical_core::snapshot::{DataHash, DataRecord};
use apical_core::training::{LearningRate, Recipe};
use apical_core::{Config, Format, SPECIFICATION_VERSION};
use apical_data::{DataIdentity, Dataset, Split};

use crate::processor::{Machine, Shelf, Wanted};
use crate::{Labels, Parameter, Plan, Point, PointConfig, SWEEP_VERSION, SweepError, TrainingConfig, Value};

/// Hidden layers and epochs unless a plan says otherwise, as `apical train` has them.
const DEFAULT_HIDDEN: [i64; 2] = [200, 200];
const DEFAULT_EPOCHS: u32 = 30;

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
    /// Their hashes.
    pub identity: DataIdentity,
    hashes: [DataHash; 2],
}

impl Subject {
    /// Data with a name.
    #[must_use]
    pub fn new(name: String, class_names: Vec<String>, split: Split) -> Self {
        let hashes = [split.train.hash(), split.test.hash()];
        let identity = DataIdentity::from_hashes(hashes);
        let hashes = hashes.map(DataHash::from);
        Self { name, class_names, train: split.train, test: split.test, identity, hashes }
    }

    /// The data as model files have them: a name of at most 4,000 bytes without control characters, and the hashes.
    pub(crate) fn record(&self) -> DataRecord {
        let mut name: String = self.name.chars().map(|c| if c.is_control() { '?' } else { c }).collect();
        while name.len() > 4000 {
            name.pop();
        }
        let [train_hash, test_hash] = self.hashes;
        DataRecord { name, train_hash, test_hash }
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
    plan: &Plan,
    subject: &Subject,
    shelf: &mut Shelf,
) -> Result<Point, SweepError> {
    let rule = rule(settings, subject)?;
    let recipe = recipe(settings, seed, &rule, subject)?;
    let training = training(&rule, &recipe, subject);
    let wanted = wanted(settings);
    let (machine, processor) = Machine::new(&wanted, &rule, (plan.images, plan.learning_images), shelf)?;
    let config = PointConfig { training, processor, sweep_version: SWEEP_VERSION };
    Ok(Point {
        key: config.key(),
        network: config.training.key(),
        labels: labels.clone(),
        config,
        rule,
        recipe,
        machine,
    })
}

impl Point {
    /// The same with another seed.
    pub(crate) fn with_seed(&self, seed: u64) -> Self {
        let mut point = self.clone();
        point.recipe.seed = seed;
        point.config.training.seed = seed;
        point.key = point.config.key();
        point.network = point.config.training.key();
        point
    }
}

fn impossible(error: impl std::fmt::Display) -> SweepError {
    SweepError::Impossible(error.to_string())
}

/// The rule, as `apical train` makes it from the same choices.
fn rule(settings: &Settings<'_>, subject: &Subject) -> Result<Config, SweepError> {
    let (pixels, classes) = (subject.train.image_size(), subject.train.classes());
    let sizes: Vec<i64> = match settings.sizes("layers") {
        Some(layers) => layers.to_vec(),
        None => {
            let hidden = settings.sizes("hidden").unwrap_or(&DEFAULT_HIDDEN);
            [&[pixels as i64], hidden, &[classes as i64]].concat()
        }
    };
    let mut config = Config::new(sizes.iter().map(|&size| size as usize).collect()).map_err(impossible)?;
    if config.inputs() != pixels {
        let reason =
            format!("layers: the first size is {}, the images have {pixels} pixels", config.inputs());
        return Err(SweepError::Impossible(reason));
    }
    if config.classes() < classes {
        let reason =
            format!("layers: the last size is {}, the data have {classes} classes", config.classes());
        return Err(SweepError::Impossible(reason));
    }
    let bits = |name, own: u32| settings.whole(name).map_or(own, |bits| bits as u32);
    config.format = Format::new(
        bits("weight_bits", config.format.weight_bits()),
        bits("accumulator_bits", config.format.accumulator_bits()),
    )
    .map_err(impossible)?;
    if let Some(order) = settings.text("order") {
        config.order = order.parse().map_err(impossible)?;
    }
    if let Some(window) = settings.whole("window") {
        config.window.fill(window as u16);
    }
    config.margin_bits = settings.whole("margin_bits").map_or(config.margin_bits, |bits| bits as u8);
    config.drop_shift = settings.whole("drop_shift").map_or(config.drop_shift, |shift| shift as u8);
    config.initial_range = settings.whole("initial_range").map_or(config.initial_range, |range| range as u16);
    config.feedback_sharing =
        settings.whole("feedback_sharing").map_or(config.feedback_sharing, |sharing| sharing as u16);
    config.validate().map_err(impossible)?;
    Ok(config)
}

fn recipe(
    settings: &Settings<'_>,
    seed: u64,
    rule: &Config,
    subject: &Subject,
) -> Result<Recipe, SweepError> {
    let mut learning_rate = match settings.text("learning_rate") {
        Some(text) => text.parse().map_err(impossible)?,
        None => LearningRate::DEFAULT,
    };
    let end = |name, own: u16| settings.number(name).map_or(own, |rate| (rate * 256.0).round() as u16);
    let (start, end) =
        (end("learning_rate_start", learning_rate.start()), end("learning_rate_end", learning_rate.end()));
    // Checked when the plan was read.
    learning_rate = LearningRate::new(start, end).unwrap_or(learning_rate);
    learning_rate.check(rule.format).map_err(impossible)?;
    let shift = settings.whole("shift").unwrap_or(0) as u8;
    let side = subject.train.width().min(subject.train.height());
    if shift > 0 && usize::from(shift) >= side {
        return Err(SweepError::Impossible(format!("shift: {shift} is out of range: 0 to {}", side - 1)));
    }
    let epochs = settings.whole("epochs").map_or(DEFAULT_EPOCHS, |epochs| epochs as u32);
    Ok(Recipe { seed, epochs, learning_rate, shift })
}

fn training(rule: &Config, recipe: &Recipe, subject: &Subject) -> TrainingConfig {
    TrainingConfig {
        layers: rule.layers.clone(),
        format: rule.format.to_string(),
        order: rule.order.to_string(),
        window: rule.window.clone(),
        margin_bits: rule.margin_bits,
        drop_shift: rule.drop_shift,
        initial_range: rule.initial_range,
        feedback_sharing: rule.feedback_sharing,
        epochs: recipe.epochs,
        learning_rate: recipe.learning_rate.to_string(),
        shift: recipe.shift,
        seed: recipe.seed,
        data: subject.identity.clone(),
        spec_version: SPECIFICATION_VERSION,
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
        supply_v: settings.number("supply_v"),
        clock_mhz: settings.number("clock_mhz"),
    }
}
