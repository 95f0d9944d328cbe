//! Design-space sweeps: plans, their points, and what came out.
//!
//! A [`SweepPlan`] is read from TOML and says what is varied. [`expand`] makes its [`Point`]s for given data; a [`Workshop`]
//! trains, measures and stores them; [`Table`], [`front`] and [`effects`] are views of the results.
//!
//! ```
//! use apical_sweep::SweepPlan;
//!
//! let plan = SweepPlan::parse(
//!     "format_version = 1
//!      name = \"formats\"
//!      strategy = \"grid\"
//!      [axes]
//!      weight_bits = [2, 4, 8]
//!      accumulator_bits = { from = 4, to = 8, step = 2 }",
//! )?;
//! assert_eq!(plan.axes.len(), 2);
//! # Ok::<(), apical_sweep::SweepError>(())
//! ```

#![forbid(unsafe_code)]

mod count;
mod counts;
pub mod effects;
mod error;
mod expand;
pub mod front;
mod halving;
pub mod index;
mod measure;
pub mod metric;
mod networks;
mod parameter;
mod plan;
mod point;
mod processor;
mod resolve;
mod result;
mod run;
mod sample;
mod store;
mod table;
mod value;

pub use error::SweepError;
pub use expand::{Expansion, expand};
pub use index::Index;
pub use metric::{Direction, Metric, Objective};
pub use parameter::Parameter;
pub use plan::{Axis, Choice, Choices, Halving, Strategy, SweepPlan};
pub use point::{Impossible, Labels, Point, PointConfig, ProcessorConfig, TrainingConfig};
pub use resolve::Subject;
pub use result::{LearningResult, PointResult, ProcessorResult};
pub use run::{Failed, Outcome, SweepObserver, Workshop};
pub use store::{STORE_VERSION, Store};
pub use table::{Column, Table};
pub use value::Value;

/// Version of what a point is and of how it is measured. It goes into every hash.
pub const SWEEP_VERSION: u32 = 2;

/// Version of the form of plans.
pub const PLAN_VERSION: u32 = 1;
