//! The counters of the machine that energies are charged to.

use std::fmt;

use crate::machine::counters::{LayerCounters, MachineCounters, SharedCounters};
use crate::units::{Cycles, Hertz};

/// A counter of the machine.
#[derive(Clone, Copy)]
pub struct Counter {
    name: &'static str,
    read: Read,
}

#[derive(Clone, Copy)]
enum Read {
    Shared(fn(&SharedCounters) -> u64),
    Layer(fn(&LayerCounters) -> u64),
    /// Cycles over the clock.
    Seconds,
}

impl Counter {
    /// All clock cycles.
    pub(super) const CYCLES: Self = Self::shared("cycles", SharedCounters::cycles);
    /// The time that they take, in seconds.
    pub(super) const SECONDS: Self = Self { name: "seconds", read: Read::Seconds };

    pub(super) const fn shared(name: &'static str, read: fn(&SharedCounters) -> u64) -> Self {
        Self { name, read: Read::Shared(read) }
    }

    pub(super) const fn layer(name: &'static str, read: fn(&LayerCounters) -> u64) -> Self {
        Self { name, read: Read::Layer(read) }
    }

    /// Its name among [`SharedCounters::entries`] or [`LayerCounters::entries`]; `cycles` for the sum of all cycles, and
    /// `seconds` for the time that they take.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// What it stands at; 0 for a layer that is not there. `layer`: from 1.
    pub(super) fn count(self, counters: &MachineCounters, layer: Option<usize>, clock: Hertz) -> f64 {
        match self.read {
            Read::Shared(read) => read(&counters.shared) as f64,
            Read::Layer(read) => {
                let layer = layer.and_then(|number| counters.layers.get(number.checked_sub(1)?));
                layer.map_or(0, read) as f64
            }
            Read::Seconds => (Cycles::new(counters.cycles()) / clock).value(),
        }
    }
}

impl PartialEq for Counter {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl fmt::Debug for Counter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// A counter that all layers share, by the name of its field.
macro_rules! shared {
    ($field:ident) => {
        $crate::energy::counter::Counter::shared(stringify!($field), |counters| counters.$field)
    };
}

/// A counter of a layer, by the name of its field.
macro_rules! layer {
    ($field:ident) => {
        $crate::energy::counter::Counter::layer(stringify!($field), |counters| counters.$field)
    };
}

pub(super) use {layer, shared};
