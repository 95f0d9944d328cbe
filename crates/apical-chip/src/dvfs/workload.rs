//! What a mean image takes.

use std::fmt;

use super::error::DvfsError;
use crate::machine::counters::MachineCounters;
use crate::simulation::RunCounts;
use crate::units::{Cycles, Seconds};

/// Images a second.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct ImageRate(f64);

impl ImageRate {
    /// So many images a second.
    #[must_use]
    pub const fn new(per_second: f64) -> Self {
        Self(per_second)
    }

    /// Images a second.
    #[must_use]
    pub const fn per_second(self) -> f64 {
        self.0
    }

    /// Time from one image to the next.
    #[must_use]
    pub fn interval(self) -> Seconds {
        Seconds::new(1.0 / self.0)
    }
}

impl fmt::Display for ImageRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.0} images/s", self.0)
    }
}

/// What is done with images.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Task {
    /// They are classified.
    Inference,
    /// They are learned.
    Training,
}

impl Task {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Inference, Self::Training];

    /// Name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Inference => "inference",
            Self::Training => "training",
        }
    }
}

/// What the hardware did for a number of images. A mean image has its share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// Events.
    pub counters: MachineCounters,
    /// Images that caused them.
    pub images: u64,
}

impl Counted {
    /// Mean cycles from one image to the next.
    #[must_use]
    pub fn cycles_per_image(&self) -> f64 {
        self.counters.cycles() as f64 / self.images.max(1) as f64
    }

    /// Mean cycles of a slot: a step of the layer pipeline.
    #[must_use]
    pub fn cycles_per_slot(&self) -> f64 {
        self.counters.cycles() as f64 / self.counters.shared.slots.max(1) as f64
    }

    /// Layers, which are the slots from an image's entry to its result.
    #[must_use]
    pub fn layers(&self) -> usize {
        self.counters.layers.len()
    }

    /// Mean cycles from an image's entry to its result.
    #[must_use]
    pub fn latency_cycles(&self) -> f64 {
        self.layers() as f64 * self.cycles_per_slot()
    }

    /// All cycles.
    #[must_use]
    pub fn cycles(&self) -> Cycles {
        Cycles::new(self.counters.cycles())
    }
}

impl From<&RunCounts> for Counted {
    fn from(run: &RunCounts) -> Self {
        Self { counters: run.counters.clone(), images: run.images }
    }
}

/// A mean image of inference and one of training.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workload {
    inference: Counted,
    training: Counted,
}

impl Workload {
    /// A workload from what was counted.
    ///
    /// # Errors
    /// If either has no images or no cycles.
    pub fn new(inference: Counted, training: Counted) -> Result<Self, DvfsError> {
        for (task, counted) in Task::ALL.into_iter().zip([&inference, &training]) {
            let cycles = counted.counters.cycles();
            if counted.images == 0 || cycles == 0 || counted.counters.shared.slots == 0 {
                return Err(DvfsError::Workload { task, images: counted.images, cycles });
            }
        }
        Ok(Self { inference, training })
    }

    /// What was counted for a task.
    #[must_use]
    pub fn of(&self, task: Task) -> &Counted {
        match task {
            Task::Inference => &self.inference,
            Task::Training => &self.training,
        }
    }
}
