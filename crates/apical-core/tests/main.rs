//! One program, since each would be linked anew whenever a line of the crate changes.

mod conformance;
mod decisions;
#[cfg(feature = "snapshot")]
mod export;
mod golden;
mod mutants;
mod properties;
#[cfg(feature = "snapshot")]
mod run;
#[cfg(feature = "snapshot")]
mod snapshot;
mod specification_example;
