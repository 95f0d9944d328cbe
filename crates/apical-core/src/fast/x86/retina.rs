//! A retina's bits, 16 or 32 columns and up to four rows of positions at once.
//!
//! The same sums of runs as in [`Responses`]; they stay in registers until all positions of a field are pooled. Where a kernel
//! has too little under it for any filter to spike, nothing is computed; of a digit that is most of the sides.

use core::arch::x86_64::*;

use super::avx2::V256;
use crate::fast::vector::Vector;
use crate::front_end::{FilterSchedule, Responses};

/// Columns of a block.
const BLOCK: usize = 32;
/// Columns of a vector.
const LANES: usize = 16;
/// Room for two bits of each of at most 24 filters.
const SPIKES: usize = 64;
/// Most rows of positions that are summed at once: as many as registers hold.
const ROWS: usize = 4;
/// Most groups of so many rows in a field: fields are no higher than a block is wide. `G` below is this, or 1 where fields are
/// low.
const GROUPS: usize = BLOCK / ROWS;

/// Whether fields end where blocks do, so that no field lies in two of them.
pub(super) fn can_encode(responses: &Responses) -> bool {
    BLOCK.is_multiple_of(responses.retina().pool * responses.retina().stride)
}

/// Lanes of 16 or 32 columns.
type Columns<const C: usize> = [V256; C];

/// Where a first position is, and how far the next row of positions is from it.
#[derive(Clone, Copy)]
struct Place<'a> {
    planes: &'a [i16],
    first: usize,
    step: usize,
}

impl Place<'_> {
    /// The columns at a distance from the position of a row.
    ///
    /// # Safety
    /// `first + distance + row * step + C * LANES` must not exceed the elements of the planes.
    #[inline(always)]
    unsafe fn columns<const C: usize>(self, distance: usize, row: usize) -> Columns<C> {
        let first = self.first + distance + row * self.step;
        debug_assert!(first + C * LANES <= self.planes.len());
        let mut columns = [V256::zero(); C];
        for (vector, column) in columns.iter_mut().enumerate() {
            // SAFETY: AVX2 is there (head of `avx2`); the elements are there, as the caller promises; unaligned is allowed.
            *column =
                V256(unsafe { _mm256_loadu_si256(self.planes.as_ptr().add(first + vector * LANES).cast()) });
        }
        columns
    }
}

#[inline(always)]
fn of_pairs<const C: usize>(mut a: Columns<C>, b: Columns<C>, f: impl Fn(V256, V256) -> V256) -> Columns<C> {
    for (a, b) in a.iter_mut().zip(b) {
        *a = f(*a, b);
    }
    a
}

#[inline(always)]
fn greater(a: V256, b: V256) -> V256 {
    // SAFETY: AVX2 is there (head of `avx2`).
    V256(unsafe { _mm256_max_epi16(a.0, b.0) })
}

#[inline(always)]
fn less(a: V256, b: V256) -> V256 {
    // SAFETY: AVX2 is there (head of `avx2`).
    V256(unsafe { _mm256_min_epi16(a.0, b.0) })
}

/// Bit `i`: whether column `i` of `a` is above that of `b`.
#[inline(always)]
fn above<const C: usize>(a: Columns<C>, b: Columns<C>) -> u32 {
    let mut results = [V256::zero(); 2];
    for ((result, a), b) in results.iter_mut().zip(a).zip(b) {
        // SAFETY: AVX2 is there (head of `avx2`).
        *result = V256(unsafe { _mm256_cmpgt_epi16(a.0, b.0) });
    }
    // SAFETY: AVX2 is there (head of `avx2`). Packing works within halves of 128 bits: the quarters are put into their order.
    unsafe {
        let packed = _mm256_packs_epi16(results[0].0, results[1].0);
        _mm256_movemask_epi8(_mm256_permute4x64_epi64::<0b11_01_10_00>(packed)) as u32
    }
}

