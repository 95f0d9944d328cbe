//! A run: a rule, data, a setting, a seed; and what came out.

mod perform;
mod runner;

use std::collections::BTreeMap;

use apical_core::SPECIFICATION_VERSION;
use apical_core::front_end::FrontEnd;
use apical_data::DataIdentity;
use apical_support::key_of;
use serde::{Deserialize, Serialize};

use crate::setting::{ADAPTATION, FAULT_RATES, FEW, FEW_SHOWN, Setting};
use crate::{BASELINES_VERSION, Operations, RuleName, Settings};

pub use perform::{check, perform};
pub use runner::RunObserver;

/// All that a result follows from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunConfig {
    /// The rule.
    pub rule: RuleName,
    /// Its settings.
    pub settings: Settings,
    /// What becomes of pixels before any rule sees them, with all its numbers; `None`: nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub front_end: Option<String>,
    /// Sizes, from the input to the classes.
    pub layers: Vec<usize>,
    /// The setting.
    pub setting: Setting,
    /// Epochs of training, where the setting has any.
    pub epochs: u32,
    /// Seed of weights, feedback, spikes, order and samples.
    pub seed: u64,
    /// The data.
    pub data: DataIdentity,
    /// Version of the rules and counts.
    pub baselines_version: u32,
    /// Version of the specification of the project's own rule.
    pub spec_version: u32,
}

impl RunConfig {
    /// A configuration in this program's versions.
    #[must_use]
    pub fn new(
        rule: RuleName,
        settings: Settings,
        layers: &[usize],
        setting: Setting,
        epochs: u32,
        seed: u64,
        data: DataIdentity,
    ) -> Self {
        // Where epochs play no part, runs with other epochs are the same run.
        let epochs = match setting {
            Setting::Epochs | Setting::NewWriter | Setting::FaultyBits => epochs,
            Setting::OnePass | Setting::ClassByClass | Setting::FewSamples => 1,
        };
        Self {
            rule,
            settings,
            front_end: None,
            layers: layers.to_vec(),
            setting,
            epochs,
            seed,
            data,
            baselines_version: BASELINES_VERSION,
            spec_version: SPECIFICATION_VERSION,
        }
    }

    /// The same behind a front end: every rule learns from the bits that it makes. A threshold is no front end here, as each rule has a way of
    /// its own with pixels.
    #[must_use]
    pub fn behind(self, front_end: &FrontEnd) -> Self {
        let front_end = (*front_end != FrontEnd::THRESHOLD).then(|| front_end.to_string());
        Self { front_end, ..self }
    }

    /// The name of a run; see [`key_of`].
    #[must_use]
    pub fn key(&self) -> String {
        key_of(self)
    }

    /// Images that the run learns from `train` images, for progress.
    #[must_use]
    pub fn images(&self, train: usize) -> u64 {
        let all = train as u64;
        let share = |share: f64| (share * train as f64).round() as u64;
        match self.setting {
            Setting::Epochs => u64::from(self.epochs) * all,
            Setting::OnePass | Setting::ClassByClass => all,
            Setting::NewWriter => u64::from(self.epochs) * all + share(ADAPTATION[ADAPTATION.len() - 1]),
            Setting::FaultyBits => (u64::from(self.epochs) + 2 * FAULT_RATES.len() as u64) * all,
            Setting::FewSamples => FEW.len() as u64 * FEW_SHOWN,
        }
    }
}

/// A line of a plot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// What it is.
    pub name: String,
    /// Points from left to right; y is a share from 0 to 1.
    pub points: Vec<(f64, f64)>,
}

/// What came out of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunResult {
    /// All that it follows from.
    pub config: RunConfig,
    /// The figure by which rules are compared: accuracy, 0 to 1; over epochs the mean of the last five.
    pub accuracy: f64,
    /// Further figures of the setting, by name: shares from 0 to 1.
    pub measures: BTreeMap<String, f64>,
    /// Accuracy on the way.
    pub curves: Vec<Curve>,
    /// Operations of learning up to the end of each epoch; where there are no epochs, of all.
    pub operations: Vec<Operations>,
    /// Angles in degrees between updates and the gradient, by layer: before learning, then after each epoch.
    pub alignment: Vec<Vec<f64>>,
    /// Seconds that learning took here, on one thread, in each epoch; where there are no epochs, in all. Tests and angles are
    /// left out. Measured: not part of what is reproduced.
    pub seconds: Vec<f64>,
    /// Images learned in that time.
    pub images: u64,
}

impl RunResult {
    /// Images learned a second, for each of [`seconds`](Self::seconds).
    pub fn images_per_second(&self) -> impl Iterator<Item = f64> + use<'_> {
        let images = self.images as f64 / self.seconds.len().max(1) as f64;
        self.seconds.iter().map(move |seconds| images / seconds.max(1e-9))
    }

    /// Operations of the whole run.
    #[must_use]
    pub fn total(&self) -> Operations {
        self.operations.last().cloned().unwrap_or_default()
    }
}
