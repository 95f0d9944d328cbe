//! The command line as a whole.

use std::sync::LazyLock;

use apical_core::SPECIFICATION_VERSION;
use clap::{ArgAction, Parser, Subcommand};

use crate::commands::{
    bench, claims, classify, compare, completions, data, dvfs, eval, export, info, predict, preset, report,
    serve, simulate, sweep, train, vectors,
};
use crate::kernel;
use crate::logging::Verbosity;

/// What `--version` says: files and bug reports need more than the number of the release.
static LONG_VERSION: LazyLock<String> = LazyLock::new(|| {
    let kernels: Vec<String> = kernel::available().map(|kernel| kernel.to_string()).collect();
    format!(
        "{}\nspecification version {SPECIFICATION_VERSION}\nkernels on this CPU: {}",
        env!("CARGO_PKG_VERSION"),
        kernels.join(", ")
    )
});

/// What help ends with: examples, then what is said besides.
macro_rules! after_help {
    ($rest:literal) => {
        concat!(
            "\
Examples:
  apical train                                learn the built-in digits, in seconds
  apical data fetch mnist                     download MNIST and verify it
  apical train --data mnist --epochs 100      learn MNIST
  apical eval apical-model.safetensors        accuracy, class by class
  apical classify apical-model.safetensors digit.png
  apical serve --open                         draw, watch and teach it in the browser

",
            $rest
        )
    };
}

const AFTER_HELP: &str = after_help!("`apical COMMAND --help` tells more, with examples.");

const AFTER_LONG_HELP: &str = after_help!(
    "\
Standard output carries the result, standard error everything else.

Exit status:
  0    success
  1    a check failed (vectors --check, claims), or points of a sweep
  2    bad use or bad input, or a file cannot be read or written; every file is whole, old or new
  130  interrupted by Ctrl-C, after a checkpoint was saved

Environment:
  APICAL_DATA_DIR    folder in which named datasets are looked for
  APICAL_MIRROR      server to fetch datasets from, instead of the usual ones
  RAYON_NUM_THREADS  threads for evaluation, where no --threads is given
  NO_COLOR           no colours in the log"
);

/// Train, evaluate and export networks that learn by direct spike-only feedback
///
/// Apical is an executable model of a neuromorphic processor that learns on chip: one-bit activity, weights of a few
/// bits, feedback that consists of spikes only. Whatever it computes is defined bit by bit by its specification and
/// reproducible from configuration, seed and data.
#[derive(Debug, Parser)]
#[command(
    name = "apical",
    version,
    long_version = LONG_VERSION.as_str(),
    after_help = AFTER_HELP,
    after_long_help = AFTER_LONG_HELP,
    max_term_width = 110,
    disable_help_subcommand = true
)]
pub(crate) struct Arguments {
    /// Say more on standard error; twice for everything
    #[arg(short, long, global = true, action = ArgAction::Count, conflicts_with = "quiet")]
    verbose: u8,

    /// Say nothing on standard error but errors
    #[arg(short, long, global = true)]
    quiet: bool,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Train(train::TrainArguments),
    Eval(eval::EvalArguments),
    Predict(predict::PredictArguments),
    Classify(classify::ClassifyArguments),
    Export(export::ExportArguments),
    Serve(serve::ServeArguments),
    Simulate(simulate::SimulateArguments),
    Dvfs(dvfs::DvfsArguments),
    Preset(preset::PresetArguments),
    Claims(claims::ClaimsArguments),
    Compare(compare::CompareArguments),
    Sweep(sweep::SweepArguments),
    Report(report::ReportArguments),
    Data(data::DataCommandArguments),
    Bench(bench::BenchArguments),
    Vectors(vectors::VectorsArguments),
    Info(info::InfoArguments),
    Completions(completions::CompletionsArguments),
}

impl Arguments {
    pub(crate) fn verbosity(&self) -> Verbosity {
        match (self.quiet, self.verbose) {
            (true, _) => Verbosity::Quiet,
            (false, 0) => Verbosity::Normal,
            (false, 1) => Verbosity::Verbose,
            (false, _) => Verbosity::Debug,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }
}
