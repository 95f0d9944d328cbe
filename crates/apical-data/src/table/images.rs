//! Tables of a label and the pixels of a square image, as copies of MNIST are passed around.

use std::io::{self, Read};

use super::{TableError, TableOptions, fill, survey};
use crate::features::FeatureScale;
use crate::labelled::Labelled;

/// Reads labels from 0 to 255, and pixels as they are.
pub(crate) fn read_images<R: Read>(open: impl Fn() -> io::Result<R>) -> Result<Labelled, TableError> {
    let survey = survey(&open, &TableOptions::default())?;
    let labels: Vec<String> = (0..=u8::MAX).map(|label| label.to_string()).collect();
    let pixels = survey.ranges.len();
    let side = pixels.isqrt();
    if side * side != pixels {
        return Err(TableError::Columns { line: survey.layout.first_row, columns: survey.layout.columns });
    }
    let (mut found, _) = fill(open, &survey, &labels, &FeatureScale::Bytes)?;
    (found.width, found.height) = (side, side);
    Ok(found)
}
