//! The contact sheet of the worst mistakes.

use std::path::Path;

use apical_core::fast::FastProcessor;
use apical_data::{Dataset, Sheet};

use crate::failure::Failure;
use crate::predict;

/// Most images on the sheet.
const SHOWN: usize = 40;
const COLUMNS: usize = 8;
const SCALE: usize = 3;

/// Saves the worst mistakes as a picture. Returns how many are shown and how many there are; nothing is written if
/// there is none.
pub(crate) fn save_sheet(
    path: &Path,
    processor: &mut FastProcessor,
    test: &Dataset,
    predictions: &[u8],
) -> Result<(usize, usize), Failure> {
    // Without predictions there are none to be shown.
    let mistakes = predict::worst_mistakes(processor, test, predictions)?;
    let shown = &mistakes[..mistakes.len().min(SHOWN)];
    if shown.is_empty() {
        // One of an earlier model would be taken for this one's.
        let _ = std::fs::remove_file(path);
    } else {
        Sheet::mistakes(test, shown, COLUMNS, SCALE)?.save_png(path)?;
    }
    Ok((shown.len(), mistakes.len()))
}
