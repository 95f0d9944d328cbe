//! Energy: counters times the energy of an event, leakage times time, and the clock.
//!
//! A [`Cost`] says what one of a thing takes that the machine counts, of what that energy is made, and which entries of
//! the technology it follows from. An [`EnergyModel`] is the table of all costs of a processor at an operating point. Beside
//! the counts of a run it is a [`Ledger`]: every joule of the run, with where it is from; sums of a ledger by block, layer,
//! cause and kind are an [`EnergyReport`].
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
mod cause;
mod cost;
mod counter;
mod error;
mod estimate;
mod front_end;
mod layer;
mod ledger;
mod model;
mod point;
mod prices;
mod report;
mod shared;
mod sourced;

pub use block::Block;
pub use calibrate::Calibration;
pub use cause::{Cause, Kind};
pub use cost::Cost;
pub use counter::Counter;
pub use error::EnergyError;
pub use estimate::Estimate;
pub use ledger::{Ledger, LedgerRow};
pub use model::EnergyModel;
pub use point::OperatingPoint;
pub use report::{EnergyItem, EnergyReport};

/// What no figure contains, for reports.
pub const NOT_COUNTED: &str = "not counted: I/O pads, host and DRAM, wires between blocks but memories', voltage conversion, test logic";
