//! Area, timing and power of the RTL, synthesised on the cells and memory macros of an open 130-nm process.
//!
//! [`flow::run`] does it all: it has Yosys map the RTL, puts in buffers, has OpenSTA find the longest path and
//! Verilator simulate the mapped netlist, and adds up energies. The parts can be used alone: [`liberty`] (of `apical-chip`) reads cell
//! libraries, [`netlist`] mapped designs, [`saif`] switching activity, and [`power`] multiplies them.
//! `docs/synthesis.md` says what the figures mean.

pub mod area;
mod compare;
mod energies;
mod error;
pub mod flow;
pub mod gates;
pub mod library;
pub mod mapping;
pub mod memory;
pub mod model;
pub mod netlist;
pub mod power;
pub mod report;
pub mod saif;
pub mod simulation;
pub mod stimulus;
pub mod target;
pub mod timing;
pub mod tools;

pub use apical_chip::liberty;
pub use error::SynthesisError;
