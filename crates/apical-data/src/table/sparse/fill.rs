//! The second reading.

use std::io::Read;

use super::{Row, bad, label};
use crate::features::Clamped;
use crate::labelled::Labelled;
use crate::table::lines::Lines;
use crate::table::target::{NOT_A_PIXEL, Target};
use crate::table::{Position, TableError};

/// Reads the rows of a table that was surveyed, whose first index is `first`.
pub(in crate::table) fn fill(
    mut lines: Lines<impl Read>,
    first: usize,
    mut target: Target<'_>,
) -> Result<(Labelled, Clamped), TableError> {
    let features = target.features;
    // What a 0 becomes; it is counted where it is outside.
    let scale = target.scale.clone();
    let zeros: Vec<Option<(u8, bool)>> = (0..features).map(|feature| scale.byte(feature, 0.0)).collect();
    let mut row_bytes = vec![None; features];
    let mut filled = 0;
    while let Some((line, text)) = lines.next()? {
        let Some(row) = Row::of(line, text)? else { continue };
        let changed = TableError::Changed { at: Position::Line(line) };
        if filled == target.rows {
            return Err(changed);
        }
        match (target.layout.label, row.label) {
            (Some(_), Some(text)) => target.label(label(text), || text.to_owned(), Position::Line(line))?,
            (Some(_), None) => return Err(changed),
            _ => {}
        }
        row_bytes.fill(None);
        for (at, pair) in row.pairs(line).enumerate() {
            let (index, value) = pair?;
            let feature = index.checked_sub(first).filter(|feature| *feature < features);
            let Some(feature) = feature else { return Err(changed) };
            let byte = target.byte(feature, value);
            row_bytes[feature] =
                Some(byte.ok_or_else(|| bad(line, at + 1, &value.to_string(), NOT_A_PIXEL))?);
        }
        for (feature, (byte, zero)) in row_bytes.iter().zip(&zeros).enumerate() {
            let byte = match (byte, zero) {
                (Some(byte), _) => *byte,
                (None, Some((byte, outside))) => {
                    target.clamped.by_feature[feature] += u64::from(*outside);
                    *byte
                }
                (None, None) => return Err(bad(line, 0, "0", NOT_A_PIXEL)),
            };
            target.found.pixels.push(byte);
        }
        filled += 1;
    }
    match filled == target.rows {
        true => Ok(target.finish()),
        false => Err(TableError::Changed { at: Position::Line(target.layout.first_row + filled as u64) }),
    }
}
