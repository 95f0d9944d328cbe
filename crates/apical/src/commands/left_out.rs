//! Commands that this program was compiled without: they are listed, and print the command line that runs them.
//!
//! A module here stands in for the one of the same name, with the same names in it.

use std::ffi::OsString;

use crate::failure::{Failure, Status};
use crate::logging::Verbosity;
use crate::output::{FULL_PROGRAM, shell_word};

macro_rules! left_out {
    ($module:ident, $feature:literal, $arguments:ident, $about:literal, $success:ty, $($verbosity:ty)?) => {
        #[cfg(any(test, not(feature = $feature)))]
        #[cfg_attr(feature = $feature, allow(dead_code, reason = "the command itself is there"))]
        pub(crate) mod $module {
            use super::*;

            #[derive(Debug, clap::Args)]
            #[command(about = concat!($about, " [left out: --features full]"), disable_help_flag = true)]
            pub(crate) struct $arguments {
                /// Whatever the command would take.
                #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
                words: Vec<OsString>,
            }

            pub(crate) fn run(_: &$arguments $(, _: $verbosity)?) -> Result<$success, Failure> {
                Err(refusal(std::env::args_os().skip(1)))
            }
        }
    };
}

left_out!(
    compare,
    "compare",
    CompareArguments,
    "Compare learning rules: the same network, the same data",
    Status,
    Verbosity
);
left_out!(fetch, "fetch", FetchArguments, "Download a dataset and verify it", (), Verbosity);
left_out!(
    report,
    "sweep",
    ReportArguments,
    "Show what a sweep has found: one page, and the data as CSV and Parquet",
    Status,
);
left_out!(serve, "page", ServeArguments, "Draw, watch, teach and train in the browser", Status, Verbosity);
left_out!(
    sweep,
    "sweep",
    SweepArguments,
    "Run the points of a plan: train, measure, and store each",
    Status,
    Verbosity
);

/// What a command says that is not there.
fn refusal(words: impl Iterator<Item = OsString>) -> Failure {
    let words: Vec<String> = words.map(|word| shell_word(&word.to_string_lossy())).collect();
    Failure::Use(format!(
        "this program was compiled without that command, to be there sooner; in the project's folder, this compiles and \
         runs it:\n  {FULL_PROGRAM} {}",
        words.join(" ")
    ))
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser, Subcommand};

    use super::*;
    use crate::arguments::Arguments;

    #[derive(Debug, Parser)]
    struct Lean {
        #[command(subcommand)]
        command: LeanCommand,
    }

    #[derive(Debug, Subcommand)]
    enum LeanCommand {
        Compare(compare::CompareArguments),
        Fetch(fetch::FetchArguments),
        Report(report::ReportArguments),
        Serve(serve::ServeArguments),
        Sweep(sweep::SweepArguments),
    }

    #[test]
    fn what_is_left_out_is_listed_in_the_words_of_the_command_itself() {
        let whole = Arguments::command();
        let data = whole.find_subcommand("data").unwrap();
        for lean in Lean::command().get_subcommands() {
            let name = lean.get_name();
            let command = whole.find_subcommand(name).or_else(|| data.find_subcommand(name)).unwrap();
            let about = command.get_about().unwrap().to_string();
            let listed = lean.get_about().unwrap().to_string();
            let (words, hint) = listed.split_once(" [").unwrap();
            assert_eq!(about.split(" [").next(), Some(words), "{name}");
            assert_eq!(hint, "left out: --features full]");
        }
    }

    #[test]
    fn whatever_follows_is_passed_on() {
        for words in [&["sweep", "--help"][..], &["sweep", "plan.toml", "--out", "x"], &["report"]] {
            assert!(Lean::try_parse_from([&["apical"][..], words].concat()).is_ok(), "{words:?}");
        }
        let words = ["sweep", "my plan.toml", "--out", "formats"].map(OsString::from);
        let text = refusal(words.into_iter()).to_string();
        let line = "\n  cargo run --release --features full -- sweep 'my plan.toml' --out formats";
        assert!(text.ends_with(line), "{text}");
    }
}
