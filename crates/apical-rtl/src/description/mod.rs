//! What follows from the [register and load map](apical_chip::machine::map): constants in SystemVerilog, tables in
//! Markdown. `cargo xtask rtl --generate` writes them; a test of this crate holds the files to them.

mod markdown;
mod systemverilog;

pub use markdown::{MissingMarks, tables, with_tables};
pub use systemverilog::{address_map, bench_header};
