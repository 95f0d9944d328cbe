//! What came out.

use apical_baselines::BASELINES_VERSION;
use apical_baselines::run::RunResult;
use apical_baselines::store::STORE_VERSION;
use apical_core::SPECIFICATION_VERSION;
use apical_core::front_end::FrontEnd;
use apical_core::snapshot::DataHash;
use serde::Serialize;

use super::request::ComparisonRequest;
use super::summary::{ComparisonRow, rows};
use super::{page, text};
use crate::StudyError;

/// The runs of a comparison, and what they say of each rule in each setting.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct ComparisonResult {
    /// Version of the specification of the project's own rule.
    pub spec_version: u32,
    /// Version of the rules and counts.
    pub baselines_version: u32,
    /// Version of the store.
    pub store_version: u32,
    /// Name of the data.
    pub data: String,
    /// SHA-256 of the training images, in hexadecimal digits.
    pub data_hash: String,
    /// What becomes of pixels before any rule sees them, with all its numbers; not there if nothing does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub front_end: Option<String>,
    /// Sizes, from the pixels of an image or the front end's bits to the classes.
    pub layers: Vec<usize>,
    /// Epochs of each training.
    pub epochs: u32,
    /// Seeds, from 1 to this number.
    pub seeds: u64,
    /// Whether accuracy was measured on training images that were held out.
    pub validation: bool,
    /// The command that gives these figures again.
    pub command: String,
    /// A row for each setting and rule.
    pub rows: Vec<ComparisonRow>,
    /// Every run, in the order of the plan.
    pub runs: Vec<RunResult>,
}

impl ComparisonResult {
    pub(super) fn new(
        request: &ComparisonRequest<'_>,
        front_end: &FrontEnd,
        layers: &[usize],
        runs: Vec<RunResult>,
    ) -> Result<Self, StudyError> {
        Ok(Self {
            spec_version: SPECIFICATION_VERSION,
            baselines_version: BASELINES_VERSION,
            store_version: STORE_VERSION,
            data: request.data.to_owned(),
            data_hash: DataHash::from(request.split.train.hash()).to_string(),
            front_end: (*front_end != FrontEnd::THRESHOLD).then(|| front_end.to_string()),
            layers: layers.to_vec(),
            epochs: request.epochs,
            seeds: request.seeds,
            validation: request.validation,
            command: request.command.to_owned(),
            rows: rows(&runs, layers)?,
            runs,
        })
    }

    /// What was run, in a line.
    #[must_use]
    pub fn extent(&self) -> String {
        let layers: Vec<String> = self.layers.iter().map(usize::to_string).collect();
        let seeds = if self.seeds == 1 { "1 seed".to_owned() } else { format!("{} seeds", self.seeds) };
        let measured = if self.validation { ", measured on held-out training images" } else { "" };
        let epochs = if self.epochs == 1 { "1 epoch".to_owned() } else { format!("{} epochs", self.epochs) };
        let front_end = self.front_end.as_ref().map_or_else(String::new, |text| {
            let short: String = text.chars().take(60).collect();
            format!(" behind {short}{}", if short.len() < text.len() { "..." } else { "" })
        });
        format!("{}{front_end} on {}, {epochs}, {seeds}{measured}", layers.join("-"), self.data)
    }

    /// A table for each setting.
    #[must_use]
    pub fn text(&self) -> String {
        text::text(self)
    }

    /// Tables and plots as one HTML file that needs nothing else.
    #[must_use]
    pub fn page(&self) -> String {
        page::page(self)
    }
}
