//! The governor's choice.

use super::ladder::{Ladder, Rung};
use super::switching::SwitchingCost;
use crate::units::{Joules, Seconds};

/// An image that has arrived and not left.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pending {
    /// When its result is due.
    pub(super) due: Seconds,
    /// Slots until it leaves, if one image enters with every slot.
    pub(super) slots: usize,
}

/// Chooses before an image enters. `waiting`: images that have not entered yet, the one that enters included.
///
/// Below the highest supply, results must come before they are due by the time of a change: then the next choice can
/// be any faster point without being late for what it knows now.
pub(super) fn choose(
    ladder: &Ladder,
    current: Rung,
    switching: &SwitchingCost,
    now: Seconds,
    pending: impl Iterator<Item = Pending>,
    waiting: usize,
) -> Rung {
    let (mut longest_kept, mut longest_changed) = (f64::INFINITY, f64::INFINITY);
    for image in pending {
        let (slack, slots) = ((image.due - now).value(), image.slots as f64);
        let settle = switching.time.value();
        longest_kept = longest_kept.min((slack - settle) / slots);
        longest_changed = longest_changed.min((slack - 2.0 * settle) / slots);
    }
    let feasible = |rung: &&Rung| {
        let longest = if rung.point == current.point { longest_kept } else { longest_changed };
        rung.slot.value() <= longest
    };
    let waiting = waiting as f64;
    let idle = ladder.lowest().leakage;
    let energy = |rung: &Rung| -> Joules {
        // It leaks in any case, so only what leaks beyond the lowest supply's leakage counts.
        let image = rung.image.calibrated + (rung.leakage - idle) * rung.slot;
        image * waiting + switching.energy(current.point.supply, rung.point.supply)
    };
    let cheapest =
        ladder.rungs().iter().filter(feasible).min_by(|a, b| energy(a).value().total_cmp(&energy(b).value()));
    cheapest.copied().unwrap_or_else(|| ladder.highest())
}