/// Sums of runs at `distances` with the sums so far, added or subtracted by `f`.
///
/// # Safety
/// As [`Place::columns`], for each distance and row.
#[inline(always)]
unsafe fn runs<const N: usize, const C: usize>(
    place: Place<'_>,
    distances: &[usize],
    mut sums: [Columns<C>; N],
    f: impl Fn(V256, V256) -> V256 + Copy,
) -> [Columns<C>; N] {
    for &distance in distances {
        for (row, sum) in sums.iter_mut().enumerate() {
            // SAFETY: as the caller promises.
            *sum = of_pairs(*sum, unsafe { place.columns(distance, row) }, f);
        }
    }
    sums
}

/// The whole kernel's sums at `N` rows of positions.
///
/// # Safety
/// As [`Place::columns`], for all distances and `N` rows.
#[inline(always)]
unsafe fn whole_of<const N: usize, const C: usize>(
    place: Place<'_>,
    distances: &[usize],
    whole: &mut [Columns<C>; ROWS],
) {
    // SAFETY: as the caller promises.
    let sums = unsafe { runs(place, distances, [[V256::zero(); C]; N], V256::add16) };
    whole[..N].copy_from_slice(&sums);
}

/// Greatest and least responses of a filter at `N` rows of positions.
///
/// # Safety
/// As [`Place::columns`], for all distances of the schedule and `N` rows.
#[inline(always)]
unsafe fn extremes<const N: usize, const C: usize>(
    place: Place<'_>,
    whole: &[Columns<C>; ROWS],
    schedule: &FilterSchedule,
) -> [Columns<C>; 2] {
    // SAFETY: as the caller promises.
    let mut sums = unsafe { runs(place, &schedule.plus, [[V256::zero(); C]; N], V256::add16) };
    if schedule.bar {
        for (sum, whole) in sums.iter_mut().zip(whole) {
            let triple = sum.map(|sum| sum.add16(sum).add16(sum));
            *sum = of_pairs(triple, *whole, V256::subtract16);
        }
    } else {
        // SAFETY: as the caller promises.
        sums = unsafe { runs(place, &schedule.minus, sums, V256::subtract16) };
    }
    let (mut most, mut least) = (sums[0], sums[0]);
    for sum in &sums[1..] {
        most = of_pairs(most, *sum, greater);
        least = of_pairs(least, *sum, less);
    }
    [most, least]
}

/// Calls a function for so many rows.
macro_rules! of_rows {
    ($count:expr, $function:ident($($argument:expr),*)) => {
        match $count {
            4 => $function::<4, C>($($argument),*),
            3 => $function::<3, C>($($argument),*),
            2 => $function::<2, C>($($argument),*),
            _ => $function::<1, C>($($argument),*),
        }
    };
}

/// What the fields of a retina have in common.
struct Encoding<'a> {
    responses: &'a Responses,
    /// Columns of a field.
    side: usize,
    /// Bits of columns at which there are positions.
    strided: u32,
    /// Bits of columns at which fields begin, in either half.
    starts: u64,
    /// Of edges and bars: what positive responses must exceed, and what negative ones must stay below.
    limits: [[V256; 2]; 2],
    /// What the whole kernel's sum must exceed for any filter to spike: an edge is at most that sum, a bar twice as much.
    least: V256,
}

/// A row of fields in a block.
#[derive(Clone, Copy)]
struct Part {
    /// First row of positions, and their number.
    row: usize,
    rows: usize,
    /// First column.
    column: usize,
}

impl<'a> Encoding<'a> {
    #[inline(always)]
    fn new(responses: &'a Responses) -> Self {
        let retina = responses.retina();
        let side = retina.stride * retina.pool;
        let every = |step: usize| (0..BLOCK).step_by(step).fold(0_u32, |mask, column| mask | 1 << column);
        let starts = u64::from(every(side));
        let limits = [retina.edge_threshold, retina.bar_threshold]
            .map(|threshold| [threshold - 1, 1_u16.wrapping_sub(threshold)].map(V256::splat16));
        let least = retina.edge_threshold.min(retina.bar_threshold.div_ceil(2)) - 1;
        Self {
            responses,
            side,
            strided: every(retina.stride),
            starts: starts | starts << 32,
            limits,
            least: V256::splat16(least),
        }
    }

