const LEVELS: usize = @levels@;
/// Thresholds of the levels of @whose@.
#[rustfmt::skip]
static THRESHOLDS: [u8; @count@] = [
@thresholds@];

/// Levels: a value reaches those whose threshold is not above it. @which@ sets its bit.
fn encode_levels(values: &[u8; INPUTS], bits: &mut [u8]) {
    for ((first, &value), thresholds) in (0..).step_by(LEVELS).zip(values).zip(@of_values@) {
@invert@        let reached = thresholds.iter().take_while(|&&threshold| value >= threshold).count();
@set@    }
}

