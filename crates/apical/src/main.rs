//! The `apical` command line.
//!
//! Each subcommand goes three steps: parse (clap, in `commands/NAME.rs`), resolve (flags over the configuration file
//! over defaults, `apical_core::run`), run. Standard output carries the result and nothing else; what happens on the way
//! goes to standard error. This crate only connects the others: the rule is in `apical-core`, datasets are in
//! `apical-data`, tables and charts in `apical-report`.
//!
//! Exit status: 0 success; 1 a check failed (`vectors --check`, `claims`) or points of a sweep did; 2 bad use or bad input, or a file that cannot be
//! read or written (every file is whole, the old one or the new one);
//! 130 interrupted, after a checkpoint was saved.

mod arguments;
mod bandwidth;
mod chip;
mod commands;
mod data;
mod failure;
mod interrupt;
mod kernel;
mod logging;
mod memory;
mod model;
mod network;
mod orientation;
mod output;
mod predict;
mod progress;
mod training;
mod trial;

use std::process::ExitCode;

use clap::Parser;

use arguments::Arguments;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    logging::start(arguments.verbosity());
    match commands::run(&arguments) {
        Ok(status) => status.into(),
        // The reader of a pipe has gone (`apical eval ... | head`): nobody is left to tell.
        Err(failure) if failure.is_closed_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            // Standard error may be closed as well; there is no third place to complain.
            let _ = failure.print(&mut std::io::stderr());
            failure.exit_code()
        }
    }
}