    /// Groups of rows of a part, `C` vectors of columns: where each is, and its number of rows.
    #[inline(always)]
    fn group<const C: usize>(&self, part: Part, number: usize) -> (Place<'a>, usize) {
        let (planes, step) =
            (self.responses.planes(), self.responses.retina().stride * self.responses.pitch());
        let first = (part.row + number * ROWS) * step + part.column;
        let count = ROWS.min(part.rows - number * ROWS);
        let end = first + self.responses.reach() + (count - 1) * step + C * LANES;
        assert!(end <= planes.len(), "planes are laid out for all positions");
        (Place { planes, first, step }, count)
    }

    /// The whole kernel's sums.
    #[inline(always)]
    fn whole<const C: usize, const G: usize>(&self, part: Part) -> [[Columns<C>; ROWS]; G] {
        let mut whole = [[[V256::zero(); C]; ROWS]; G];
        for (number, whole) in whole.iter_mut().take(part.rows.div_ceil(ROWS)).enumerate() {
            let (place, count) = self.group::<C>(part, number);
            // SAFETY: no distance is beyond the reach, so all columns end where `group` looks or before.
            unsafe { of_rows!(count, whole_of(place, self.responses.whole(), whole)) }
        }
        whole
    }

    /// Bits of the columns at which fields begin in which a filter may spike.
    #[inline(always)]
    fn busy<const G: usize>(&self, whole: &[[Columns<2>; ROWS]; G]) -> u32 {
        let mut most = [V256::zero(); 2];
        // Those of rows that are not there are 0.
        for row in whole.as_flattened() {
            most = of_pairs(most, *row, greater);
        }
        any_of(u64::from(above(most, [self.least; 2])), self.side) as u32 & self.starts as u32
    }

