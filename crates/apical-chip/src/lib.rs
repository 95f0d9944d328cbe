//! A cycle-level model of the Apical processor, with energy, area and voltage scaling.
//!
//! [`machine`] executes the rule block by block and cycle by cycle, as a back end of
//! [`apical_core::Processor`], and counts what the hardware does. It knows nothing of energy.

#![deny(unsafe_code)]

pub mod area;
pub mod design;
pub mod dvfs;
pub mod energy;
pub mod liberty;
pub mod machine;
mod named;
pub mod organisation;
pub mod preset;
pub mod published;
pub mod simulation;
mod structure;
pub mod technology;
pub mod timeline;
pub mod units;
mod unpack;

/// The example of the crate's page, compiled and run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
