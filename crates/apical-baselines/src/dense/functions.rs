//! Exponential and hyperbolic tangent without branches or tables, so that loops over them use vector instructions.

/// `1.5 * 2^23`: a sum with it has the other summand, rounded, in its lowest bits.
const ROUND: f32 = 12_582_912.0;
/// ln 2 in two parts; products of the first with a small integer are exact.
const LN_2: (f32, f32) = (0.693_359_4, -2.121_944_4e-4);

/// `e^x`, to 3e-7 of its value; below -87 and above 88 the values at those limits.
#[inline]
#[must_use]
pub(crate) fn exponential(x: f32) -> f32 {
    let x = x.clamp(-87.0, 88.0);
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let whole = shifted - ROUND;
    let rest = (x - whole * LN_2.0) - whole * LN_2.1;
    // The series to the sixth power; the rest is at most ln(2) / 2.
    let series = [1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0, 1.0];
    let value = series.iter().fold(0.0, |sum, term| sum * rest + term);
    let power = shifted.to_bits().wrapping_sub(ROUND.to_bits()).wrapping_add(127);
    value * f32::from_bits(power << 23)
}

/// The hyperbolic tangent, to 2e-7.
#[inline]
#[must_use]
pub(crate) fn tanh(u: f32) -> f32 {
    // From 10 on it is 1; a clamp keeps what is no number.
    let twice = exponential(2.0 * u.abs().clamp(0.0, 10.0));
    (1.0 - 2.0 / (twice + 1.0)).copysign(u)
}

/// `1 / (1 + e^-u)`.
#[inline]
#[must_use]
pub(crate) fn sigmoid(u: f32) -> f32 {
    1.0 / (1.0 + exponential(-u))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_those_of_the_library() {
        for step in -400_000_i32..=400_000 {
            let x = step as f32 * 2e-4;
            let exact = f64::from(x);
            let error = f64::from(exponential(x)) / exact.exp() - 1.0;
            assert!(error.abs() < 3e-7, "exp {x}: {error}");
            let error = f64::from(tanh(x)) - exact.tanh();
            assert!(error.abs() < 2e-7, "tanh {x}: {error}");
            let error = f64::from(sigmoid(x)) - 1.0 / (1.0 + (-exact).exp());
            assert!(error.abs() < 2e-7, "sigmoid {x}: {error}");
        }
        assert_eq!(tanh(0.0), 0.0);
        assert_eq!((tanh(1e30), tanh(-1e30)), (1.0, -1.0));
        assert!(tanh(f32::NAN).is_nan() && exponential(1e30).is_finite());
    }
}
