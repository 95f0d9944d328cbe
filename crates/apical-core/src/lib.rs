//! The learning core of Apical: direct spike-only feedback, in integers, bit for bit as the processor does it.
//!
//! What the numbers mean is fixed by the project's specification (`docs/specification.md`, version
//! [`SPECIFICATION_VERSION`]). [`reference`](mod@reference) spells that out one synapse at a time and is the definition;
//! [`fast`] computes the same bits quickly. Both are back ends of [`Processor`], and [`conformance`] holds any
//! back end to the definition.
//!
//! The crate needs `alloc` only. The feature `std` (default) adds run-time detection of the AVX2 and AVX-512
//! kernels, `serde` the spelling of values in files, `snapshot` runs and model files.
//!
//! ```
//! use apical_core::{Config, Processor, StepRate, reference::ReferenceProcessor};
//!
//! let config = Config::new(vec![4, 16, 2])?;
//! let mut processor = ReferenceProcessor::new(config.initial_state(1))?;
//! processor.set_step_rate(StepRate::new(6 * 256, config.format)?);
//! for _ in 0..200 {
//!     processor.learn(&[255, 255, 0, 0], 0)?;
//!     processor.learn(&[0, 0, 255, 255], 1)?;
//! }
//! while processor.drain_one().is_some() {}
//! assert_eq!(processor.infer(&[0, 0, 255, 255])?, 1);
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```

#![no_std]
#![deny(unsafe_code)]

extern crate alloc;
#[cfg(any(feature = "std", test))]
extern crate std;

mod config;
pub mod conformance;
mod counters;
#[cfg(feature = "snapshot")]
pub mod export;
pub mod fast;
mod format;
pub mod front_end;
mod inherit;
mod initialise;
mod limits;
mod network;
mod processor;
pub mod random;
mod rate;
pub mod reference;
#[cfg(feature = "snapshot")]
pub mod run;
#[cfg(feature = "snapshot")]
pub mod snapshot;
#[cfg(feature = "serde")]
mod spelling;
mod state;
pub mod training;
pub mod vectors;

pub use config::{Config, ConfigError, Order};
pub use counters::Counters;
pub use format::{Format, FormatError};
pub use limits::{
    MAXIMUM_CLASSES, MAXIMUM_INPUTS, MAXIMUM_LAYERS, MAXIMUM_NEURONS, MINIMUM_CLASSES, MINIMUM_LAYERS,
};
pub use network::{FeedbackSigns, Layer, Network};
pub use processor::{Activity, Judgement, LayerActivity, Outcome, Processor, ProcessorError};
pub use rate::{StepRate, StepRateError};
pub use state::{HiddenRecord, InFlight, State, StateError};

/// Version of the specification that this crate implements. It goes into every file the project writes; a file
/// of another version is refused, since the same bits would mean something else.
pub const SPECIFICATION_VERSION: u32 = 1;

/// Version of the specification with [front ends](front_end). A network whose front end is the threshold of version 1, with at most
/// 4,000 inputs, has the same bits in both, and its files say 1; those of others say 2.
pub const FRONT_END_VERSION: u32 = 2;
