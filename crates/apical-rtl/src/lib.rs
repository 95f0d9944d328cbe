//! The Apical processor's RTL as a back end of [`apical_core::Processor`], and its comparison with the cycle model.
//!
//! - [`package`] writes the SystemVerilog package with the parameters of a machine.
//! - [`description`] writes what follows from the register and load map: constants and tables.
//! - [`verilated`] compiles the RTL with Verilator (feature `verilator`; without it these types say what to install).
//! - [`RtlProcessor`] drives the pins: registers over the bus, images, pixels and results over the streams.
//! - [`Cosimulation`] runs it beside the cycle model and names the first difference.

#![deny(unsafe_code)]

pub mod cosimulation;
pub mod description;
mod device;
mod error;
pub mod host;
pub mod image;
mod load;
mod map;
pub mod package;
mod processor;
mod simulator;
pub mod verilated;
mod word;

pub use cosimulation::Cosimulation;
pub use device::Device;
pub use error::RtlError;
pub use host::HostPolicy;
pub use processor::RtlProcessor;
pub use simulator::{Inputs, Outputs, Simulator};
pub use verilated::{Libraries, Library};
