//! When a front end does what: it depends on its sizes alone.

use crate::machine::counters::SharedCounters;
use crate::organisation::{FrontEndOrganisation, RetinaUnits};

/// How far a front end is with an image.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Schedule {
    /// Values taken.
    pub(super) taken: u32,
    /// Column of the next group of a row that is not complete.
    column: u32,
    /// The row that steps into the band next.
    row: u32,
    /// Cycles left of the row of positions that is being filtered, and its next position.
    left: u32,
    position: u32,
    /// Rows of positions that have been filtered.
    filtered: u32,
}

impl Schedule {
    /// All values taken, all rows filtered.
    pub(super) fn is_done(&self, units: &FrontEndOrganisation) -> bool {
        let stepped = units.retina.is_none_or(|retina| self.row == retina.steps());
        self.taken == units.values && self.left == 0 && stepped
    }

    /// Bits that are final, from bit 0 up.
    pub(super) fn available(&self, units: &FrontEndOrganisation) -> u32 {
        let levels = units.levels.map_or(0, |levels| levels.levels);
        let retina = units.retina.filter(|_| levels == 0 || self.taken == units.values);
        let fields = retina.map_or(0, |retina| {
            let all = self.filtered == retina.positions().0;
            let rows = if all { retina.fields().0 } else { self.filtered / retina.pool };
            rows * retina.bits_of_row()
        });
        levels * self.taken + fields
    }

    /// A cycle of the forward state in which it is not done.
    pub(super) fn cycle(&mut self, units: &FrontEndOrganisation, counters: &mut SharedCounters) {
        let Some(retina) = &units.retina else {
            self.take(units, counters);
            return;
        };
        self.filter(retina, counters);
        // The band can step in the last cycle in which a row is filtered.
        let free = self.left == 0;
        if self.row >= retina.height {
            if free && self.row < retina.steps() {
                self.step(retina, counters);
            }
            return;
        }
        let completes = self.column + units.values_per_cycle == retina.width;
        if free || !completes {
            self.take(units, counters);
            self.column += units.values_per_cycle;
        }
        if self.column == retina.width {
            self.column = 0;
            self.step(retina, counters);
        }
    }

    fn take(&mut self, units: &FrontEndOrganisation, counters: &mut SharedCounters) {
        let count = units.values_per_cycle.min(units.values - self.taken);
        self.taken += count;
        counters.values += u64::from(count);
        if let Some(levels) = units.levels {
            counters.level_comparisons += u64::from(count * levels.levels);
            counters.threshold_reads += if levels.own_thresholds { count.into() } else { 0 };
        }
    }

    fn filter(&mut self, retina: &RetinaUnits, counters: &mut SharedCounters) {
        if self.left == 0 {
            return;
        }
        let count = retina.positions_per_cycle.min(retina.positions().1 - self.position);
        counters.positions += u64::from(count);
        self.position += count;
        self.left -= 1;
        self.filtered += u32::from(self.left == 0);
    }

    /// The band moves up by a row.
    fn step(&mut self, retina: &RetinaUnits, counters: &mut SharedCounters) {
        counters.band_steps += 1;
        let middle = self.row.checked_sub(retina.half()).filter(|row| row.is_multiple_of(retina.stride));
        self.row += 1;
        if middle.is_some_and(|row| row / retina.stride < retina.positions().0) {
            self.left = retina.cycles_of_row();
            self.position = 0;
        }
    }
}
