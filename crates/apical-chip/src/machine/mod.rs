//! The cycle-level machine: blocks with a state each, stepped cycle by cycle.
//!
//! | block | module |
//! |---|---|
//! | front end: levels and retina | `front_end` |
//! | pixel input, spike encoder with its random lanes | `encoder` |
//! | event queue between encoder and layer 1 | `queue` |
//! | address source of a layer: bank pickers, or a counter | `source` |
//! | weight and accumulator memories, one access a cycle a port | `memory` |
//! | neuron lanes: potentials, spikes, window bits | `lanes` |
//! | one layer's forward phase | `layer` |
//! | winner search | `search` |
//! | target phase, broadcast of the two output spikes | `target` |
//! | on-line weight update | `update` |
//! | spikes and window bits kept for the update | `record` |
//! | controller: slots, hand-over, registers | `controller`, `registers` |
//! | register bus and streams, with a host that may err | [`host`] |
//! | what is at which address of the bus | [`map`] |

pub(crate) mod controller;
pub mod counters;
mod encoder;
mod front_end;
pub mod host;
mod kernel;
mod lanes;
mod layer;
pub mod map;
mod memory;
mod processor;
mod queue;
mod record;
mod registers;
mod search;
mod source;
mod stream;
mod target;
pub mod trace;
mod update;

pub use processor::{ChipError, ChipProcessor};
pub use stream::InferenceStream;
