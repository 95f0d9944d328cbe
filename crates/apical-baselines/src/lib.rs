//! Learning rules to compare with direct spike-only feedback, on the same networks and the same data.
//!
//! A rule is a [`LearningRule`]; [`RuleName`] lists those that there are. [`run`] takes one through a
//! [`Setting`](setting::Setting), and [`store`] keeps what came out by the hash of all that went in.
//!
//! ```
//! use apical_baselines::{Batch, RunPosition, RuleName};
//!
//! let name: RuleName = "dfa".parse()?;
//! let mut rule = name.make(&[4, 16, 2], 1, &name.settings())?;
//! let pixels = [255, 255, 0, 0, 0, 0, 255, 255];
//! let batch = Batch::new(&pixels, &[0, 1]);
//! for image in 0..400 {
//!     rule.learn(batch, RunPosition { image: 2 * image, of: 800 })?;
//! }
//! rule.settle();
//! assert_eq!(rule.predict(batch)?, [0, 1]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![forbid(unsafe_code)]

pub mod alignment;
pub mod dense;
pub mod encoded;
pub mod energy;
mod error;
pub mod faults;
mod name;
pub mod operations;
pub mod random;
mod rule;
pub mod rules;
pub mod run;
pub mod setting;
mod settings;
pub mod store;
pub mod transform;

pub use error::BaselineError;
pub use name::RuleName;
pub use operations::{Operations, Widths};
pub use rule::{Batch, LearningRule, RunPosition, StoredWeights};
pub use settings::{Activation, Input, Loss, Optimiser, RuleSetting, Settings};

/// Version of the rules and of what is counted. It goes into every stored result; one of another version is refused,
/// since the same name would mean something else.
pub const BASELINES_VERSION: u32 = 3;
