//! The supplies that a governor chooses from.

use super::error::DvfsError;
use super::scaling::{Performance, VoltageScaling};
use super::workload::Task;
use crate::energy::{Estimate, OperatingPoint};
use crate::units::{Joules, Seconds, Volts, Watts};

/// One operating point, as a trace is simulated with it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rung {
    /// Supply and clock.
    pub point: OperatingPoint,
    /// Time of a slot: a step of the layer pipeline.
    pub slot: Seconds,
    /// An image's energy without leakage.
    pub image: Estimate,
    /// Energy of the clock in a slot in which the pipeline only empties.
    pub clock: Joules,
    /// Power that leaks at all times.
    pub leakage: Watts,
}

impl Rung {
    fn new(performance: &Performance, task: Task) -> Self {
        let figures = performance.of(task);
        Self {
            point: performance.point,
            slot: figures.slot,
            image: figures.switched,
            clock: figures.clock_per_slot,
            leakage: performance.leakage,
        }
    }
}

/// Operating points from slow to fast, and the preset's own.
#[derive(Debug, Clone, PartialEq)]
pub struct Ladder {
    /// From the lowest supply to the highest, each with its fastest clock. Not empty.
    rungs: Vec<Rung>,
    own: Rung,
    layers: usize,
}

impl Ladder {
    /// All operating points at a distance, for a task.
    ///
    /// # Errors
    /// As [`VoltageScaling::operating_points`].
    pub fn new(scaling: &VoltageScaling<'_>, step: Volts, task: Task) -> Result<Self, DvfsError> {
        let points = scaling.operating_points(step)?;
        let own = scaling.at(scaling.preset.operating_point())?;
        Ok(Self {
            rungs: points.iter().map(|point| Rung::new(point, task)).collect(),
            own: Rung::new(&own, task),
            layers: scaling.workload.of(task).layers(),
        })
    }

    /// From the lowest supply to the highest.
    #[must_use]
    pub fn rungs(&self) -> &[Rung] {
        &self.rungs
    }

    /// The preset's own operating point.
    #[must_use]
    pub fn own(&self) -> &Rung {
        &self.own
    }

    /// Slots that an image takes.
    #[must_use]
    pub fn layers(&self) -> usize {
        self.layers
    }

    pub(super) fn lowest(&self) -> Rung {
        self.rungs[0]
    }

    pub(super) fn highest(&self) -> Rung {
        self.rungs[self.rungs.len() - 1]
    }
}
