//! Numbers of any range to bytes, and labels of any kind to classes: what tables and arrays have in common.

mod classes;
mod ranges;
mod scale;
mod survey;

pub(crate) use classes::{ClassIndex, Label, Labels};
pub(crate) use ranges::{Names, Ranges, is_whole, picture_of};
pub use scale::{Clamped, FeatureScale};
pub use survey::Survey;
