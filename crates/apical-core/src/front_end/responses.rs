//! Responses of a retina quickly: the same numbers as [`Retina::response`], a row of positions at once.
//!
//! A filter's equal coefficients form one run of pixels in each row of its kernel. Sums of runs of 1, 2, .. pixels are shared by
//! all filters; a response is then a sum of at most two runs a row, instead of one value a pixel. A bar is three times its stripe
//! less the whole kernel. All sums wrap in 16 bits, which is exact because no response reaches 2^15: at most
//! `121 * 255 = 30,855`.

use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

use super::filters::{FilterKind, Run};
use super::retina::Retina;

/// What a filter adds and subtracts, as distances of its runs from the pixel at its upper left corner, over all planes.
#[derive(Debug, Clone)]
pub(crate) struct FilterSchedule {
    pub(crate) plus: Vec<usize>,
    pub(crate) minus: Vec<usize>,
    /// Bars: `3 * plus - whole`; edges: `plus - minus`.
    pub(crate) bar: bool,
}

/// Space and schedule for the responses of one retina.
#[derive(Debug, Clone)]
pub(crate) struct Responses {
    retina: Retina,
    schedules: Vec<FilterSchedule>,
    /// The whole kernel, as a schedule has it.
    whole: Vec<usize>,
    /// The greatest distance of any schedule.
    reach: usize,
    /// Columns that are computed: the picture's, and some beyond.
    columns: usize,
    /// Elements of a row of a plane.
    pitch: usize,
    /// Elements of a plane: the picture with a border.
    plane: usize,
    /// Plane `n - 1`: sums of `n` neighbouring pixels, from each on.
    planes: Vec<i16>,
    /// Rows of the planes that may hold anything but 0.
    inked: Range<usize>,
    /// Responses of each filter to a row of pixels.
    rows: Vec<i16>,
    /// Greatest and least responses of each filter in a row of fields, as `rows` has them.
    most: Vec<i16>,
    least: Vec<i16>,
    /// Bit 0: positive, bit 1: negative, for each column of a filter.
    flags: Vec<u8>,
}

/// Elements that are computed at once: loops over so many become vectors.
const LANES: usize = 16;
/// Columns that a kernel computes at once.
const BLOCK: usize = 2 * LANES;

type Lanes = [i16; LANES];

impl Responses {
    /// For a valid retina.
    #[must_use]
    pub(crate) fn new(retina: &Retina) -> Self {
        let columns = retina.width.next_multiple_of(BLOCK);
        let pitch = columns + LANES; // a kernel has at most 11 columns
        // One row more, so that runs may begin beyond the last.
        let plane = pitch * (retina.height + retina.kernel);
        let distances = |runs: Vec<Run>| {
            let distance = |run: Run| (run.length - 1) * plane + run.row * pitch + run.column;
            runs.into_iter().map(distance).collect::<Vec<_>>()
        };
        let schedules: Vec<FilterSchedule> = retina
            .filters()
            .iter()
            .map(|filter| {
                let runs = |wanted: i8| distances(filter.runs(retina.kernel, wanted));
                match filter.kind {
                    FilterKind::Edge => FilterSchedule { plus: runs(1), minus: runs(-1), bar: false },
                    FilterKind::Bar => FilterSchedule { plus: runs(2), minus: Vec::new(), bar: true },
                }
            })
            .collect();
        let kernel = retina.kernel;
        let whole: Vec<usize> =
            distances((0..kernel).map(|row| Run { row, column: 0, length: kernel }).collect());
        let all = schedules.iter().flat_map(|schedule| schedule.plus.iter().chain(&schedule.minus));
        let reach = all.chain(&whole).copied().max().unwrap_or(0);
        let rows = vec![0; columns * retina.filter_count()];
        Self {
            schedules,
            whole,
            reach,
            columns,
            pitch,
            plane,
            planes: vec![0; plane * kernel],
            inked: 0..0,
            most: rows.clone(),
            least: rows.clone(),
            rows,
            flags: vec![0; columns],
            retina: retina.clone(),
        }
    }

