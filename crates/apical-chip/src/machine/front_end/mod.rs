//! The front end: raw values become bits, some values and some filter positions a cycle.
//!
//! When it does what follows from its sizes alone, so that the model computes the bits of an image at once, with the fast kernels of the core, and
//! keeps the time apart. No bit is seen before the cycle in which the hardware has it.

mod activity;
mod schedule;

use apical_core::fast;
use apical_core::front_end::FrontEnd;

use super::counters::SharedCounters;
use super::record;
use crate::organisation::FrontEndOrganisation;
use activity::Scan;
use schedule::Schedule;

/// What the spike encoder takes of an image.
#[derive(Debug, Clone, Copy)]
pub(super) enum Taken<'a> {
    /// Pixels.
    Pixels(&'a [u8]),
    /// Bits: bit `i % 64` of word `i / 64`.
    Bits(&'a [u64]),
}

/// The units in front of the spike encoder.
pub(super) struct FrontEndUnit {
    units: FrontEndOrganisation,
    front_end: FrontEnd,
    encoder: fast::Encoder,
    schedule: Schedule,
    scan: Scan,
    bits: Vec<u64>,
    /// Pixels, where they are only inverted.
    seen: Vec<u8>,
    running: bool,
}

impl FrontEndUnit {
    /// Units with a front end that they were built for.
    pub(super) fn new(units: &FrontEndOrganisation, front_end: &FrontEnd) -> Self {
        Self {
            units: units.clone(),
            encoder: fast::Encoder::new(front_end),
            front_end: front_end.clone(),
            schedule: Schedule::default(),
            scan: Scan::default(),
            bits: Vec::new(),
            seen: Vec::new(),
            running: false,
        }
    }

    /// Begins an image.
    pub(super) fn start(&mut self, raw: &[u8], counters: &mut SharedCounters) {
        if !self.makes_bits() {
            self.seen.clear();
            self.seen.extend(raw.iter().map(|&value| self.front_end.seen(value)));
            return;
        }
        self.bits.clear();
        self.bits.extend(self.encoder.bits(raw));
        counters.field_bits += record::count(&self.bits);
        if let Some(retina) = &self.units.retina {
            let active = self.scan.scan(retina, &self.front_end, raw);
            counters.active_positions += active.positions;
            counters.active_rows += active.rows;
        }
        self.schedule = Schedule::default();
        self.running = true;
    }

    pub(super) fn is_done(&self) -> bool {
        !self.running
    }

    /// Whether it does more than to invert pixels.
    pub(super) fn makes_bits(&self) -> bool {
        !self.front_end.is_threshold()
    }

    /// Values taken of the image.
    pub(super) fn values_taken(&self) -> u32 {
        self.schedule.taken
    }

    /// Bits that the encoder can take, from bit 0 up. Pixels are there when they come.
    pub(super) fn available(&self) -> usize {
        if self.makes_bits() { self.schedule.available(&self.units) as usize } else { usize::MAX }
    }

    /// A cycle of the forward state.
    pub(super) fn cycle(&mut self, counters: &mut SharedCounters) {
        if self.running {
            self.schedule.cycle(&self.units, counters);
            self.running = !self.schedule.is_done(&self.units);
        }
    }

    /// What the encoder takes of the image.
    pub(super) fn taken(&self) -> Taken<'_> {
        if self.makes_bits() { Taken::Bits(&self.bits) } else { Taken::Pixels(&self.seen) }
    }
}
