//! The governor's choice.

use super::ladder::{Ladder, Rung};
use super::switching::SwitchingCost;
use crate::units::{Joules, Seconds};

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

/// An image that has arrived and not left.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pending {
    /// When its result is due.
    pub(super) due: Seconds,
    /// Slots until it leaves, if one image enters with every slot.
    pub(super) slots: usize,
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

    /// Chooses before an image enters. `waiting`: images that have not entered yet, the one that enters included.
    ///
    /// Below the highest supply two things must hold for whatever arrives later. Results known of must come before they
    /// are due by the time of a change: then the next choice can be any faster point without being late for them. And
    /// what is put off must fit into the reserve: this slot, the change to the highest supply, and the images that
    /// then still wait, at that supply.
    pub(super) fn choose(
        &self,
        current: Rung,
        now: Seconds,
        pending: impl Iterator<Item = Pending>,
        waiting: usize,
    ) -> Rung {
        let highest = self.ladder.highest();
        let settle = self.switching.time.value();
        let (mut longest_kept, mut longest_changed) = (f64::INFINITY, f64::INFINITY);
        for image in pending {
            let (slack, slots) = ((image.due - now).value(), image.slots as f64);
            longest_kept = longest_kept.min((slack - settle) / slots);
            longest_changed = longest_changed.min((slack - 2.0 * settle) / slots);
            if longest_kept < highest.slot.value() {
                return highest;
            }
        }
        let put_off = highest.slot.value() * waiting.saturating_sub(1) as f64;
        let feasible = |rung: &&Rung| {
            let slot = rung.slot.value();
            let (longest, changes) =
                if rung.point == current.point { (longest_kept, 1.0) } else { (longest_changed, 2.0) };
            slot <= longest
                && (rung.point == highest.point || changes * settle + slot + put_off <= self.reserve())
        };
        let waiting = waiting as f64;
        let idle = self.ladder.lowest().leakage;
        let energy = |rung: &Rung| -> Joules {
            // It leaks in any case, so only what leaks beyond the lowest supply's leakage counts.
            let image = rung.image.calibrated + (rung.leakage - idle) * rung.slot;
            image * waiting + self.switching.energy(current.point.supply, rung.point.supply)
        };
        let rungs = self.ladder.rungs().iter().filter(feasible);
        let cheapest = rungs.min_by(|a, b| energy(a).value().total_cmp(&energy(b).value()));
        cheapest.copied().unwrap_or(highest)
    }
}
