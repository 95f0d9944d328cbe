//! What is wrong with a front end.

use alloc::string::String;

use crate::limits::MAXIMUM_INPUTS;

/// A front end outside the specification. Messages name the field, what was found, what is allowed and what would fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FrontEndError {
    /// A number outside its range.
    #[error("front_end: {field}: {found} is out of range: {minimum} to {maximum}")]
    Range {
        /// The field.
        field: &'static str,
        /// What was found.
        found: i64,
        /// Least value allowed.
        minimum: i64,
        /// Greatest value allowed.
        maximum: i64,
    },
    /// A kernel or a number of angles for which there is no filter.
    #[error("front_end: {field}: {found} is none of {allowed}")]
    Choice {
        /// The field.
        field: &'static str,
        /// What was found.
        found: usize,
        /// What there is.
        allowed: &'static str,
    },
    /// Thresholds that do not rise.
    #[error(
        "front_end: thresholds of input {input} are out of order: {before} before {after}; each must be at least the one before"
    )]
    Order {
        /// Input, from 0.
        input: usize,
        /// A threshold.
        before: u8,
        /// The one after it, which is lower.
        after: u8,
    },
    /// Thresholds for another number of inputs.
    #[error(
        "front_end: {found} thresholds for {inputs} inputs of {levels} levels: give {levels} for all of them, or {levels} for each"
    )]
    Thresholds {
        /// Thresholds given.
        found: usize,
        /// Inputs.
        inputs: usize,
        /// Levels of each.
        levels: usize,
    },
    /// Filters larger than the image.
    #[error(
        "front_end: a kernel of {kernel} x {kernel} is larger than the image of {width} x {height}: choose a smaller kernel (3, 5, 7, 9, 11) or levels"
    )]
    Kernel {
        /// Side of the kernel.
        kernel: usize,
        /// Columns of the image.
        width: usize,
        /// Rows.
        height: usize,
    },
    /// Levels and retina of different images.
    #[error(
        "front_end: levels of {levels} values beside a retina of {width} x {height}: both must take the same image"
    )]
    Parts {
        /// Raw values of the levels.
        levels: usize,
        /// Columns of the retina's image.
        width: usize,
        /// Rows.
        height: usize,
    },
    /// More bits than a network may have inputs.
    #[error(
        "front_end: {found} input bits are too many: at most {MAXIMUM_INPUTS}; use fewer levels, wider pooling or a larger stride"
    )]
    Bits {
        /// Bits that it would make.
        found: usize,
    },
    /// A retina without a picture.
    #[error(
        "front_end: a retina needs pictures, and these data are {inputs} features: use thermometer:K or levels:K"
    )]
    NoPicture {
        /// Features.
        inputs: usize,
    },
    /// Text that is no front end.
    #[error(
        "front_end: {text:?} is not understood: expected auto, threshold, levels:K, thermometer:K, retina, retina+levels:K, or a front end as `apical info --config` writes it"
    )]
    Text {
        /// The text, shortened.
        text: String,
    },
}
