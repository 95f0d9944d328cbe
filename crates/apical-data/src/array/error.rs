//! What can be wrong with an array.

use crate::limits::{MAX_FEATURES, MAX_IMAGES, MAX_PIXELS};

/// What is wrong with an array, or with the file that it stands in.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ArrayError {
    /// It is no file of NumPy, or one that ends too early.
    #[error("{array}: {problem}")]
    Format {
        /// The member of the archive; "it" for a file of its own.
        array: String,
        /// What is wrong, and what is allowed.
        problem: String,
    },
    /// The archive is damaged, or holds what is not read.
    #[error("the archive cannot be read: {problem}")]
    Archive {
        /// What is wrong.
        problem: String,
    },
    /// There is no array of images.
    #[error(
        "it holds no images: there are {found}; images are called x_train, train_images, data or images, with test and val alike"
    )]
    NoImages {
        /// The names of what it holds.
        found: String,
    },
    /// Two arrays are the same thing.
    #[error("{first} and {second} are both {role}: leave one out")]
    Twice {
        /// Name of an array.
        first: String,
        /// Name of another.
        second: String,
        /// What they are.
        role: &'static str,
    },
    /// There are not as many labels as images.
    #[error("{images} holds {count} images, but {labels} holds {found} labels: the numbers must be equal")]
    Count {
        /// The array of images.
        images: String,
        /// Images in it.
        count: usize,
        /// The array of labels.
        labels: String,
        /// Labels in it.
        found: usize,
    },
    /// The shape of an array is not one of what it should be.
    #[error("{array} has the shape {shape}; {allowed}")]
    Shape {
        /// The array.
        array: String,
        /// Its shape.
        shape: String,
        /// What is allowed.
        allowed: &'static str,
    },
    /// Images have other sides.
    #[error(
        "its images have {} x {} pixels, but {} x {} are needed", .found.height, .found.width, .wanted.height, .wanted.width
    )]
    Sides {
        /// Their size.
        found: crate::ImageSize,
        /// The size asked for, or of a model.
        wanted: crate::ImageSize,
    },
    /// The image size is not that of the rows.
    #[error("{height} x {width} pixels are {} values, but a row has {features}", .width.saturating_mul(*.height))]
    ImageSize {
        /// Values of a row.
        features: usize,
        /// Columns asked for.
        width: usize,
        /// Rows asked for.
        height: usize,
    },
    /// A value is not finite, or has no byte.
    #[error("{array}: image {row}, value {feature}: {value} {problem} (both counted from 0)")]
    Value {
        /// The array.
        array: String,
        /// The image, from 0.
        row: usize,
        /// Its value, from 0.
        feature: usize,
        /// What was found.
        value: f64,
        /// What is allowed.
        problem: &'static str,
    },
    /// A label is not usable.
    #[error("{array}: label {row} (from 0) is {value}; {problem}")]
    Label {
        /// The array.
        array: String,
        /// Its position, from 0.
        row: usize,
        /// What was found, at most 40 characters of it.
        value: String,
        /// What is allowed.
        problem: String,
    },
    /// There are more classes than a label can tell.
    #[error("{array} has more than 256 different labels: a quantity has no classes")]
    TooManyClasses {
        /// The array.
        array: String,
    },
    /// The scale has not a range for each feature.
    #[error("there are {ranges} ranges for {features} features")]
    Scale {
        /// Ranges given.
        ranges: usize,
        /// Features of the array.
        features: usize,
    },
    /// There is more than is accepted.
    #[error(
        "{array} is too large: the limits are {MAX_FEATURES} features, {MAX_IMAGES} images and {MAX_PIXELS} bytes in all"
    )]
    TooLarge {
        /// The array.
        array: String,
    },
    /// There is not enough memory.
    #[error("there is no memory for {bytes} bytes of {array}")]
    Memory {
        /// The array.
        array: String,
        /// Bytes needed.
        bytes: u64,
    },
    /// The file cannot be read.
    #[error("it cannot be read")]
    Read(#[from] std::io::Error),
}
