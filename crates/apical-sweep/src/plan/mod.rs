//! Plans: what is varied, how, on which data, and what is wanted.

mod axis;
mod file;

use std::collections::BTreeMap;
use std::path::Path;

pub use axis::{Axis, Choice, Choices};

use apical_core::run::Source;

use crate::{Metric, Objective, Parameter, SweepError, Value};

/// Longest plan, in bytes.
const MOST_BYTES: u64 = 1 << 20;
/// Most points of a plan.
pub(crate) const MOST_POINTS: usize = 100_000;

/// How points are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strategy {
    /// Every combination of all values.
    Grid,
    /// Independent draws.
    Random,
    /// Draws that are spread evenly over each axis.
    LatinHypercube,
    /// Random draws that are trained longer and longer, fewer each time.
    SuccessiveHalving,
}

impl Strategy {
    /// All, in the order of messages.
    pub const ALL: [Self; 4] = [Self::Grid, Self::Random, Self::LatinHypercube, Self::SuccessiveHalving];

    /// Its name in plans.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Grid => "grid",
            Self::Random => "random",
            Self::LatinHypercube => "latin-hypercube",
            Self::SuccessiveHalving => "successive-halving",
        }
    }
}

/// How successive halving goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Halving {
    /// Of so many configurations one is kept, and trained so many times as long. 2 to 10.
    pub factor: u32,
    /// Epochs of the first rung, 1 to the plan's epochs.
    pub first_epochs: u32,
    /// Epochs of the last rung.
    pub epochs: u32,
    /// What the best are chosen by.
    pub choose_by: Metric,
}

/// A plan.
#[derive(Debug, Clone, PartialEq)]
pub struct SweepPlan {
    /// Its name: letters, digits, `-`, `_`; at most 64.
    pub name: String,
    /// How points are chosen.
    pub strategy: Strategy,
    /// The data and what is done to them, as a configuration of `apical train` has it: which, how many, and whether held-out training
    /// images are measured on instead of the test images.
    pub source: Source,
    /// Seeds, each once.
    pub seeds: Vec<u64>,
    /// Configurations to draw, 1 to 100,000; not used by a grid.
    pub points: usize,
    /// Seed of the draws.
    pub sampling_seed: u64,
    /// Images that the processor model classifies, at most.
    pub images: u32,
    /// Images that the processor model learns at each of four checkpoints of the training. 0: none.
    pub learning_images: u32,
    /// How often a failed point is tried again.
    pub retries: u32,
    /// Successive halving only.
    pub halving: Option<Halving>,
    /// What is the same for all points.
    pub fixed: BTreeMap<Parameter, Value>,
    /// What is varied, at least one axis.
    pub axes: Vec<Axis>,
    /// What is wanted, at least one.
    pub objectives: Vec<Objective>,
}

impl SweepPlan {
    /// Reads a plan. Presets and technologies that it names as files are looked for beside it.
    ///
    /// # Errors
    /// If the file cannot be read or is no plan; file and field are named.
    pub fn load(path: &Path) -> Result<Self, SweepError> {
        let failed = |source| SweepError::Read { path: path.to_owned(), source };
        let length = std::fs::metadata(path).map_err(failed)?.len();
        let read = || {
            if length > MOST_BYTES {
                return Err(SweepError::Syntax(format!("{length} bytes; at most {MOST_BYTES} are read")));
            }
            let mut plan = Self::parse(&std::fs::read_to_string(path).map_err(failed)?)?;
            plan.look_beside(path.parent().unwrap_or(Path::new("")));
            Ok(plan)
        };
        read().map_err(|error| match error {
            SweepError::Read { .. } => error,
            error => SweepError::InPlan { path: path.to_owned(), source: Box::new(error) },
        })
    }

    /// Reads the text of a plan.
    ///
    /// # Errors
    /// If a key is unknown, a value out of range, or the plan empty.
    pub fn parse(text: &str) -> Result<Self, SweepError> {
        file::parse(text)
    }

    /// Files are named relative to the plan.
    fn look_beside(&mut self, folder: &Path) {
        let beside = |parameter: &Parameter, value: &mut Value| {
            if let ("preset" | "technology" | "sram", Value::Text(name)) = (parameter.name(), value)
                && (parameter.name() == "sram" || name.contains(['.', '/', '\\']))
            {
                *name = folder.join(&*name).display().to_string();
            }
        };
        self.fixed.iter_mut().for_each(|(parameter, value)| beside(parameter, value));
        for axis in &mut self.axes {
            if let Choices::List(choices) = &mut axis.choices {
                let settings = choices.iter_mut().flat_map(|choice| &mut choice.settings);
                settings.for_each(|(parameter, value)| beside(parameter, value));
            }
        }
    }
}
