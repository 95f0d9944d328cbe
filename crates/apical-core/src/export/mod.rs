//! Exports of a trained network: memory images for hardware, C and Rust source, NumPy arrays.
//! `docs/exports.md` in the repository lists every file and bit.

mod archive;
mod arrays;
mod banks;
mod c;
mod contract;
mod error;
mod hex;
mod manifest;
mod npz;
mod pack;
mod preparation;
mod rust;
mod source;
mod tables;
mod template;

pub use arrays::{Array, front_end_arrays};
pub use c::{c_header, c_header_with};
pub use contract::{Contract, LONGEST_SIDE, Prepare};
pub use error::ExportError;
pub use hex::{hex, hex_read, hex_with};
pub use npz::{npz, npz_with};
pub use rust::{rust_source, rust_source_with};
