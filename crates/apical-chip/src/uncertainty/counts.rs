//! What the reconstructed silicon counts, for an image.

use serde::Deserialize;

use super::UncertaintyError;
use crate::machine::counters::MachineCounters;

const FILE: &str = "counts.toml";
const TEXT: &str = include_str!("../../ensemble/counts.toml");

/// A run, and of how many images.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Run {
    pub(super) images: u64,
    #[serde(flatten)]
    pub(super) counters: MachineCounters,
}

/// What is counted once and used for every structure: how wide words are changes no count.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Counts {
    pub(super) inference: Run,
    /// Learning, where an update reads all memories; and where only those of neurons that change.
    pub(super) all: Run,
    pub(super) changing: Run,
}

/// What a run of images was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunOf {
    /// They were classified.
    Inference,
    /// They were learned.
    Learning,
}

impl Counts {
    pub(super) fn builtin() -> Result<Self, UncertaintyError> {
        toml::from_str(TEXT)
            .map_err(|error| UncertaintyError::File { file: FILE, problem: error.to_string() })
    }
}

impl Run {
    /// Updates an image.
    pub(super) fn update_share(&self) -> f64 {
        self.counters.shared.updates as f64 / self.images as f64
    }

    /// The same where words without a spike are left unread by the forward phase.
    pub(super) fn of_active_words(mut self) -> Self {
        for layer in &mut self.counters.layers {
            // A neuron adds in a cycle just when its word has a spike.
            layer.forward_reads = layer.forward_reads.min(layer.potential_additions);
        }
        self
    }
}
