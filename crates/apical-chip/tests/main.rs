//! One program, since each would be linked anew whenever a line of the crate changes.

mod common;
mod conformance;
mod counters;
mod cycles;
mod design;
mod document;
mod dvfs;
mod energy;
mod golden;
mod host;
mod memory_file;
mod preset;
mod properties;
mod published;
mod sample;
mod sources;
mod synthesis;
mod technology;
mod timeline;
