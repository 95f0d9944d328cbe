//! All that was found.

use apical_chip::design::Design;
use apical_chip::dvfs::{LeastEnergy, Performance, PolicyResult, Target, Task};

use super::measure::Measured;
use super::policies::Comparison;

/// All that was found.
pub(super) struct ScalingReport<'a> {
    pub(super) design: &'a Design,
    pub(super) measured: &'a Measured,
    /// What target and trace are for.
    pub(super) task: Task,
    /// From the lowest supply to the highest.
    pub(super) points: Vec<Performance>,
    /// In the order of [`Task::ALL`].
    pub(super) least: Vec<LeastEnergy>,
    pub(super) target: Option<Met>,
    pub(super) comparison: Option<Comparison>,
}

/// A target, the flag that it came with, and the point that meets it.
pub(super) struct Met {
    pub(super) flag: &'static str,
    pub(super) target: Target,
    pub(super) performance: Performance,
}

impl ScalingReport<'_> {
    pub(super) fn least(&self, task: Task) -> &LeastEnergy {
        &self.least[usize::from(task == Task::Training)]
    }
}

/// An image's share of the energy of each kind, calibrated, in nanojoules.
pub(super) fn split(result: &PolicyResult) -> [(&'static str, f64); 3] {
    let images = result.images.max(1) as f64;
    [("working", result.working.calibrated), ("idle", result.idle), ("switching", result.switching)]
        .map(|(name, energy)| (name, energy.nanojoules() / images))
}
