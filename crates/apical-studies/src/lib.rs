//! Studies on the Apical processor: its claims beside what was published, and learning rules compared.
//!
//! A study is a value that says what is run on which data; running it gives a result that can be serialised, written as
//! text or drawn as a page. [`Control`] holds who observes it, and a flag that ends it early.
//!
#![cfg_attr(feature = "compare", doc = "```")]
#![cfg_attr(not(feature = "compare"), doc = "```ignore")]
//! use apical_baselines::setting::Setting;
//! use apical_baselines::store::Store;
//! use apical_baselines::RuleName;
//! use apical_data::{Dataset, Split};
//! use apical_studies::Control;
//! use apical_studies::compare::{ComparisonPlan, ComparisonRequest};
//!
//! // Two pictures of 2 x 2 pixels, in two classes.
//! let pixels = [255, 255, 0, 0, 0, 0, 255, 255].repeat(50);
//! let labels = [0, 1].repeat(50);
//! let set = Dataset::new(2, 2, 2, pixels, labels)?;
//! let split = Split { train: set.clone(), test: set };
//! let request = ComparisonRequest {
//!     data: "two bars",
//!     split: &split,
//!     rules: &[RuleName::DsfW4G8],
//!     settings: &[Setting::Epochs],
//!     rule_settings: &[],
//!     front_end: None,
//!     layers: &[4, 16, 2],
//!     epochs: 10,
//!     seeds: 2,
//!     validation: false,
//!     command: "",
//! };
//! let plan = ComparisonPlan::new(&request)?;
//! let folder = tempfile::tempdir()?;
//! let result = plan.run(&Store::open(folder.path())?, None, Control::none())?;
//! assert_eq!(result.rows[0].accuracies, [1.0, 1.0]);
//! assert!(result.page().starts_with("<!DOCTYPE html>"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![forbid(unsafe_code)]

pub mod claims;
#[cfg(feature = "compare")]
pub mod compare;
mod control;
pub mod energy_plots;
mod error;
pub mod predict;

pub use control::{Control, Observer};
pub use error::StudyError;
