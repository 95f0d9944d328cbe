//! Image data sets: readers, verified downloads, and a built-in generator of handwritten-looking digits.

pub mod builtin;
mod dataset;

pub use dataset::{Dataset, DatasetError, Split};
