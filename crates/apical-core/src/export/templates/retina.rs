const RETINA_WIDTH: usize = @width@;
const RETINA_HEIGHT: usize = @height@;
const RETINA_KERNEL: usize = @kernel@;
const RETINA_STRIDE: usize = @stride@;
const RETINA_POOL: usize = @pool@;
/// Edges and bars in turn, at @angles@ angles.
const RETINA_FILTERS: usize = @filters@;
const RETINA_FLAGS: usize = @field_columns@ * RETINA_FILTERS;
/// Sums of a row: of the pixels left of each column, the border's included.
const RETINA_PITCH: usize = RETINA_WIDTH + RETINA_KERNEL;
const RETINA_SUMS: usize = RETINA_KERNEL * RETINA_PITCH;
/// Least responses that spike, of edges and of bars.
const RETINA_THRESHOLDS: [i16; 2] = [@edge@, @bar@];
/// Sums that each filter adds and subtracts, in turn: how many pairs, and their offsets.
#[rustfmt::skip]
static RETINA_COUNTS: [u8; RETINA_FILTERS] = [
@counts@];
#[rustfmt::skip]
static RETINA_PAIRS: [u16; @pair_count@] = [
@pairs@];

/// Sums of the rows that filters see from row `y` of the picture with its border. They are modulo 2^16: differences of columns of
/// one kernel are exact.
fn retina_rows(values: &[u8; INPUTS], y: usize, sums: &mut [u16; RETINA_SUMS]) {
    for (row, sums) in sums.chunks_exact_mut(RETINA_PITCH).enumerate() {
        let line = (y + row).wrapping_sub(RETINA_KERNEL / 2);
        let pixels: &[u8] = if line < RETINA_HEIGHT { &values[line * RETINA_WIDTH..][..RETINA_WIDTH] } else { &[] };
        let mut sum = 0_u16;
        for (column, left) in sums.iter_mut().enumerate() {
            *left = sum;
            if let Some(&pixel) = pixels.get(column.wrapping_sub(RETINA_KERNEL / 2)) {
                sum = sum.wrapping_add(u16::from(@seen@));
            }
        }
    }
}

/// Responses of all filters at the position whose sums begin here; sets bit 0 of the flag of each that is positive, bit 1 of each
/// that is negative.
fn retina_position(sums: &[u16], flags: &mut [u8]) {
    let mut whole = 0_u16;
    for row in 0..RETINA_KERNEL {
        let row = &sums[row * RETINA_PITCH..];
        whole = whole.wrapping_add(row[RETINA_KERNEL].wrapping_sub(row[0]));
    }
    if whole == 0 {
        // All pixels are 0, and so are all responses.
        return;
    }
    let mut pairs = RETINA_PAIRS.chunks_exact(2);
    for (filter, (flag, &count)) in flags.iter_mut().zip(&RETINA_COUNTS).enumerate() {
        let mut sum = 0_u16;
        for pair in pairs.by_ref().take(usize::from(count)) {
            sum = sum.wrapping_add(sums[usize::from(pair[0])]).wrapping_sub(sums[usize::from(pair[1])]);
        }
        let bar = filter % 2 == 1;
        // No response reaches 2^15.
        let response = if bar { sum.wrapping_add(sum).wrapping_add(sum).wrapping_sub(whole) } else { sum } as i16;
        let threshold = RETINA_THRESHOLDS[usize::from(bar)];
        *flag |= u8::from(response >= threshold) | u8::from(-response >= threshold) << 1;
    }
}

/// Edges and bars: two bits for each filter in each field of @pool@ x @pool@ positions, row by row of fields.
fn encode_retina(values: &[u8; INPUTS], bits: &mut [u8]) {
    let side = RETINA_POOL * RETINA_STRIDE;
    let mut sums = [0; RETINA_SUMS];
    let mut bit = @first@;
    for top in (0..RETINA_HEIGHT).step_by(side) {
        let mut flags = [0; RETINA_FLAGS];
        for y in (top..RETINA_HEIGHT.min(top + side)).step_by(RETINA_STRIDE) {
            retina_rows(values, y, &mut sums);
            let fields = (0..RETINA_WIDTH).step_by(side).zip(flags.chunks_exact_mut(RETINA_FILTERS));
            for (left, field) in fields {
                for x in (left..RETINA_WIDTH.min(left + side)).step_by(RETINA_STRIDE) {
                    retina_position(&sums[x..], field);
                }
            }
        }
        for flag in flags {
            for sign in 0..2 {
                if flag >> sign & 1 == 1 {
                    set(bits, bit);
                }
                bit += 1;
            }
        }
    }
}

