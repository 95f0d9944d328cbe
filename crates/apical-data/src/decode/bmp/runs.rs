//! Run lengths of indices of 4 or 8 bits.

use super::header::Palette;
use super::{BmpError, index_at};

/// Where the next pixel goes. Pixels that are passed over stay black.
struct Position {
    row: usize,
    /// Beyond the row's end after a run that was cut off there.
    column: usize,
}

/// Fills rows, which are in the order in which they are stored.
pub(super) fn decode(
    data: &[u8],
    bits: u16,
    palette: &Palette,
    width: usize,
    rows: &mut [&mut [u8]],
) -> Result<(), BmpError> {
    let mut bytes = data.iter().copied();
    let mut next = || bytes.next().ok_or(BmpError::Short("end of the run lengths"));
    let mut position = Position { row: 0, column: 0 };
    while position.row < rows.len() {
        match (next()?, next()?) {
            (0, 0) => position = Position { row: position.row + 1, column: 0 },
            (0, 1) => return Ok(()),
            (0, 2) => position.step(usize::from(next()?), usize::from(next()?), width, rows.len())?,
            (0, count) => {
                let count = usize::from(count);
                // Padded to 16 bits.
                let length = (count * usize::from(bits)).div_ceil(16) * 2;
                let stored = (0..length).map(|_| next()).collect::<Result<Vec<u8>, _>>()?;
                let indices = (0..count).map(|index| index_at(&stored, bits, index));
                position.put(indices, palette, width, rows)?;
            }
            (count, indices) => {
                let count = usize::from(count);
                // Some programs write runs of bytes that pass the end of the row.
                let shown = if bits == 8 { count.min(width.saturating_sub(position.column)) } else { count };
                let pair = [indices; 2];
                let index = |number: usize| index_at(&pair, bits, number % 2);
                position.put((0..shown).map(index), palette, width, rows)?;
                position.column += count - shown;
            }
        }
    }
    Ok(())
}

impl Position {
    fn step(&mut self, right: usize, down: usize, width: usize, rows: usize) -> Result<(), BmpError> {
        let moved = Self { row: self.row + down, column: self.column + right };
        if (right > 0 || down > 0) && (moved.column > width || moved.row >= rows) {
            return Err(BmpError::Runs);
        }
        *self = moved;
        Ok(())
    }

    fn put(
        &mut self,
        indices: impl Iterator<Item = usize>,
        palette: &Palette,
        width: usize,
        rows: &mut [&mut [u8]],
    ) -> Result<(), BmpError> {
        for index in indices {
            if self.column >= width {
                return Err(BmpError::Runs);
            }
            rows[self.row][3 * self.column..][..3].copy_from_slice(&palette[index]);
            self.column += 1;
        }
        Ok(())
    }
}
