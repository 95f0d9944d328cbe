//! What a machine does with a network, counted: the middle stage of a point. Supply, clock and technology have no part in
//! it, so that all points that differ in those alone share it.

use apical_chip::organisation::Organisation;
use apical_chip::simulation::RunCounts;
use apical_core::snapshot::Snapshot;
use apical_support::key_of;
use serde::{Deserialize, Serialize};

use crate::{Point, SWEEP_VERSION};

/// All that counts follow from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct CountsConfig<'a> {
    /// Name of the network.
    network: &'a str,
    /// What the machine is built of.
    organisation: &'a Organisation,
    /// Images that are classified, at most.
    images: u32,
    /// Images that are learned at each checkpoint.
    learning_images: u32,
    /// Version of what is measured.
    sweep_version: u32,
}

impl<'a> CountsConfig<'a> {
    pub(crate) fn of(point: &'a Point) -> Self {
        let processor = &point.config.processor;
        Self {
            network: &point.network,
            organisation: &point.design.preset().organisation,
            images: processor.images,
            learning_images: processor.learning_images,
            sweep_version: SWEEP_VERSION,
        }
    }

    /// The name of the counts: 32 hexadecimal digits.
    pub(crate) fn key(&self) -> String {
        key_of(self)
    }
}

/// What a network can, and what a machine did with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Counts {
    /// Images that the network got right after the last epoch.
    pub(crate) correct: u64,
    /// Images that it was tried on.
    pub(crate) tested: u64,
    /// Share of all images learned that changed synapses.
    pub(crate) update_rate: f64,
    /// The machine while it classified.
    pub(crate) classified: RunCounts,
    /// While it learned; `None` if that was not asked for.
    pub(crate) learning: Option<LearningCounts>,
}

/// What learning took, over samples that are spread over the training.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct LearningCounts {
    /// The machine.
    pub(crate) run: RunCounts,
    /// Images learned.
    pub(crate) learned: u64,
    /// Those that changed synapses.
    pub(crate) updates: u64,
}

impl Counts {
    pub(crate) fn new(snapshot: &Snapshot, classified: RunCounts, learning: Option<LearningCounts>) -> Self {
        let last = snapshot.run.history.last();
        let (correct, tested) = last.map_or((0, 0), |epoch| (epoch.correct, epoch.tested));
        Self { correct, tested, update_rate: snapshot.run.total().update_rate(), classified, learning }
    }
}
