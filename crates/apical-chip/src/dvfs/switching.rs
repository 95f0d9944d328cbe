//! What a change of the supply costs.

use crate::units::{Joules, Seconds, Volts};

/// Capacitance.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Farads(f64);

impl Farads {
    /// So many farads.
    #[must_use]
    pub const fn new(value: f64) -> Self {
        Self(value)
    }

    /// The value in farads.
    #[must_use]
    pub const fn value(self) -> f64 {
        self.0
    }
}

/// The cost of changing the supply. The defaults are assumptions: no measurement of this processor stands behind them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SwitchingCost {
    /// Time in which the supply settles and nothing is computed.
    pub time: Seconds,
    /// Capacitance of the supply that is charged, or discharged and lost.
    pub capacitance: Farads,
}

impl Default for SwitchingCost {
    /// 10 µs, as on-chip regulators settle in microseconds to tens of them, and 10 nF, as decoupling on the chip and
    /// in its package has nanofarads to tens of them. Both are assumptions.
    fn default() -> Self {
        Self { time: Seconds::new(10e-6), capacitance: Farads::new(10e-9) }
    }
}

impl SwitchingCost {
    /// Energy of a change: `C |V1² - V2²| / 2`.
    #[must_use]
    pub fn energy(&self, from: Volts, to: Volts) -> Joules {
        let square = |supply: Volts| supply.value() * supply.value();
        Joules::new(0.5 * self.capacitance.value() * (square(from) - square(to)).abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn up_costs_what_down_costs() {
        let cost = SwitchingCost::default();
        let (low, high) = (Volts::new(0.7), Volts::new(1.2));
        assert!((cost.energy(low, high).nanojoules() - 4.75).abs() < 1e-9);
        assert_eq!(cost.energy(low, high), cost.energy(high, low));
        assert_eq!(cost.energy(low, low), Joules::default());
    }
}
