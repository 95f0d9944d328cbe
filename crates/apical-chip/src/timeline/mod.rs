//! Traces of a machine, cycle by cycle, as files: [`Vcd`] for waveform viewers such as GTKWave, [`Perfetto`] for
//! `ui.perfetto.dev` and other readers of the trace-event format.
//!
//! Both are [`Observer`](crate::machine::trace::Observer)s that write while the machine runs and keep no cycle.
//!
//! ```
//! use std::sync::{Arc, Mutex};
//!
//! use apical_chip::machine::ChipProcessor;
//! use apical_chip::preset::Preset;
//! use apical_chip::timeline::{Heading, Vcd};
//! use apical_core::Processor;
//!
//! let preset = Preset::builtin("apical")?;
//! let mut chip = ChipProcessor::new(&preset.organisation, &preset.config()?.initial_state(1))?;
//! let heading = Heading { title: preset.name, clock: preset.clock, layers: 3, front_end: false };
//! let trace = Arc::new(Mutex::new(Vcd::new(Vec::new(), &heading)));
//! chip.observe(Box::new(Arc::clone(&trace)));
//! chip.infer(&[200; 784])?;
//! drop(chip);
//! let text = Arc::into_inner(trace).and_then(|trace| trace.into_inner().ok()).expect("no one else has it").finish()?;
//! assert!(text.starts_with(b"$comment"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod perfetto;
mod runs;
mod signals;
mod time;
mod vcd;

pub use perfetto::Perfetto;
pub use vcd::Vcd;

use crate::units::Hertz;

/// What a trace says about its machine.
#[derive(Debug, Clone, PartialEq)]
pub struct Heading {
    /// Name of the machine, and whatever else tells one trace from another.
    pub title: String,
    /// Clock, which gives a cycle its place in time.
    pub clock: Hertz,
    /// Layers of neurons.
    pub layers: usize,
    /// Whether there is a front end that makes bits.
    pub front_end: bool,
}
