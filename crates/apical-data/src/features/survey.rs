//! What was found in a table or an array.

use super::Ranges;
use crate::ImageSize;

/// What is in a table or an array. `L` is the layout of its columns, where it has columns.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Survey<L = ()> {
    /// Which column is what.
    pub layout: L,
    /// Images, or rows of features.
    pub rows: usize,
    /// Names of the features: `column 1` and so on where a table has none; empty for an array.
    pub feature_names: Vec<String>,
    /// The least and the largest value of each pixel or feature.
    pub ranges: Vec<(f64, f64)>,
    /// All values are whole numbers.
    pub whole: bool,
    /// Names of the classes in their order: of size if all are numbers, else of the alphabet. Empty without labels.
    pub classes: Vec<String>,
    /// Rows of each class.
    pub counts: Vec<u64>,
    /// The image that a row is; one row of pixels if it is none.
    pub image_size: ImageSize,
}

impl<L> Survey<L> {
    /// The least and the largest of all values.
    #[must_use]
    pub fn range(&self) -> (f64, f64) {
        Ranges::common(&self.ranges)
    }

    /// Whether all values are whole numbers from 0 to 255.
    #[must_use]
    pub fn is_bytes(&self) -> bool {
        Ranges::are_bytes(&self.ranges, self.whole)
    }

    /// The layout, and the rest.
    pub(crate) fn split(self) -> (L, Survey) {
        let Self { layout, rows, feature_names, ranges, whole, classes, counts, image_size } = self;
        (layout, Survey { layout: (), rows, feature_names, ranges, whole, classes, counts, image_size })
    }
}
