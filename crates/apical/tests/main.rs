//! One program, since each would be linked anew whenever a line of the crate changes.

mod again;
mod bad_input;
mod claims;
mod common;
mod compare;
mod continued;
mod contract;
#[cfg(unix)]
mod designs;
mod dvfs;
mod exports;
mod front_ends;
mod help;
mod hostile;
#[cfg(unix)]
mod interrupt;
mod mnist;
mod own_data;
#[cfg(unix)]
mod serve;
mod simulate;
mod simulate_rtl;
mod sweep;
mod train;
mod use_model;
