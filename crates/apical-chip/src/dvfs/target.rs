//! Operating points that meet a target.

use super::error::DvfsError;
use super::scaling::{Performance, VoltageScaling};
use super::workload::{ImageRate, Task};
use crate::energy::OperatingPoint;
use crate::units::{Hertz, Seconds, Watts};

/// The slowest rate that can be asked for: 86 images a day.
pub const MINIMUM_RATE: ImageRate = ImageRate::new(1e-3);

/// The slowest clock that a power budget is met with.
const SLOWEST_CLOCK: Hertz = Hertz::new(1.0);

/// What an operating point must achieve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Target {
    /// So many images a second, with the least energy. The clock is no faster than that takes.
    Rate(ImageRate),
    /// No more (calibrated) power, with the greatest rate.
    Power(Watts),
    /// A mean image's result after no more than this time, with the least energy. The clock is the fastest at the
    /// supply.
    Deadline(Seconds),
}

impl VoltageScaling<'_> {
    /// The best operating point that meets a target.
    ///
    /// # Errors
    /// If none does; the limit is named.
    pub fn meet(&self, target: Target, task: Task) -> Result<Performance, DvfsError> {
        match target {
            Target::Rate(rate) => self.meet_rate(rate, task),
            Target::Power(power) => self.meet_power(power, task),
            Target::Deadline(deadline) => self.meet_deadline(deadline, task),
        }
    }

    /// At a given rate a processor that is never switched off leaks for the same time at any supply, so all of an
    /// image's energy rises with the supply: the lowest that is fast enough is the best.
    fn meet_rate(&self, rate: ImageRate, task: Task) -> Result<Performance, DvfsError> {
        let highest = self.technology.maximum_supply;
        let maximum = self.at_supply(highest)?.of(task).rate;
        if !(MINIMUM_RATE..=maximum).contains(&rate) {
            return Err(DvfsError::Rate {
                found: rate,
                minimum: MINIMUM_RATE,
                maximum,
                supply: highest,
                task,
            });
        }
        let wanted = Hertz::new(rate.per_second() * self.workload.of(task).cycles_per_image());
        self.at(self.slowest_point(wanted)?)
    }

    fn meet_deadline(&self, deadline: Seconds, task: Task) -> Result<Performance, DvfsError> {
        let highest = self.technology.maximum_supply;
        let minimum = self.at_supply(highest)?.of(task).latency;
        if !(deadline >= minimum && deadline.value().is_finite()) {
            return Err(DvfsError::Deadline { found: deadline, minimum, supply: highest, task });
        }
        let wanted = Hertz::new(self.workload.of(task).latency_cycles() / deadline.value());
        let lowest = self.slowest_point(wanted)?.supply;
        Ok(self.least_energy_from(lowest, task)?.performance)
    }

    /// The lowest supply for a clock.
    fn slowest_point(&self, wanted: Hertz) -> Result<OperatingPoint, DvfsError> {
        let (clock, at) = (self.preset.clock, self.preset.supply);
        let fastest = self.fastest_clock(self.technology.maximum_supply)?;
        // The very fastest must not fail for a rounding error.
        let wanted = if wanted > fastest { fastest } else { wanted };
        Ok(OperatingPoint { supply: self.technology.supply_for(wanted, clock, at)?, clock: wanted })
    }

    /// Power rises with the supply and with the clock. A lower supply is the better way to save it, so the fastest
    /// point within a budget has the fastest clock of its supply, unless the lowest supply's is too fast already.
    fn meet_power(&self, budget: Watts, task: Task) -> Result<Performance, DvfsError> {
        let (mut low, mut high) = (self.technology.minimum_supply, self.technology.maximum_supply);
        let lowest = self.at_supply(low)?;
        let power = |supply| -> Result<Watts, DvfsError> { Ok(self.at_supply(supply)?.of(task).power()) };
        if lowest.of(task).power() > budget {
            return self.slowed(&lowest, budget, task);
        }
        if budget.value().is_nan() {
            return Err(DvfsError::Power { found: budget, minimum: lowest.leakage, supply: low });
        }
        if power(high)? <= budget {
            return self.at_supply(high);
        }
        for _ in 0..60 {
            let middle = (low + high) / 2.0;
            if power(middle)? <= budget {
                low = middle;
            } else {
                high = middle;
            }
        }
        self.at_supply(low)
    }

    /// The lowest supply with a clock that leaves a budget for more than leakage.
    fn slowed(&self, lowest: &Performance, budget: Watts, task: Task) -> Result<Performance, DvfsError> {
        let counted = self.workload.of(task);
        let per_cycle = lowest.of(task).switched.calibrated / counted.cycles_per_image();
        let clock = Hertz::new((budget - lowest.leakage).value() / per_cycle.value());
        let supply = lowest.point.supply;
        if !(clock >= SLOWEST_CLOCK && clock <= lowest.point.clock) {
            return Err(DvfsError::Power { found: budget, minimum: lowest.leakage, supply });
        }
        self.at(OperatingPoint { supply, clock })
    }
}
