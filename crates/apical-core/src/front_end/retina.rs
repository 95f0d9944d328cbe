//! The retina: edges and bars at several angles, where they are found in a picture.

use alloc::vec;
use alloc::vec::Vec;

use super::FrontEndError;
use super::filters::{ANGLES, Filter, FilterKind, KERNELS, filters};

/// Greatest side of a picture.
const MAXIMUM_SIDE: usize = 4000;
/// Greatest threshold. The response of the largest kernel to values of 255 is smaller.
pub(super) const MAXIMUM_THRESHOLD: u16 = 32_767;

/// What the filters see of a raw value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RetinaInput {
    /// The value itself.
    Grey,
    /// 1 from this threshold on, else 0.
    Spikes(u8),
}

/// Fixed filters over a picture. A filter is laid on every `stride`-th pixel, with 0 beyond the picture's border; where its response
/// reaches the threshold of its kind, its positive bit is set, and where the negative of it does, its negative bit. A bit stands for
/// `pool x pool` such positions: it is set if any of them sets it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Retina {
    /// Columns of the picture, from `kernel` to 4,000.
    pub width: usize,
    /// Rows, from `kernel` to 4,000.
    pub height: usize,
    /// Side of the filters: 3, 5, 7, 9 or 11.
    pub kernel: usize,
    /// Angles over half a turn: 2, 3, 4, 6, 8 or 12. Each has an edge and a bar.
    pub angles: usize,
    /// Pixels from one position to the next, 1 to 8.
    pub stride: usize,
    /// Positions of a bit in each direction, 1 to 64.
    pub pool: usize,
    /// What the filters see.
    pub input: RetinaInput,
    /// Least response that spikes, of edges: 1 to 32,767.
    pub edge_threshold: u16,
    /// The same of bars.
    pub bar_threshold: u16,
}

impl Retina {
    /// Positions of a filter: rows and columns.
    #[must_use]
    pub const fn positions(&self) -> (usize, usize) {
        (self.height.div_ceil(self.stride), self.width.div_ceil(self.stride))
    }

    /// Fields that are pooled: rows and columns.
    #[must_use]
    pub const fn fields(&self) -> (usize, usize) {
        let (rows, columns) = self.positions();
        (rows.div_ceil(self.pool), columns.div_ceil(self.pool))
    }

    /// Number of filters.
    #[must_use]
    pub const fn filter_count(&self) -> usize {
        2 * self.angles
    }

    /// Number of bits: two a filter and field. Bit `2 * (filter_count * field + filter) + sign`, fields row by row, sign 0 for
    /// positive responses.
    #[must_use]
    pub const fn bits(&self) -> usize {
        let (rows, columns) = self.fields();
        rows * columns * self.filter_count() * 2
    }

    /// The filters, angle by angle, the edge before the bar.
    #[must_use]
    pub fn filters(&self) -> Vec<Filter> {
        filters(self.kernel, self.angles)
    }

    /// The threshold of a kind of filters.
    #[must_use]
    pub const fn threshold(&self, kind: FilterKind) -> u16 {
        match kind {
            FilterKind::Edge => self.edge_threshold,
            FilterKind::Bar => self.bar_threshold,
        }
    }

    pub(super) fn validate(&self) -> Result<(), FrontEndError> {
        if !KERNELS.contains(&self.kernel) {
            let allowed = "3, 5, 7, 9, 11";
            return Err(FrontEndError::Choice { field: "kernel", found: self.kernel, allowed });
        }
        if !ANGLES.contains(&self.angles) {
            let allowed = "2, 3, 4, 6, 8, 12";
            return Err(FrontEndError::Choice { field: "angles", found: self.angles, allowed });
        }
        let ranges = [
            ("width", self.width, MAXIMUM_SIDE),
            ("height", self.height, MAXIMUM_SIDE),
            ("stride", self.stride, 8),
            ("pool", self.pool, 64),
            ("edge", self.edge_threshold.into(), MAXIMUM_THRESHOLD.into()),
            ("bar", self.bar_threshold.into(), MAXIMUM_THRESHOLD.into()),
        ];
        for (field, found, maximum) in ranges {
            if !(1..=maximum).contains(&found) {
                let (found, maximum) = (found as i64, maximum as i64);
                return Err(FrontEndError::Range { field, found, minimum: 1, maximum });
            }
        }
        if self.kernel > self.width || self.kernel > self.height {
            let Self { kernel, width, height, .. } = *self;
            return Err(FrontEndError::Kernel { kernel, width, height });
        }
        Ok(())
    }

    /// A value as the filters see it.
    #[must_use]
    pub const fn filtered(&self, seen: u8) -> u8 {
        match self.input {
            RetinaInput::Grey => seen,
            RetinaInput::Spikes(threshold) => (seen >= threshold) as u8,
        }
    }

    /// Neighbouring values as the filters see them, one for each of `to`. Sixteen at a time: the last of them, which may overlap those before,
    /// leave no rest.
    #[inline(always)]
    pub(super) fn filter(&self, seen: &[u8], to: &mut [i16]) {
        const LANES: usize = 16;
        let some = |seen: &[u8], to: &mut [i16]| {
            for (to, &value) in to.iter_mut().zip(seen) {
                *to = self.filtered(value).into();
            }
        };
        let count = to.len().min(seen.len());
        if count < LANES {
            return some(seen, to);
        }
        for first in (0..count).step_by(LANES) {
            let first = first.min(count - LANES);
            some(&seen[first..][..LANES], &mut to[first..][..LANES]);
        }
    }

    /// Response of a filter on the position of a row and column: the sum of coefficients times values, 0 beyond the border.
    #[must_use]
    pub fn response(&self, filter: &Filter, seen: &[u8], (row, column): (usize, usize)) -> i32 {
        let half = self.kernel / 2;
        let mut sum = 0;
        for (index, &coefficient) in filter.coefficients.iter().enumerate() {
            let y = (row * self.stride + index / self.kernel).wrapping_sub(half);
            let x = (column * self.stride + index % self.kernel).wrapping_sub(half);
            if y < self.height && x < self.width {
                sum += i32::from(coefficient) * i32::from(self.filtered(seen[y * self.width + x]));
            }
        }
        sum
    }

    /// Bits of a picture: the definition.
    pub(super) fn encode(&self, seen: &[u8]) -> Vec<bool> {
        let mut bits = vec![false; self.bits()];
        let (rows, columns) = self.positions();
        let field_columns = self.fields().1;
        for (number, filter) in self.filters().iter().enumerate() {
            let threshold = i32::from(self.threshold(filter.kind));
            for row in 0..rows {
                for column in 0..columns {
                    let response = self.response(filter, seen, (row, column));
                    let field = row / self.pool * field_columns + column / self.pool;
                    let bit = 2 * (self.filter_count() * field + number);
                    bits[bit] |= response >= threshold;
                    bits[bit + 1] |= -response >= threshold;
                }
            }
        }
        bits
    }
}
