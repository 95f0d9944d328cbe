//! The governor's choice.

use std::collections::VecDeque;

use super::backlog::Backlog;
use super::ladder::{Ladder, Rung};
use super::switching::SwitchingCost;
use crate::units::Seconds;

/// Share of the deadline that is kept for images that nobody knows of yet.
///
/// Work that is put off is in the way of the next burst, so a governor that uses all of the time there is may be late
/// where the highest supply would not have been. With half of it kept, it is late only where the highest supply, too,
/// takes more than half of the deadline.
pub const RESERVE: f64 = 0.5;

/// Whether the way to the lowest supply and back fits into the [reserve](RESERVE) of a deadline. If it does not, a
/// governor waits at the highest supply, and seldom leaves it.
#[must_use]
pub fn can_rest(ladder: &Ladder, deadline: Seconds, switching: &SwitchingCost) -> bool {
    2.0 * switching.time.value() + ladder.lowest().slot.value() <= RESERVE * deadline.value()
}

/// An image in the layer pipeline.
#[derive(Debug, Clone, Copy)]
pub(super) struct InFlight {
    pub(super) arrival: Seconds,
    /// Slots until it leaves.
    pub(super) slots: usize,
}

/// What a governor knows when it chooses.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) now: Seconds,
    pub(super) current: Rung,
    pub(super) under_way: &'a VecDeque<InFlight>,
    /// The image that enters now is the first of them.
    pub(super) waiting: &'a Backlog,
}

/// Chooses operating points, knowing what has arrived.
#[derive(Debug, Clone, Copy)]
pub(super) struct Governor<'a> {
    pub(super) ladder: &'a Ladder,
    pub(super) switching: &'a SwitchingCost,
    pub(super) deadline: Seconds,
}

impl Governor<'_> {
    fn reserve(&self) -> f64 {
        RESERVE * self.deadline.value()
    }

    /// Where to wait: at the lowest supply, unless it takes too long to come back from there.
    pub(super) fn rest(&self) -> Rung {
        if can_rest(self.ladder, self.deadline, self.switching) {
            self.ladder.lowest()
        } else {
            self.ladder.highest()
        }
    }

    /// Chooses before an image enters.
    ///
    /// Below the highest supply two things must hold for whatever arrives later. Results known of must come before they
    /// are due by the time of a change: then the next choice can be any faster point without being late for them. And
    /// what is put off must fit into the reserve: this slot, the change to the highest supply, and the images that
    /// then still wait, at that supply.
    pub(super) fn choose(&self, known: &Known<'_>) -> Rung {
        let highest = self.ladder.highest();
        let current = known.current.point;
        let put_off = highest.slot.value() * known.waiting.len().saturating_sub(1) as f64;
        let feasible = |(number, rung): &(usize, &Rung)| {
            let changes = if rung.point == current { 1.0 } else { 2.0 };
            let settle = changes * self.switching.time.value();
            self.slack(known, *number, rung) >= settle
                && (rung.point == highest.point || settle + rung.slot.value() + put_off <= self.reserve())
        };
        let images = known.waiting.len() as f64;
        let idle = self.ladder.lowest().leakage;
        let energy = |rung: &Rung| -> f64 {
            // It leaks in any case, so only what leaks beyond the lowest supply's leakage counts.
            let image = rung.image.calibrated + (rung.leakage - idle) * rung.slot;
            (image * images + self.switching.energy(current.supply, rung.point.supply)).value()
        };
        let rungs = self.ladder.rungs().iter().enumerate().filter(feasible).map(|(_, rung)| rung);
        rungs.min_by(|a, b| energy(a).total_cmp(&energy(b))).copied().unwrap_or(highest)
    }

    /// By how much the result that has the least time left comes before it is due, in seconds, if everything known of is
    /// done at a rung from now on.
    fn slack(&self, known: &Known<'_>, number: usize, rung: &Rung) -> f64 {
        let due_in = self.deadline - known.now;
        let under_way = known
            .under_way
            .iter()
            .map(|image| (image.arrival + due_in).value() - image.slots as f64 * rung.slot.value());
        let waiting = known.waiting.slack(number, rung, self.ladder.layers(), due_in);
        under_way.fold(waiting, f64::min)
    }
}
