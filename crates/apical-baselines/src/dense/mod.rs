//! Networks of dense layers in floating point, and the rules on them that differ only in how errors come to hidden layers.

mod encode;
mod functions;
mod network;
mod optimiser;
mod rule;
mod tally;

pub(crate) use encode::images as check_images;
pub use encode::{grey, spikes};
pub(crate) use network::winners;
pub use network::{Dense, Network, Pass};
pub use rule::{DenseRule, Feedback, Traffic};
pub(crate) use tally::{nonzero_by_row, products};
