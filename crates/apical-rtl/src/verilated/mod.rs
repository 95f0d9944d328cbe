//! The RTL as Verilator compiles it.
//!
//! | model | when it is compiled | for |
//! |---|---|---|
//! | [`Library::preset`] | with this crate, by its build script | the preset `apical` (or `APICAL_RTL_PACKAGE`) |
//! | [`Libraries`] | at run time, kept in a folder by content | any package, with or without waves |
//!
//! Both have the same shim (`shim/shim.cpp`), whose table of functions is all that Rust sees of the C++.

#[cfg(feature = "verilator")]
mod compile;
#[cfg(feature = "verilator")]
mod model;
// The stub says what to install; the rest is for compiling.
#[cfg_attr(not(feature = "verilator"), allow(dead_code))]
pub(crate) mod tool;

#[cfg(feature = "verilator")]
pub use compile::Libraries;
#[cfg(feature = "verilator")]
pub use model::Library;

#[cfg(not(feature = "verilator"))]
mod stub;
#[cfg(not(feature = "verilator"))]
pub use stub::{Libraries, Library};
