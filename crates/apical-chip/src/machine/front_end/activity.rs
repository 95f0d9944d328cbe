//! How much of a picture is not 0, as a retina's filters see it.

use apical_core::front_end::FrontEnd;

use crate::organisation::RetinaUnits;

/// Positions with a value other than 0 in their window, and rows of such windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Active {
    pub(super) positions: u64,
    pub(super) rows: u64,
}

/// Of an image. `rows` and `windows` are space.
#[derive(Debug, Clone, Default)]
pub(super) struct Scan {
    /// Of each row of the picture and each position of a row: whether one of the window's values is not 0.
    rows: Vec<u8>,
    window: Vec<u8>,
}

impl Scan {
    pub(super) fn scan(&mut self, units: &RetinaUnits, front_end: &FrontEnd, raw: &[u8]) -> Active {
        let Some(retina) = &front_end.retina else { return Active::default() };
        let (stride, half) = (units.stride as usize, units.half() as usize);
        let (rows, columns) = (units.positions().0 as usize, units.positions().1 as usize);
        self.rows.clear();
        for row in raw.chunks_exact(retina.width) {
            let there = |&value: &u8| retina.filtered(front_end.seen(value)) != 0;
            self.rows.extend((0..columns).map(|column| {
                let middle = column * stride;
                let window = &row[middle.saturating_sub(half)..row.len().min(middle + half + 1)];
                u8::from(window.iter().any(there))
            }));
        }
        let mut active = Active::default();
        for row in 0..rows {
            let middle = row * stride;
            let windows = middle.saturating_sub(half)..retina.height.min(middle + half + 1);
            self.window.clear();
            self.window.resize(columns, 0);
            for of_row in self.rows.chunks_exact(columns).take(windows.end).skip(windows.start) {
                for (any, &there) in self.window.iter_mut().zip(of_row) {
                    *any |= there;
                }
                active.rows += of_row.iter().map(|&there| u64::from(there)).sum::<u64>();
            }
            active.positions += self.window.iter().map(|&there| u64::from(there)).sum::<u64>();
        }
        active
    }
}
