//! What a result's spread comes from.

use serde::Serialize;

/// Bins of equal probability along a cause.
const BINS: usize = 20;

/// A cause, and its share of a result's spread.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sensitivity {
    /// The cause, or what structures differ in.
    pub cause: String,
    /// Share of the variance of the result's logarithm that goes with it alone: the first-order index of Sobol (1993), as the
    /// variance of means over twenty bins of equal probability. What several causes do together is in none.
    pub share: f64,
}

/// A draw's place along a cause, its result, and its weight.
pub(crate) type Point = (f64, f64, f64);

/// The share of variance that goes with a cause.
pub(crate) fn share(mut points: Vec<Point>) -> f64 {
    points.retain(|(_, _, weight)| *weight > 0.0);
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    let total: f64 = points.iter().map(|(_, _, weight)| weight).sum();
    let mean = points.iter().map(|(_, value, weight)| value * weight).sum::<f64>() / total;
    let square = |value: f64| (value - mean) * (value - mean);
    let variance = points.iter().map(|(_, value, weight)| square(*value) * weight).sum::<f64>() / total;
    if variance.is_nan() || variance <= 0.0 {
        return 0.0;
    }
    let mut bins = [(0.0_f64, 0.0_f64); BINS];
    let mut below = 0.0;
    let mut rest = points.as_slice();
    while let Some((place, _, _)) = rest.first() {
        // Draws in the same place, as those of a structure, stay together.
        let alike = rest.iter().take_while(|point| point.0 == *place).count();
        let (same, others) = rest.split_at(alike);
        let weight: f64 = same.iter().map(|(_, _, weight)| weight).sum();
        let bin = &mut bins[((below + weight / 2.0) / total * BINS as f64).min(BINS as f64 - 1.0) as usize];
        bin.0 += same.iter().map(|(_, value, weight)| value * weight).sum::<f64>();
        bin.1 += weight;
        below += weight;
        rest = others;
    }
    let of_bins = bins.iter().filter(|(_, weight)| *weight > 0.0);
    let explained = of_bins.map(|(sum, weight)| square(sum / weight) * weight).sum::<f64>() / total;
    // Means of few draws differ by chance.
    let squares: f64 = points.iter().map(|(_, _, weight)| weight * weight).sum();
    let chance = (BINS as f64 - 1.0) * squares / (total * total);
    ((explained / variance - chance) / (1.0 - chance)).max(0.0)
}

#[cfg(test)]
mod tests {
    use apical_core::random::SplitMix64;

    use super::*;
    use crate::distribution::uniform;

    #[test]
    fn shares_are_those_of_a_sum() {
        let mut random = SplitMix64::new(1);
        let draws: Vec<[f64; 3]> =
            (0..20_000).map(|_| std::array::from_fn(|_| uniform(&mut random))).collect();
        // Variances 9 : 1 : 0.
        let found: [f64; 3] = std::array::from_fn(|cause| {
            share(draws.iter().map(|draw| (draw[cause], 3.0 * draw[0] + draw[1], 1.0)).collect())
        });
        for (found, expected) in found.into_iter().zip([0.9, 0.1, 0.0]) {
            assert!((found - expected).abs() < 0.01, "{found} {expected}");
        }
    }

    #[test]
    fn what_does_not_vary_has_no_cause() {
        assert_eq!(share(vec![(1.0, 2.0, 1.0), (2.0, 2.0, 1.0)]), 0.0);
        assert_eq!(share(Vec::new()), 0.0);
    }
}
