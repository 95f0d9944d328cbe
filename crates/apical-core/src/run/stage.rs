//! Stages: one recipe on one dataset, from where the network stood to where the stage ended.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::{ClassWeight, ImageSize, Input, Preparation, SplitRule};
use crate::snapshot::DataRecord;
use crate::training::{Position, Recipe};

/// Where data come from, and what is done to them: enough to have them again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Source {
    /// A dataset's name, or files or a folder; `None` if nobody can say (arrays in memory, for instance).
    pub data: Option<Vec<String>>,
    /// What is done to pictures; `None` if nobody chose.
    pub prepare: Option<Preparation>,
    /// Bits that samples of 16 bits of pictures use; `None` if no picture leaves that open.
    pub sample_bits: Option<u8>,
    /// Size that pictures are brought to; `None` if nobody chose.
    pub image_size: Option<ImageSize>,
    /// So many training images only.
    pub limit: Option<u32>,
    /// A sixth of them stands in for the test images.
    pub validation: bool,
    /// How much images of rare classes count.
    pub class_weight: ClassWeight,
    /// Which images these are, and which are held out where the data bring no test images.
    pub split: SplitRule,
    /// The column that holds the label of a table: its name, or its number from 1; `None` if it was told from names and values.
    pub label_column: Option<String>,
    /// How numbers become values; `None` if that follows from the training data, or they are bytes.
    pub input: Option<Input>,
}

impl Source {
    /// A dataset by its name.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self { data: Some(alloc::vec![name.into()]), ..Self::default() }
    }
}

/// What becomes of the images in the pipeline where learning is interrupted for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pipeline {
    /// They are learned, with none behind them; the epoch goes on.
    Learned,
    /// They are lost; the epoch goes on.
    Dropped,
    /// They are learned, and the epoch ends there, untested.
    EpochEnded,
}

/// An interruption that left its mark: had it not been, the bits would be others. (Where a run is stopped with its pipeline
/// kept, and goes on from there, is no cut.)
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cut {
    /// Where.
    pub position: Position,
    /// What became of the images in the pipeline.
    pub pipeline: Pipeline,
}

/// One recipe on one dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// Where the data come from.
    pub source: Source,
    /// What the data were or must be; `None` if any will do.
    pub data: Option<DataRecord>,
    /// Seed, learning rate and the epochs that its curve spans, shift.
    pub recipe: Recipe,
    /// Epochs at whose completion it is complete, 1 to 1,000,000. Beyond the curve's span the rate stays what it was at its end.
    pub target: u32,
    /// First epoch, from 1, after which the test images are tried; 0: none.
    pub first_test: u32,
    /// In order.
    pub cuts: Vec<Cut>,
    /// Where it ends: at its target or before.
    pub end: Position,
}

impl Stage {
    /// A stage that runs its recipe once through, tested after every epoch.
    #[must_use]
    pub fn new(source: Source, recipe: Recipe) -> Self {
        let end = Position { epoch: recipe.epochs, image: 0 };
        Self { source, data: None, recipe, target: recipe.epochs, first_test: 1, cuts: Vec::new(), end }
    }
}

/// Software that made a record, or a reason: one line of text.
pub(super) fn one_line(text: &str, maximum: usize) -> String {
    let mut line: String = text.chars().map(|c| if c.is_control() { '?' } else { c }).collect();
    while line.len() > maximum {
        line.pop();
    }
    line
}
