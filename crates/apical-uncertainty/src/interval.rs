//! Weighted quantiles.

use serde::Serialize;

/// A median with the range that holds nine tenths of the probability.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    /// 5 % of the probability lie below.
    pub low: f64,
    /// Half of it.
    pub median: f64,
    /// 5 % lie above.
    pub high: f64,
}

/// Draws where no number is asked for: ends of an interval then differ by 2 % or so from those of many more.
pub const DEFAULT_SAMPLES: usize = 4_000;
/// The seed of all draws, which are the same in every run.
pub const SEED: u64 = 1;

impl Interval {
    /// Of values and their weights, which need not sum to 1. `None` where no value has weight.
    #[must_use]
    pub fn of(values: impl IntoIterator<Item = (f64, f64)>) -> Option<Self> {
        let mut values: Vec<(f64, f64)> = values.into_iter().filter(|(_, weight)| *weight > 0.0).collect();
        values.sort_by(|a, b| a.0.total_cmp(&b.0));
        let total: f64 = values.iter().map(|(_, weight)| weight).sum();
        let at = |share: f64| {
            let mut below = 0.0;
            let reached = values.iter().find(|(_, weight)| {
                below += weight;
                below >= share * total
            });
            reached.or(values.last()).map(|(value, _)| *value)
        };
        Some(Self { low: at(0.05)?, median: at(0.5)?, high: at(0.95)? })
    }

    /// Whether a figure lies within.
    #[must_use]
    pub fn contains(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }

    /// Three figures of the three, such as `13.6 (6.3 to 18.4)`, with as many digits as three of the median need.
    #[must_use]
    pub fn shown(&self) -> String {
        let Self { low, median, high } = *self;
        let digits = (2 - median.abs().max(f64::MIN_POSITIVE).log10().floor() as i64).clamp(0, 6) as usize;
        format!("{median:.digits$} ({low:.digits$} to {high:.digits$})")
    }

    /// The same of a multiple.
    #[must_use]
    pub fn times(&self, factor: f64) -> Self {
        Self { low: self.low * factor, median: self.median * factor, high: self.high * factor }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_follow_the_weights() {
        let plain = Interval::of((0..=100).map(|value| (f64::from(value), 1.0))).unwrap();
        assert_eq!((plain.low, plain.median, plain.high), (5.0, 50.0, 95.0));
        let heavy = Interval::of([(1.0, 1.0), (2.0, 98.0), (3.0, 1.0), (f64::MAX, 0.0)]).unwrap();
        assert_eq!((heavy.low, heavy.median, heavy.high), (2.0, 2.0, 2.0));
        assert!(heavy.contains(2.0) && !heavy.contains(2.1));
        assert_eq!(Interval::of([(1.0, 0.0)]), None);
    }

    #[test]
    fn numbers_have_the_digits_that_they_need() {
        let shown = |median: f64| Interval { low: median / 2.0, median, high: median * 2.0 }.shown();
        assert_eq!(shown(13.58), "13.6 (6.8 to 27.2)");
        assert_eq!(shown(0.5), "0.500 (0.250 to 1.000)");
        assert_eq!(shown(1234.0), "1234 (617 to 2468)");
        assert_eq!(shown(0.0), "0.000000 (0.000000 to 0.000000)");
    }
}
