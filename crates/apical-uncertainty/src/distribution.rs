//! What is drawn.

use apical_core::random::SplitMix64;

/// 95 % of a standard normal distribution lie below.
const QUANTILE_95: f64 = 1.644_853_627;

/// A distribution of a positive factor or a share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Distribution {
    /// Of the logarithm: normal, 90 % within `median / factor` and `median * factor`.
    LogNormal {
        /// Half of the draws lie below.
        median: f64,
        /// Above 1.
        factor: f64,
    },
    /// All between two ends alike.
    Uniform {
        /// Lower end.
        low: f64,
        /// Upper end.
        high: f64,
    },
}

impl Distribution {
    /// A draw; and where it lies, as a standard normal or uniform number.
    pub(crate) fn draw(self, random: &mut SplitMix64) -> (f64, f64) {
        match self {
            Self::LogNormal { median, .. } => {
                let at = normal(random);
                (median * (at * self.deviation()).exp(), at)
            }
            Self::Uniform { low, high } => {
                let at = uniform(random);
                (low + (high - low) * at, at)
            }
        }
    }

    /// Half of the draws lie below.
    pub(crate) fn median(self) -> f64 {
        match self {
            Self::LogNormal { median, .. } => median,
            Self::Uniform { low, high } => (low + high) / 2.0,
        }
    }

    /// Standard deviation of the logarithm.
    fn deviation(self) -> f64 {
        match self {
            Self::LogNormal { factor, .. } => factor.ln() / QUANTILE_95,
            Self::Uniform { .. } => 0.0,
        }
    }

    /// Density of the logarithm at a value, but for a factor that is the same for all values. Of a uniform one, of the value.
    pub(crate) fn density(self, value: f64) -> f64 {
        match self {
            Self::LogNormal { median, .. } => gaussian((value / median).ln() / self.deviation()),
            Self::Uniform { low, high } => f64::from(u8::from((low..=high).contains(&value))),
        }
    }
}

/// A bell of height 1.
pub(crate) fn gaussian(deviations: f64) -> f64 {
    (-0.5 * deviations * deviations).exp()
}

/// Above 0, below 1.
pub(crate) fn uniform(random: &mut SplitMix64) -> f64 {
    ((random.next_u64() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
}

/// A standard normal number (G. Box, M. Muller, 1958).
pub(crate) fn normal(random: &mut SplitMix64) -> f64 {
    let (radius, angle) = (uniform(random), uniform(random));
    (-2.0 * radius.ln()).sqrt() * (std::f64::consts::TAU * angle).cos()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ninety_of_a_hundred_lie_within_the_factor() {
        let mut random = SplitMix64::new(3);
        let distribution = Distribution::LogNormal { median: 5.0, factor: 2.0 };
        let draws: Vec<f64> = (0..20_000).map(|_| distribution.draw(&mut random).0).collect();
        let share = |condition: &dyn Fn(f64) -> bool| {
            draws.iter().filter(|draw| condition(**draw)).count() as f64 / draws.len() as f64
        };
        assert!((share(&|draw| draw < 5.0) - 0.5).abs() < 0.01);
        assert!((share(&|draw| (2.5..=10.0).contains(&draw)) - 0.9).abs() < 0.01);
        let uniform = Distribution::Uniform { low: 1.0, high: 3.0 };
        let mean = (0..20_000).map(|_| uniform.draw(&mut random).0).sum::<f64>() / 20_000.0;
        assert!((mean - 2.0).abs() < 0.02);
    }

    #[test]
    fn densities_are_greatest_at_the_median() {
        let distribution = Distribution::LogNormal { median: 5.0, factor: 2.0 };
        assert_eq!(distribution.density(5.0), 1.0);
        assert!((distribution.density(10.0) - gaussian(QUANTILE_95)).abs() < 1e-12);
        assert_eq!(Distribution::Uniform { low: 0.0, high: 1.0 }.density(1.5), 0.0);
    }
}