    /// Sets the bits of a part's fields, of which the first has bit `bit`. `inside`: bits of the columns that are of the picture.
    #[inline(always)]
    fn spike<const C: usize, const G: usize>(
        &self,
        part: Part,
        whole: &[[Columns<C>; ROWS]; G],
        inside: u32,
        words: &mut [u64],
        mut bit: usize,
    ) {
        let inside = u64::from(inside & self.strided);
        let inside = inside | inside << 32;
        let (fields, of_block) = (C * LANES / self.side, BLOCK / self.side);
        // Of eight fields each: a byte for each filter and sign.
        let mut spikes = [[0_u8; SPIKES]; BLOCK / 8];
        let groups: [(Place<'_>, usize); G] =
            core::array::from_fn(|number| self.group::<C>(part, number.min((part.rows - 1) / ROWS)));
        let groups = &groups[..part.rows.div_ceil(ROWS)];
        for (filter, schedule) in self.responses.schedules().iter().enumerate() {
            let (mut most, mut least) =
                ([V256::splat16(i16::MIN as u16); C], [V256::splat16(i16::MAX as u16); C]);
            for (&(place, count), whole) in groups.iter().zip(whole) {
                // SAFETY: no distance is beyond the reach, so all columns end where `group` looks or before.
                let found = unsafe { of_rows!(count, extremes(place, whole, schedule)) };
                (most, least) = (of_pairs(most, found[0], greater), of_pairs(least, found[1], less));
            }
            let [limit, negative] = self.limits[usize::from(schedule.bar)];
            let (positive, negative) = (above(most, [limit; C]), above([negative; C], least));
            let columns = any_of((u64::from(positive) | u64::from(negative) << 32) & inside, self.side);
            // SAFETY: BMI2 is there (head of `avx2`).
            let found = unsafe { _pext_u64(columns, self.starts) };
            for (eight, spikes) in spikes[..fields.div_ceil(8)].iter_mut().enumerate() {
                spikes[2 * filter] = (found >> (8 * eight)) as u8;
                spikes[2 * filter + 1] = (found >> (of_block + 8 * eight)) as u8;
            }
        }
        let filters = self.responses.retina().filter_count();
        // Fields beyond the picture have no positions, and no bits.
        let fields = fields.min(((inside as u32).ilog2() as usize) / self.side + 1);
        for field in 0..fields {
            put(words, bit, column_of(&spikes[field / 8], field % 8, filters));
            bit += 2 * filters;
        }
    }
}

/// As [`Responses::encode`], for retinas that [can be encoded](can_encode).
#[inline(always)]
pub(super) fn encode(responses: &mut Responses, seen: &[u8], words: &mut [u64], first: usize) {
    responses.prepare(seen);
    if responses.retina().pool <= ROWS {
        encode_fields::<1>(responses, words, first);
    } else {
        encode_fields::<GROUPS>(responses, words, first);
    }
}

#[inline(always)]
fn encode_fields<const G: usize>(responses: &Responses, words: &mut [u64], first: usize) {
    let encoding = Encoding::new(responses);
    let retina = responses.retina();
    let (field_rows, field_columns) = retina.fields();
    let (width, positions) = (retina.width, retina.positions().0);
    let bits = 2 * retina.filter_count();
    for field_row in 0..field_rows {
        let row = field_row * retina.pool;
        let rows = retina.pool.min(positions - row);
        for column in (0..width).step_by(BLOCK) {
            let part = Part { row, rows, column };
            let whole = encoding.whole::<2, G>(part);
            let inside = if width - column < BLOCK { (1 << (width - column)) - 1 } else { u32::MAX };
            let busy = encoding.busy(&whole) & inside;
            if busy == 0 {
                continue;
            }
            let (low, high) = (busy.trailing_zeros() as usize, busy.ilog2() as usize);
            let bit = |column: usize| first + bits * (field_row * field_columns + column / encoding.side);
            if high + encoding.side - low <= LANES {
                // One vector has all fields in which there may be something.
                let part = Part { column: column + low, ..part };
                encoding.spike(part, &encoding.whole::<1, G>(part), inside >> low, words, bit(column + low));
            } else {
                encoding.spike(part, &whole, inside, words, bit(column));
            }
        }
    }
}

/// Bit `number` of each byte: bit `i` is of byte `i`.
#[inline(always)]
fn column_of(bytes: &[u8; SPIKES], number: usize, filters: usize) -> u64 {
    let (low, high) = bytes.split_at(SPIKES / 2);
    let low = column_of_half(low, number);
    if 2 * filters <= SPIKES / 2 { low } else { low | column_of_half(high, number) << 32 }
}

/// As [`column_of`], of the bytes of a vector. No closure: its intrinsics would be calls.
#[inline(always)]
fn column_of_half(bytes: &[u8], number: usize) -> u64 {
    assert!(bytes.len() == SPIKES / 2, "a vector");
    // SAFETY: AVX2 is there (head of `avx2`); the vector's 32 bytes are there, unaligned is allowed.
    unsafe {
        // Moved to the highest bit of each byte; what comes over from the byte below lies lower.
        let by = _mm_cvtsi32_si128(7 - number as i32);
        let bytes = _mm256_loadu_si256(bytes.as_ptr().cast());
        u64::from(_mm256_movemask_epi8(_mm256_sll_epi16(bytes, by)) as u32)
    }
}

/// Sets bits from one on that are 0.
#[inline(always)]
fn put(words: &mut [u64], bit: usize, bits: u64) {
    let (word, shift) = (bit / 64, bit % 64);
    words[word] |= bits << shift;
    let spilled = bits.checked_shr(64 - shift as u32).unwrap_or(0);
    if spilled != 0 {
        words[word + 1] |= spilled;
    }
}

/// Bit `side * n`: whether any of the `side` bits from there on is set. `side` is a power of two, at most 32.
#[inline(always)]
fn any_of(mut mask: u64, side: usize) -> u64 {
    // The usual one.
    if side == 4 {
        mask |= mask >> 1;
        return mask | mask >> 2;
    }
    let mut width = 1;
    while width < side {
        mask |= mask >> width;
        width *= 2;
    }
    mask
}
