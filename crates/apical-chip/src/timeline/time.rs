//! From cycles to time.

use crate::units::Hertz;

/// The time step of a VCD file, and half a clock period in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct TimeScale {
    /// Steps a second are ten to this power: 0 to 15.
    power: u32,
    half_period: f64,
}

/// A femtosecond: the finest step that the format has.
const FINEST: u32 = 15;
/// So many steps in half a period are as good as a whole number: it is off by less than a millionth.
const ENOUGH: f64 = 1e6;

impl TimeScale {
    /// The coarsest step of which half a period is a whole number, or as good as one.
    pub(super) fn of(clock: Hertz) -> Self {
        let half = |power: u32| 0.5 * 10_f64.powi(power as i32) / clock.value();
        let fits = |power: &u32| {
            let steps = half(*power);
            steps >= ENOUGH || steps.round() >= 1.0 && (steps - steps.round()).abs() <= 1e-9 * steps
        };
        let power = (0..=FINEST).find(fits).unwrap_or(FINEST);
        Self { power, half_period: half(power) }
    }

    /// As the format writes it: `10 ns`.
    pub(super) fn text(self) -> String {
        let units = ["s", "ms", "us", "ns", "ps", "fs"];
        let unit = self.power.div_ceil(3);
        format!("{} {}", 10_u32.pow(3 * unit - self.power), units[unit as usize])
    }

    /// Time of a half period, counted from 0.
    pub(super) fn at(self, half_periods: u64) -> u64 {
        (half_periods as f64 * self.half_period).round() as u64
    }
}

/// When a cycle begins, in nanoseconds.
pub(super) fn nanoseconds(cycle: u64, clock: Hertz) -> u64 {
    (cycle as f64 * 1e9 / clock.value()).round() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scale(megahertz: f64) -> (String, u64) {
        let scale = TimeScale::of(Hertz::new(megahertz * 1e6));
        (scale.text(), scale.at(2_000_000))
    }

    #[test]
    fn steps_divide_half_a_period_where_they_can() {
        for (megahertz, text, million_cycles) in [
            (20.0, "1 ns", 50_000_000),
            (50.0, "10 ns", 2_000_000),
            (40.0, "100 ps", 250_000_000),
            (0.5, "1 us", 2_000_000),
            (500.0, "1 ns", 2_000_000),
            (1e-6, "100 ms", 10_000_000),
        ] {
            assert_eq!(scale(megahertz), (text.to_owned(), million_cycles), "{megahertz} MHz");
        }
    }

    #[test]
    fn other_periods_do_not_drift() {
        assert_eq!(scale(30.0), ("10 fs".to_owned(), 3_333_333_333_333));
        // Half a period is 1/6 s.
        assert_eq!(scale(3e-6), ("100 ns".to_owned(), 3_333_333_333_333));
        assert_eq!(nanoseconds(3, Hertz::new(20e6)), 150);
    }
}
