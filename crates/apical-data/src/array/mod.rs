//! Arrays of numbers in memory and in the files of NumPy, `.npy` and `.npz`.
//!
//! | shape | what it is |
//! |---|---|
//! | N | labels |
//! | N x 1 | labels, as MedMNIST has them, or one feature |
//! | N x F | features; labels with one 1 in each row |
//! | N x H x W | grey images |
//! | N x H x W x C, N x C x H x W | images of 1 or 3 channels, which become grey by their luminance |
//!
//! Elements are integers and floating-point numbers of any size and byte order, `bool`, and for labels also texts (`<U5`,
//! `|S5`), in C and in Fortran order. Objects (pickles), complex numbers, dates and records are refused.
//!
//! **Members of `.npz`**, stored or deflated: the name says what one is, by whole words and in any order:
//! `x`, `data`, `images`, `features`, `inputs`, `arr_0` for images; `y`, `labels`, `target`, `arr_1` for labels; `train`, `test`
//! and `val` for the part, as Keras (`x_train`), MedMNIST (`train_images`) and scikit-learn (`data`, `target`) call them;
//! `target_names` and `class_names` for names of classes. Others are passed over, and named.

mod element;
mod error;
mod fill;
mod labels;
mod npy;
mod npz;
mod parts;
mod samples;
mod tensor;
mod zip;

pub use element::Element;
pub use error::ArrayError;
pub use labels::ArrayLabels;
pub(crate) use npy::npy_shape;
pub use npy::read_npy;
pub use npz::read_npz;
pub use parts::{ArrayPart, Arrays};
pub use samples::Samples;
pub use tensor::Tensor;

#[cfg(test)]
pub(crate) mod tests;