    /// What they are responses of.
    #[cfg_attr(not(target_arch = "x86_64"), allow(dead_code, reason = "for kernels of that machine"))]
    pub(crate) fn retina(&self) -> &Retina {
        &self.retina
    }

    /// What each filter adds and subtracts.
    #[cfg_attr(not(target_arch = "x86_64"), allow(dead_code, reason = "for kernels of that machine"))]
    pub(crate) fn schedules(&self) -> &[FilterSchedule] {
        &self.schedules
    }

    /// The runs of a whole kernel.
    #[cfg_attr(not(target_arch = "x86_64"), allow(dead_code, reason = "for kernels of that machine"))]
    pub(crate) fn whole(&self) -> &[usize] {
        &self.whole
    }

    /// Sums of runs: what a distance and a position's row and column lead to.
    #[cfg_attr(not(target_arch = "x86_64"), allow(dead_code, reason = "for kernels of that machine"))]
    pub(crate) fn planes(&self) -> &[i16] {
        &self.planes
    }

    /// Elements from a row of a plane to the next.
    #[cfg_attr(not(target_arch = "x86_64"), allow(dead_code, reason = "for kernels of that machine"))]
    pub(crate) fn pitch(&self) -> usize {
        self.pitch
    }

    /// The greatest distance of any run.
    #[cfg_attr(not(target_arch = "x86_64"), allow(dead_code, reason = "for kernels of that machine"))]
    pub(crate) fn reach(&self) -> usize {
        self.reach
    }

    /// Lays the picture into the first plane and sums runs into the others.
    #[inline(always)]
    pub(crate) fn prepare(&mut self, seen: &[u8]) {
        let Retina { kernel, width, .. } = self.retina;
        let half = kernel / 2;
        let rows = self.rows_with_ink(seen);
        // What the picture before left is cleared.
        let stale = if self.inked.is_empty() {
            rows.clone()
        } else {
            rows.start.min(self.inked.start)..rows.end.max(self.inked.end)
        };
        // Of the rows with ink, what is beside the picture is 0 already.
        for y in stale.clone().filter(|y| !rows.contains(y)) {
            self.planes[y * self.pitch..][..self.pitch].fill(0);
        }
        let (first, end) = (stale.start * self.pitch, stale.end * self.pitch);
        for y in rows.clone() {
            let place = y * self.pitch + half;
            let pixels = &seen[(y - half) * width..][..width];
            self.retina.filter(pixels, &mut self.planes[place..][..width]);
        }
        for length in 1..kernel {
            let (before, plane) = self.planes.split_at_mut(length * self.plane);
            let shorter = &before[(length - 1) * self.plane..][first..end];
            // The last row is within the border, where all is 0.
            let pixels = &before[first + length..][..end - first];
            for ((sum, &shorter), &pixel) in plane[first..end].iter_mut().zip(shorter).zip(pixels) {
                *sum = shorter.wrapping_add(pixel);
            }
        }
        self.inked = rows;
    }

    /// Rows of a plane from the first to the last in which the filters see something; none in a blank picture.
    fn rows_with_ink(&self, seen: &[u8]) -> Range<usize> {
        let half = self.retina.kernel / 2;
        let ink = |row: &[u8]| row.iter().fold(0, |all, &value| all | self.retina.filtered(value)) != 0;
        let rows = || seen.chunks_exact(self.retina.width);
        match rows().position(ink) {
            None => half..half,
            Some(first) => {
                let last = rows().rposition(ink).unwrap_or(first);
                half + first..half + last + 1
            }
        }
    }

