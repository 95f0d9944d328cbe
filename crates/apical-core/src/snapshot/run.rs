//! What is needed to repeat or resume a run.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use safetensors::Dtype;
use serde::{Deserialize, Serialize};

use super::container::TensorShape;
use super::rows::{CURRENT, HISTORY};
use super::{DataHash, SnapshotError};
use crate::run::Calibration;
use crate::training::{Position, Recipe};
use crate::{Config, Counters};

/// Longest dataset name and longest reason, in bytes.
const MAXIMUM_NAME_BYTES: usize = 4096;
/// Longest resolved configuration, in bytes: room for the ranges and names of 16,384 features.
pub(crate) const MAXIMUM_CONFIG_BYTES: usize = 1 << 20;
/// Longest software name, in bytes.
const MAXIMUM_SOFTWARE_BYTES: usize = 128;

/// Counts of an epoch, those of the spikes not included.
pub(super) const COUNTS: usize = 6;

/// What a run does, on which data, and how far it has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunRecord {
    /// Seed, epochs, learning rate and shift.
    pub recipe: Recipe,
    /// Where the run stands. At the end of an epoch, image 0 of the next.
    pub position: Position,
    /// The data it learns from.
    pub data: DataRecord,
    /// Columns of an image. `image_width * image_height` is the number of raw values.
    pub image_width: usize,
    /// Rows of an image.
    pub image_height: usize,
    /// The resolved configuration as the program writes it (TOML). Not interpreted here; at most 1 MiB.
    pub config_text: String,
    /// Completed epochs in order; not more than `position.epoch`.
    pub history: Vec<EpochRecord>,
    /// What the current epoch has counted so far: nothing unless the run was cut within it.
    pub current: EpochRecord,
    /// Name and version of the program that wrote the file.
    pub software: String,
    /// Why the same network cannot be made again, if it cannot. 1 to 4,096 bytes without control characters.
    pub irreproducible: Option<String>,
    /// How often the network is right by the margin of its winner, on its test images after the last epoch, if that is known.
    pub calibration: Option<Calibration>,
}

/// The data of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataRecord {
    /// Its name or where it was found, for people. 1 to 4,096 bytes without control characters.
    pub name: String,
    /// SHA-256 of the training set.
    #[serde(rename = "train_sha256")]
    pub train_hash: DataHash,
    /// SHA-256 of the test set.
    #[serde(rename = "test_sha256")]
    pub test_hash: DataHash,
}

/// What an epoch counted. Counts and not fractions, so that they can be added up and compared exactly.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EpochRecord {
    /// Training images that left the processor.
    pub learned: u64,
    /// Of those, images whose label did not have the highest potential.
    pub errors: u64,
    /// Of those, images after which the synapses were changed.
    pub updates: u64,
    /// Images that asked for an update but drew a step of 0.
    pub zero_steps: u64,
    /// Spikes of these images by layer, the input first: layers + 1 numbers.
    pub spikes: Vec<u64>,
    /// Test images tried after the epoch; 0 if there was no test.
    pub tested: u64,
    /// Of those, images classified correctly.
    pub correct: u64,
}

impl EpochRecord {
    /// An epoch that has counted nothing yet, for a network with `layer_count` layers of neurons.
    #[must_use]
    pub fn empty(layer_count: usize) -> Self {
        Self { spikes: alloc::vec![0; layer_count + 1], ..Self::default() }
    }

    /// Adds what a processor counted, as the difference of two readings.
    ///
    /// A resumed epoch starts from [`RunRecord::current`], so that it reports what an uninterrupted one would.
    pub fn add(&mut self, counters: &Counters) {
        self.learned += counters.learned;
        self.errors += counters.errors;
        self.updates += counters.updates;
        self.zero_steps += counters.zero_steps;
        for (sum, spikes) in self.spikes.iter_mut().zip(&counters.spikes) {
            *sum += spikes;
        }
    }

    /// Share of the test images classified correctly; `None` if there was no test.
    #[must_use]
    pub fn test_accuracy(&self) -> Option<f64> {
        (self.tested != 0).then(|| self.correct as f64 / self.tested as f64)
    }

    /// Share of the training images misjudged while they were learned; 0 if there are none.
    #[must_use]
    pub fn train_error(&self) -> f64 {
        self.per_image(self.errors)
    }

    /// Share of the training images that changed the synapses; 0 if there are none.
    #[must_use]
    pub fn update_rate(&self) -> f64 {
        self.per_image(self.updates)
    }

    /// Mean spikes per training image by layer, the input first.
    #[must_use]
    pub fn spikes_per_image(&self) -> Vec<f64> {
        self.spikes.iter().map(|&spikes| self.per_image(spikes)).collect()
    }

    fn per_image(&self, count: u64) -> f64 {
        if self.learned == 0 { 0.0 } else { count as f64 / self.learned as f64 }
    }
}

impl RunRecord {
    /// The record of a run that has not begun, on images of `(width, height)` pixels.
    #[must_use]
    pub fn new(recipe: Recipe, data: DataRecord, (width, height): (usize, usize), config: &Config) -> Self {
        Self {
            recipe,
            position: Position::default(),
            data,
            image_width: width,
            image_height: height,
            config_text: String::new(),
            history: Vec::new(),
            current: EpochRecord::empty(config.layer_count()),
            software: concat!("apical-core ", env!("CARGO_PKG_VERSION")).to_string(),
            irreproducible: None,
            calibration: None,
        }
    }

