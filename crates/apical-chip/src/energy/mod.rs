//! Energy: counters times the energy of an event, leakage times time, and the clock.
//!
//! Each figure is an [`Estimate`]: bottom-up bounds, low (memories from CACTI) and high (memories from scaled library
//! macros), neither with any fitted number; and a calibrated value, in which the low memory energies are multiplied by
//! one factor that makes the dense machine meet the published energy of an inference (see [`Calibration`]). The three
//! are kept apart: sums add like to like.
//!
//! Not counted: pads, the host and its memory, wires other than the data wires between memories and lanes, voltage conversion,
//! test logic.

mod block;
mod calibrate;
mod model;
mod report;

pub use block::Block;
pub use calibrate::{Calibration, PUBLISHED_INFERENCE, PUBLISHED_POWER};
pub use model::{EnergyError, EnergyModel, OperatingPoint};
pub use report::{Cause, EnergyItem, EnergyReport, Estimate, Kind};

/// What no figure contains, for reports.
pub const NOT_COUNTED: &str = "not counted: I/O pads, host and DRAM, wires between blocks but memories', voltage conversion, test logic";
