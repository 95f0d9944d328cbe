//! Golden vectors: small networks with everything that the definition does in each step, as text that an HDL test
//! bench reads as easily as Rust does. `testcases/README.md` describes the format.
//!
//! [`all`] gives the files of the project's `testcases` folder; [`parse`] reads any file of the format and
//! [`replay`] puts a back end through it.

mod cases;
mod error;
mod fields;
mod generate;
mod memory;
mod model;
mod parse;
mod pixels;
mod replay;
mod runs;
#[cfg(test)]
mod tests;
mod write;

use alloc::string::String;
use alloc::vec::Vec;

pub use cases::{Case, golden_cases, golden_front_ends};
pub use error::VectorError;
pub use generate::Stimulus;
pub use model::{Bank, Departure, Entry, Inference, MemoryRow, Step, Vector};
pub use parse::parse;
pub use replay::replay;
pub use runs::{RUNS_FILE, runs};

/// Version of the text format, the first record of each file.
pub const FORMAT_VERSION: u32 = 1;

/// Name and content of every golden file of version 1 of the specification, in the order of their names.
#[must_use]
pub fn all() -> Vec<(String, String)> {
    files(&golden_cases())
}

/// The same of networks behind front ends.
#[must_use]
pub fn front_ends() -> Vec<(String, String)> {
    files(&golden_front_ends())
}

fn files(cases: &[Case]) -> Vec<(String, String)> {
    let mut files: Vec<_> = cases.iter().map(|case| (case.file_name(), case.write())).collect();
    files.sort();
    files
}
