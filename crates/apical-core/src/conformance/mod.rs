//! Holds any back end to the definition.
//!
//! [`check`] puts a [`Processor`](crate::Processor) through [`standard_cases`] (or others) beside
//! [`ReferenceProcessor`](crate::reference::ReferenceProcessor) and reports the [`FirstDifference`]: image,
//! layer, neuron, input, cycle (if the back end has a clock) and both values. [`first_difference`] compares any
//! two states.
//!
//! ```
//! use apical_core::conformance::{check, standard_cases};
//! use apical_core::fast::FastProcessor;
//!
//! let cases = standard_cases();
//! let report = check(&mut |state| Ok(Box::new(FastProcessor::new(state)?)), &cases[..3])?;
//! assert_eq!(report.cases, 3);
//! # Ok::<(), apical_core::conformance::FirstDifference>(())
//! ```

mod answer;
mod case;
mod difference;
#[cfg(test)]
mod faults;
mod run;
mod standard;
mod state;

pub(crate) use answer::{Answer, first_answer_difference};
pub use case::{Action, Case, Make, Memories};
pub use difference::{Difference, FirstDifference, Quantity, Value};
pub use run::{ConformanceReport, check};
pub use standard::{front_end_cases, standard_cases};
pub use state::first_difference;
