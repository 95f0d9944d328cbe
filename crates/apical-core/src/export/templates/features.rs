/// Of @whose@: what becomes 0, what becomes 255.
#[rustfmt::skip]
static RANGES: [(f64, f64); @count@] = [
@ranges@];

/// Numbers as they were measured to values, exactly as in the program that learned: by the same operations in the same order. Returns how
/// many were outside their range, and count as its nearer end.
///
/// # Errors
/// The index, from 0, of the first that is not finite; values are then of no use.
pub fn prepare_features(features: &[f64; INPUTS], values: &mut [u8; INPUTS]) -> Result<usize, usize> {
    let mut clamped = 0;
    let ranges = @of_features@;
    for (index, ((value, &feature), &(lower, upper))) in values.iter_mut().zip(features).zip(ranges).enumerate() {
        if !feature.is_finite() {
            return Err(index);
        }
        clamped += usize::from(feature < lower || feature > upper);
        let scaled = @scaled@;
        // The conversion cuts off and saturates.
        *value = if lower < upper { (scaled + 0.5) as u8 } else { 0 };
    }
    Ok(clamped)
}