    /// Responses of all filters to row `y` of the pixels, all columns, into `rows`.
    #[inline(always)]
    fn filter_row(&mut self, y: usize) {
        for column in (0..self.columns).step_by(LANES) {
            let planes = &self.planes[y * self.pitch + column..];
            let whole = sum(planes, &self.whole);
            for (filter, schedule) in self.schedules.iter().enumerate() {
                let mut responses = sum(planes, &schedule.plus);
                if schedule.bar {
                    for (response, &whole) in responses.iter_mut().zip(&whole) {
                        *response = response.wrapping_mul(3).wrapping_sub(whole);
                    }
                } else {
                    let minus = sum(planes, &schedule.minus);
                    for (response, &minus) in responses.iter_mut().zip(&minus) {
                        *response = response.wrapping_sub(minus);
                    }
                }
                self.rows[filter * self.columns + column..][..LANES].copy_from_slice(&responses);
            }
        }
    }

    /// Shows the responses of every filter, a row of positions at once.
    pub(super) fn each(&mut self, seen: &[u8], mut show: impl FnMut(usize, &[i16])) {
        self.prepare(seen);
        let Retina { stride, width, .. } = self.retina;
        let mut positions = Vec::new();
        for y in (0..self.retina.height).step_by(stride) {
            self.filter_row(y);
            for (filter, row) in self.rows.chunks_exact(self.columns).enumerate() {
                positions.clear();
                positions.extend(row[..width].iter().step_by(stride));
                show(filter, &positions);
            }
        }
    }

    /// Sets the bits of a picture in `words`, from bit `first` on; they must be 0.
    #[inline(always)]
    pub(crate) fn encode(&mut self, seen: &[u8], words: &mut [u64], first: usize) {
        self.prepare(seen);
        let Retina { stride, pool, height, .. } = self.retina;
        let (field_rows, field_columns) = self.retina.fields();
        for field_row in 0..field_rows {
            let rows = field_row * pool * stride..((field_row + 1) * pool * stride).min(height);
            for (number, y) in rows.step_by(stride).enumerate() {
                self.filter_row(y);
                if number == 0 {
                    self.most.copy_from_slice(&self.rows);
                    self.least.copy_from_slice(&self.rows);
                    continue;
                }
                for ((most, least), &response) in self.most.iter_mut().zip(&mut self.least).zip(&self.rows) {
                    *most = (*most).max(response);
                    *least = (*least).min(response);
                }
            }
            for filter in 0..self.schedules.len() {
                self.set_fields(filter, field_row * field_columns, words, first);
            }
        }
    }

    /// A filter's bits of a row of fields, of which `field` is the first.
    #[inline(always)]
    fn set_fields(&mut self, filter: usize, field: usize, words: &mut [u64], first: usize) {
        let Retina { stride, pool, width, .. } = self.retina;
        let bar = self.schedules[filter].bar;
        let threshold = if bar { self.retina.bar_threshold } else { self.retina.edge_threshold } as i16;
        let row = filter * self.columns;
        let (most, least) = (&self.most[row..][..self.columns], &self.least[row..][..self.columns]);
        for ((flags, &most), &least) in self.flags.iter_mut().zip(most).zip(least) {
            *flags = u8::from(most >= threshold) | u8::from(least <= -threshold) << 1;
        }
        let step = 2 * self.schedules.len();
        let mut bit = first + step * field + 2 * filter;
        for flags in self.flags[..width].chunks(pool * stride) {
            let mut set = 0;
            for &flags in flags.iter().step_by(stride) {
                set |= flags;
            }
            // A filter's two bits lie in two words where `first` is odd.
            words[bit / 64] |= u64::from(set & 1) << (bit % 64);
            words[(bit + 1) / 64] |= u64::from(set >> 1) << ((bit + 1) % 64);
            bit += step;
        }
    }
}

/// Sums of the runs at these distances, from each of the first columns on.
#[inline(always)]
fn sum(planes: &[i16], distances: &[usize]) -> Lanes {
    let mut sums = [0; LANES];
    for &distance in distances {
        let values = &planes[distance..][..LANES];
        for (sum, &value) in sums.iter_mut().zip(values) {
            *sum = i16::wrapping_add(*sum, value);
        }
    }
    sums
}
