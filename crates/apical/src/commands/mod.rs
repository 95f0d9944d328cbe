//! The subcommands, a file each.

pub(crate) mod bench;
pub(crate) mod claims;
pub(crate) mod classify;
#[cfg(feature = "compare")]
pub(crate) mod compare;
pub(crate) mod completions;
pub(crate) mod data;
pub(crate) mod dvfs;
pub(crate) mod eval;
pub(crate) mod export;
pub(crate) mod info;
#[cfg(any(test, not(feature = "full")))]
mod left_out;
pub(crate) mod predict;
pub(crate) mod preset;
#[cfg(feature = "sweep")]
pub(crate) mod report;
#[cfg(feature = "page")]
pub(crate) mod serve;
pub(crate) mod simulate;
#[cfg(feature = "sweep")]
pub(crate) mod sweep;
pub(crate) mod train;
pub(crate) mod vectors;

#[cfg(not(feature = "compare"))]
pub(crate) use left_out::compare;
#[cfg(not(feature = "page"))]
pub(crate) use left_out::serve;
#[cfg(not(feature = "sweep"))]
pub(crate) use left_out::{report, sweep};

use crate::arguments::{Arguments, Command};
use crate::failure::{Failure, Status};

/// Runs what was asked for.
pub(crate) fn run(arguments: &Arguments) -> Result<Status, Failure> {
    let verbosity = arguments.verbosity();
    match &arguments.command {
        Command::Train(arguments) => train::run(arguments, verbosity),
        Command::Eval(arguments) => eval::run(arguments),
        Command::Predict(arguments) => predict::run(arguments),
        Command::Classify(arguments) => classify::run(arguments),
        Command::Export(arguments) => export::run(arguments),
        Command::Simulate(arguments) => simulate::run(arguments, verbosity),
        Command::Claims(arguments) => claims::run(arguments, verbosity),
        Command::Compare(arguments) => compare::run(arguments, verbosity),
        Command::Sweep(arguments) => sweep::run(arguments, verbosity),
        Command::Report(arguments) => report::run(arguments),
        Command::Serve(arguments) => serve::run(arguments, verbosity),
        Command::Dvfs(arguments) => dvfs::run(arguments, verbosity),
        Command::Preset(arguments) => preset::run(arguments),
        Command::Data(arguments) => data::run(arguments, verbosity),
        Command::Bench(arguments) => bench::run(arguments),
        Command::Vectors(arguments) => vectors::run(arguments),
        Command::Info(arguments) => info::run(arguments),
        Command::Completions(arguments) => completions::run(arguments),
    }
}
