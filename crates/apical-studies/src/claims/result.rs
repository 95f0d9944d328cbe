//! What came out.

use apical_core::SPECIFICATION_VERSION;
use apical_core::snapshot::DataHash;
use serde::Serialize;

use super::judge::{Claim, Verdict};
use super::measure::Measured;
use super::request::ClaimsRequest;
use super::sensitivity::Sensitivities;
use super::{page, text};
use crate::StudyError;

/// The claims of a run, and what they rest on.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct ClaimsResult {
    /// Version of the specification that was run.
    pub spec_version: u32,
    /// Name of the data.
    pub data: String,
    /// SHA-256 of the training images, in hexadecimal digits.
    pub data_hash: String,
    /// Whether samples were simulated.
    pub quick: bool,
    /// Epochs of each training.
    pub epochs: u32,
    /// Seconds that it took.
    pub seconds: f64,
    /// Accuracy of each seed, 0 to 1.
    pub accuracies: Vec<f64>,
    /// The same with shifts of one pixel; full runs only.
    pub accuracies_shifted: Vec<f64>,
    /// The claims that were asked for, by number.
    pub claims: Vec<Claim>,
    /// Which constants the results hang on; `None` if the run lacks a machine that they are of.
    pub sensitivities: Option<Sensitivities>,
    #[serde(skip)]
    seeds: u64,
    #[serde(skip)]
    command: String,
    #[serde(skip)]
    measured: Measured,
}

impl ClaimsResult {
    pub(super) fn new(
        request: &ClaimsRequest<'_>,
        measured: Measured,
        claims: Vec<Claim>,
        sensitivities: Option<Sensitivities>,
        seconds: f64,
    ) -> Self {
        Self {
            spec_version: SPECIFICATION_VERSION,
            data: request.data.to_owned(),
            data_hash: DataHash::from(request.split.train.hash()).to_string(),
            quick: request.quick,
            epochs: request.epochs,
            seconds,
            accuracies: measured.accuracies.clone(),
            accuracies_shifted: measured.shifted.clone(),
            claims,
            sensitivities,
            seeds: request.seeds,
            command: request.command.to_owned(),
            measured,
        }
    }

    /// Whether no claim fails.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.claims.iter().all(|claim| claim.verdict != Verdict::Fails)
    }

    /// The claims as a table, what the energy hangs on, and notes.
    #[must_use]
    pub fn text(&self) -> String {
        text::text(&self.claims, self.sensitivities.as_ref())
    }

    /// All of it with pictures, as one HTML file that needs nothing else.
    ///
    /// # Errors
    /// If a technology has no figures at a supply that is drawn.
    pub fn page(&self) -> Result<String, StudyError> {
        let sample = if self.quick { "a sample of each epoch simulated" } else { "every image simulated" };
        let seeds = if self.seeds == 1 { "one seed".to_owned() } else { format!("{} seeds", self.seeds) };
        page::page(&page::Contents {
            data: &self.data,
            extent: format!("{} epochs, {seeds}, {sample}", self.epochs),
            command: &self.command,
            claims: &self.claims,
            found: &self.measured,
            sensitivities: self.sensitivities.as_ref(),
        })
    }
}
