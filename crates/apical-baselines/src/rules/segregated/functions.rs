//! Exponential, logistic function and logarithm, branch-free, so that loops over neurons are vectorised.

/// Adding it rounds a number of magnitude below 2^22 to a whole one, which stands in the low bits.
const ROUNDING: f32 = 12_582_912.0;

/// `exp(x)` for `x` from -80 to 80, relative error below 1e-6; beyond, as at the bound.
#[inline]
fn exponential(x: f32) -> f32 {
    let scaled = x.clamp(-80.0, 80.0) * std::f32::consts::LOG2_E;
    let rounded = scaled + ROUNDING;
    let rest = (scaled - (rounded - ROUNDING)) * std::f32::consts::LN_2;
    let series =
        1.0 + rest * (1.0 + rest * (0.5 + rest * (1.0 / 6.0 + rest * (1.0 / 24.0 + rest * (1.0 / 120.0)))));
    // A power of two: the whole number in the bits of the exponent.
    series * f32::from_bits((rounded.to_bits() << 23).wrapping_add(1.0_f32.to_bits()))
}

/// `1 / (1 + exp(-x))`, error below 1e-6.
#[inline]
pub(super) fn logistic(x: f32) -> f32 {
    1.0 / (1.0 + exponential(-x))
}

/// The natural logarithm of a normal number above 0, error below 1e-6 of the larger of it and 1.
#[inline]
pub(super) fn logarithm(x: f32) -> f32 {
    /// Bits of 2/3: mantissas are taken from 2/3 to 4/3.
    const LEAST: u32 = 0x3f2a_aaab;
    let bits = x.to_bits().wrapping_sub(LEAST);
    let exponent = (bits.cast_signed() >> 23) as f32;
    let mantissa = f32::from_bits((bits & 0x7f_ffff).wrapping_add(LEAST));
    let z = (mantissa - 1.0) / (mantissa + 1.0);
    let square = z * z;
    let series =
        2.0 * z * (1.0 + square * (1.0 / 3.0 + square * (0.2 + square * (1.0 / 7.0 + square / 9.0))));
    exponent * std::f32::consts::LN_2 + series
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_those_of_the_standard_library() {
        for step in -4000..=4000 {
            let x = step as f32 / 100.0;
            let expected = f64::from(x).exp();
            assert!((f64::from(exponential(x)) / expected - 1.0).abs() < 5e-6, "{x}");
            assert!((f64::from(logistic(x)) - expected / (1.0 + expected)).abs() < 1e-6, "{x}");
            let positive = 1.01_f32.powi(step / 2);
            if positive.is_normal() {
                let expected = f64::from(positive).ln();
                let error = (f64::from(logarithm(positive)) - expected).abs();
                assert!(error < 1e-6 * expected.abs().max(1.0), "{positive}: {error}");
            }
        }
        assert_eq!(logistic(-1e9), logistic(-80.0));
        assert_eq!(logistic(1e9), 1.0);
        assert_eq!(logarithm(1.0), 0.0);
    }
}
