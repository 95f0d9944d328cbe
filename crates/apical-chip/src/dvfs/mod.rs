//! Voltage and frequency scaling: what a processor takes and does at every supply that its technology allows.
//!
//! [`VoltageScaling`] brings a preset and what it counted for a mean image (its [`Workload`]) to any supply, at the
//! fastest clock there (alpha-power law) or a slower one. It lists [operating points], finds the one with the [least
//! energy], and the one that meets a [`Target`]. [`simulate`] lets images arrive as a [`Trace`] says and compares
//! [policies](Policy): a fixed supply, races to idle, and a governor.
//!
//! Everything is modelled. Energies other than leakage go with the square of the supply; the cost of
//! [switching](SwitchingCost) and all that is simplified in [`simulate`] are assumptions.
//!
//! [operating points]: VoltageScaling::operating_points
//! [least energy]: VoltageScaling::least_energy

mod arrivals;
mod backlog;
mod error;
mod file;
mod governor;
mod ladder;
mod policy;
mod scaling;
mod search;
mod simulate;
mod switching;
mod target;
mod workload;

pub use arrivals::{MAXIMUM_IMAGES, MAXIMUM_SECONDS, Trace};
pub use error::DvfsError;
pub use file::TraceError;
pub use governor::{RESERVE, can_rest};
pub use ladder::{Ladder, Rung};
pub use policy::{Policy, PolicyResult};
pub use scaling::{Performance, VoltageScaling, WorkFigures};
pub use search::{Edge, LeastEnergy};
pub use simulate::{best_fixed, simulate};
pub use switching::{Farads, SwitchingCost};
pub use target::{MINIMUM_RATE, Target};
pub use workload::{Counted, ImageRate, Task, Workload};
