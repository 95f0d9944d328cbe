//! Learning rules compared: the same network, the same data.
//!
//! A [`ComparisonPlan`] lists the runs of a [`ComparisonRequest`]; those that a store does not have are run, and put into
//! it as they end. The example of the crate's page runs one.

mod figures;
mod page;
mod plan;
mod request;
mod result;
mod summary;
mod text;

pub use plan::ComparisonPlan;
pub use request::ComparisonRequest;
pub use result::ComparisonResult;
pub use summary::{ComparisonRow, ImageEnergy, MeanCurve, MeanPoint};