    /// Mean test accuracy over the last `epochs` completed epochs that were tested; `None` if none was.
    #[must_use]
    pub fn mean_accuracy_of_last(&self, epochs: usize) -> Option<f64> {
        let tested = self.history.iter().rev().filter_map(EpochRecord::test_accuracy).take(epochs);
        let (sum, count) = tested.fold((0.0, 0_u32), |(sum, count), accuracy| (sum + accuracy, count + 1));
        (count != 0).then(|| sum / f64::from(count))
    }

    /// All completed epochs and the current one together, test counts too.
    #[must_use]
    pub fn total(&self) -> EpochRecord {
        let mut total = self.current.clone();
        for epoch in &self.history {
            for (sum, count) in total.counts_mut().into_iter().zip(epoch.counts()) {
                *sum = sum.saturating_add(count);
            }
            for (sum, &spikes) in total.spikes.iter_mut().zip(&epoch.spikes) {
                *sum = sum.saturating_add(spikes);
            }
        }
        total
    }

    pub(super) fn validate(&self, config: &Config) -> Result<(), SnapshotError> {
        let field = |field, found: &str, expected: String| {
            Err(SnapshotError::Field { field, found: found.chars().take(60).collect(), expected })
        };
        line("apical.data.name", &self.data.name, MAXIMUM_NAME_BYTES)?;
        line("apical.software", &self.software, MAXIMUM_SOFTWARE_BYTES)?;
        if let Some(reason) = &self.irreproducible {
            line("apical.irreproducible", reason, MAXIMUM_NAME_BYTES)?;
        }
        if self.config_text.len() > MAXIMUM_CONFIG_BYTES {
            return field(
                "apical.config",
                &self.config_text,
                format!("{} bytes, at most {MAXIMUM_CONFIG_BYTES}", self.config_text.len()),
            );
        }
        let inputs = config.raw_inputs();
        if self.image_width == 0 || self.image_width.checked_mul(self.image_height) != Some(inputs) {
            let size = format!("{} x {}", self.image_width, self.image_height);
            return field(
                "apical.image.width",
                &size,
                format!("width x height must be the {inputs} values that the network takes"),
            );
        }
        if let Err(error) = self.recipe.learning_rate.check(config.format) {
            return field("apical.learning_rate", &self.recipe.learning_rate.to_string(), error.to_string());
        }
        if self.history.len() as u64 > u64::from(self.position.epoch) {
            let epoch = self.position.epoch.to_string();
            let expected = format!("the history holds {} completed epochs", self.history.len());
            return field("apical.position.epoch", &epoch, expected);
        }
        for (row, epoch) in self.history.iter().enumerate() {
            epoch.validate(HISTORY, row, config)?;
        }
        self.current.validate(CURRENT, 0, config)
    }
}

impl EpochRecord {
    /// The counts but the spikes, in the order of the file.
    pub(super) fn counts(&self) -> [u64; COUNTS] {
        [self.learned, self.errors, self.updates, self.zero_steps, self.tested, self.correct]
    }

    pub(super) fn counts_mut(&mut self) -> [&mut u64; COUNTS] {
        [
            &mut self.learned,
            &mut self.errors,
            &mut self.updates,
            &mut self.zero_steps,
            &mut self.tested,
            &mut self.correct,
        ]
    }

    /// Checks the counts against each other; `row` is the epoch's row in the tensor `name`.
    fn validate(&self, name: &str, row: usize, config: &Config) -> Result<(), SnapshotError> {
        let columns = COUNTS + config.layers.len();
        if COUNTS + self.spikes.len() != columns {
            let wrong = TensorShape { dtype: Dtype::U64, shape: alloc::vec![COUNTS + self.spikes.len()] };
            return Err(
                wrong.instead_of(name, &TensorShape { dtype: Dtype::U64, shape: alloc::vec![columns] })
            );
        }
        let images = u64::from(u32::MAX);
        let [learned, errors, updates, zero_steps, tested, correct] = self.counts();
        let fixed = [
            (learned, images),
            (errors, learned),
            (updates, learned),
            (zero_steps, learned),
            (tested, images),
            (correct, tested),
        ];
        let spikes = self.spikes.iter().zip(&config.layers);
        let spikes = spikes.map(|(&found, &neurons)| (found, learned.saturating_mul(neurons as u64)));
        for (column, (found, maximum)) in fixed.into_iter().chain(spikes).enumerate() {
            if found > maximum {
                let (name, index) = (name.to_string(), row * columns + column);
                return Err(SnapshotError::Element { name, index, found, minimum: 0, maximum });
            }
        }
        Ok(())
    }
}

fn line(field: &'static str, text: &str, maximum: usize) -> Result<(), SnapshotError> {
    if text.is_empty() || text.len() > maximum || text.chars().any(char::is_control) {
        return Err(SnapshotError::Field {
            field,
            found: text.chars().take(60).collect(),
            expected: format!("1 to {maximum} bytes without control characters"),
        });
    }
    Ok(())
}
