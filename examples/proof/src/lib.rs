//! Learning runs that end in a hash of every memory bit, the same text for every machine.
//!
//! The firmware, the WebAssembly module and the host all run these cases; equal hashes prove that the core learns
//! the same bits on each of them. Nothing is read from a file: images come from arithmetic, so that a
//! microcontroller has them too.

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod cases;
mod hash;
mod images;
mod run;

pub use cases::{BackEnd, CASES, Case};
pub use hash::{Fnv1a64, state_hash};
pub use images::SyntheticImages;
pub use run::{Report, infer, learn, processor, run};
