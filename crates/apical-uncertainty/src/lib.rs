//! Estimates with their uncertainty: what a machine takes, and by how much less than the published silicon, as far as constants
//! and the inside of that silicon are not known.
//!
//! A [`Prior`] has a distribution of each constant that matters, before anything is compared. An [`Ensemble`] has the structures
//! that the silicon may have had. An [`Estimator`] draws constants and a structure, fits the level of memory energies so that this
//! structure takes the published energy of an inference, and weighs the draw by how probable that level was and how well the
//! structure meets the other published figures. The same constants then price any other machine. So all that is said of it is
//! one of
//!
//! - *fitted*: the energy of the silicon's inference, met by every draw;
//! - *consistent*: the silicon's other figures, which weigh the draws;
//! - *predicted*: everything of every other machine.
//!
//! What the prior alone says of the silicon, before anything is fitted, is told too ([`Silicon::unfitted_nj`]).

mod counts;
mod distribution;
mod document;
mod ensemble;
mod error;
mod estimator;
mod interval;
mod memory;
mod prior;
mod sensitivity;

pub use counts::RunOf;
pub use ensemble::{Ensemble, Structure};
pub use error::UncertaintyError;
pub use estimator::{Draws, Estimated, Estimator, Silicon, StructureWeight, Subject, Values};
pub use interval::{DEFAULT_SAMPLES, Interval, SEED};
pub use prior::{Cause, Prior};
pub use sensitivity::Sensitivity;
