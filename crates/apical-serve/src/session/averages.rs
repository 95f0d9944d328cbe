//! Means of a session.

use std::time::{Duration, Instant};

use apical_chip::dvfs::Counted;
use apical_chip::energy::EnergyModel;
use apical_chip::machine::counters::MachineCounters;

use super::MESSAGE_INTERVAL;
use crate::protocol;

/// What the processor did in a session. Counts and not energies: these follow from the supply, which may change.
#[derive(Debug, Default)]
pub(crate) struct Averages {
    inference: Option<Counted>,
    learning: Option<Counted>,
    updates: u64,
    skipped: u64,
    /// Something has been added since the last message.
    due: bool,
    told: Option<Instant>,
}

impl Averages {
    pub(crate) fn classified(&mut self, counters: &MachineCounters, images: u64) {
        add(&mut self.inference, counters, images);
        self.due = true;
    }

    pub(crate) fn learned(&mut self, counters: &MachineCounters, images: u64, updates: u64) {
        add(&mut self.learning, counters, images);
        self.updates += updates;
        self.skipped += images - updates;
        self.due = true;
    }

    /// Energies are others now.
    pub(crate) fn touch(&mut self) {
        self.due = true;
    }

    pub(crate) fn is_due(&self) -> bool {
        self.due
    }

    pub(crate) fn due_in(&self, now: Instant) -> Duration {
        let passed = self.told.map(|told| now.duration_since(told));
        passed.map_or(Duration::ZERO, |passed| MESSAGE_INTERVAL.saturating_sub(passed))
    }

    /// The message, if it is time for one.
    pub(crate) fn message(&mut self, energy: &EnergyModel, now: Instant) -> Option<protocol::Averages> {
        if !self.due || !self.due_in(now).is_zero() {
            return None;
        }
        (self.due, self.told) = (false, Some(now));
        let inference = mean(self.inference.as_ref(), energy);
        let learning = mean(self.learning.as_ref(), energy);
        let both = inference.images > 0 && learning.images > 0;
        Some(protocol::Averages {
            inference,
            learning,
            updates: self.updates,
            skipped: self.skipped,
            overhead: both.then(|| learning.nanojoules / inference.nanojoules - 1.0),
        })
    }
}

fn add(sum: &mut Option<Counted>, counters: &MachineCounters, images: u64) {
    match sum {
        Some(sum) => {
            sum.counters += counters;
            sum.images += images;
        }
        None => *sum = Some(Counted { counters: counters.clone(), images }),
    }
}

fn mean(counted: Option<&Counted>, energy: &EnergyModel) -> protocol::Mean {
    counted.filter(|counted| counted.images > 0).map_or_else(protocol::Mean::default, |counted| {
        protocol::Mean {
            images: counted.images,
            cycles: counted.cycles_per_image(),
            nanojoules: mean_nanojoules(energy, &counted.counters, counted.images),
        }
    })
}

/// Calibrated energy of one of so many images (not 0).
pub(crate) fn mean_nanojoules(energy: &EnergyModel, counters: &MachineCounters, images: u64) -> f64 {
    energy.account(counters).total().calibrated.nanojoules() / images as f64
}
