//! What can be wrong.

use super::workload::{ImageRate, Task};
use crate::energy::EnergyError;
use crate::technology::TechnologyError;
use crate::units::{Seconds, Volts, Watts};

/// A number as it was given, without what the change of its unit did to its last digits.
fn plain(value: f64) -> f64 {
    format!("{value:.12e}").parse().unwrap_or(value)
}

/// A lower limit with as many digits as are shown, so that what is shown is allowed.
fn up(value: f64, digits: f64) -> f64 {
    (value * digits).ceil() / digits
}

/// A question about operating points that has no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DvfsError {
    /// The technology or the preset refuses.
    #[error(transparent)]
    Energy(#[from] EnergyError),
    /// A workload without images or without cycles.
    #[error("workload: {} counts {images} images in {cycles} cycles: both must be at least 1", .task.name())]
    Workload {
        /// What was counted.
        task: Task,
        /// Images counted.
        images: u64,
        /// Cycles counted.
        cycles: u64,
    },
    /// A distance of supplies that gives no table.
    #[error("step: {} V is out of range: {} V to {} V", .found.value(), .minimum.value(), .maximum.value())]
    Step {
        /// The step.
        found: Volts,
        /// Least step.
        minimum: Volts,
        /// Greatest step.
        maximum: Volts,
    },
    /// A rate that no supply reaches.
    #[error(
        "rate: {} images/s is out of range: {} to {:.0} images/s ({}; the fastest is at {} V)",
        .found.per_second(), .minimum.per_second(), .maximum.per_second().floor(), .task.name(), .supply.value()
    )]
    Rate {
        /// The rate asked for.
        found: ImageRate,
        /// The slowest rate that makes sense.
        minimum: ImageRate,
        /// The fastest rate.
        maximum: ImageRate,
        /// The supply of the fastest rate.
        supply: Volts,
        /// What is to be done.
        task: Task,
    },
    /// A power that not even waiting gets by with.
    #[error(
        "power: {} mW is out of range: more than {:.4} mW, which leaks at {} V",
        plain(.found.milliwatts()), up(.minimum.milliwatts(), 1e4), .supply.value()
    )]
    Power {
        /// The power asked for.
        found: Watts,
        /// What leaks.
        minimum: Watts,
        /// The lowest supply.
        supply: Volts,
    },
    /// A deadline that no supply meets.
    #[error(
        "deadline: {} us is out of range: at least {:.3} us ({}; latency of a mean image at {} V)",
        plain(.found.value() * 1e6), up(.minimum.value() * 1e6, 1e3), .task.name(), .supply.value()
    )]
    Deadline {
        /// The deadline asked for.
        found: Seconds,
        /// The shortest latency.
        minimum: Seconds,
        /// The supply of the shortest latency.
        supply: Volts,
        /// What is to be done.
        task: Task,
    },
}

impl From<TechnologyError> for DvfsError {
    fn from(error: TechnologyError) -> Self {
        Self::Energy(error.into())
    }
}
