//! `apical data fetch`

use std::io::IsTerminal;
use std::path::PathBuf;

use apical_data::fetch::{FetchOptions, Progress, Stage, fetch};
use apical_data::{NamedSet, fetch_folder};
use clap::builder::PossibleValuesParser;
use clap::builder::TypedValueParser;
use indicatif::{ProgressBar, ProgressStyle};

use crate::failure::Failure;
use crate::logging::Verbosity;
use crate::output::{self, program};

const EXAMPLES: &str = "\
Examples:
  apical data fetch mnist
  apical data fetch fashion-mnist --data-dir ~/data
  APICAL_MIRROR=http://server.lan/data apical data fetch mnist

Each file is compared with its published SHA-256 before it gets its name; an interrupted download goes on where it
stopped. Without a network, copy the four files from elsewhere and name their folder with --data-dir.";

/// Download a dataset and verify it
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct FetchArguments {
    /// mnist, fashion-mnist or kmnist
    #[arg(value_name = "NAME", value_parser = set_parser())]
    set: NamedSet,

    /// Folder to save to; a folder NAME is made in it [default: APICAL_DATA_DIR, else the user's cache folder]
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
}

fn set_parser() -> impl TypedValueParser<Value = NamedSet> {
    PossibleValuesParser::new(NamedSet::ALL.map(NamedSet::name))
        .try_map(|name| NamedSet::from_name(&name).ok_or("no such dataset"))
}

pub(super) fn run(arguments: &FetchArguments, verbosity: Verbosity) -> Result<(), Failure> {
    let folder = fetch_folder(arguments.set, arguments.data_dir.as_deref())?;
    let mut display = Display::new(verbosity);
    let result = fetch(arguments.set, &folder, &FetchOptions::from_environment(), &mut |progress| {
        display.show(progress)
    });
    display.bar.finish_and_clear();
    let files = result?;
    let fetched = files.iter().filter(|file| file.from.is_some()).count();
    let data_dir = arguments
        .data_dir
        .as_ref()
        .map(|folder| format!(" --data-dir {}", output::shell_word(&folder.to_string_lossy())))
        .unwrap_or_default();
    output::print(&format!(
        "{}: {fetched} files fetched, {} were there already; all verified\nfolder: {}\nnext: {} train --data {}{data_dir}\n",
        arguments.set,
        files.len() - fetched,
        folder.display(),
        program(),
        arguments.set
    ))
}

/// A bar in a terminal, a line for each file elsewhere.
struct Display {
    bar: ProgressBar,
    lines: bool,
}

impl Display {
    fn new(verbosity: Verbosity) -> Self {
        let terminal = std::io::stderr().is_terminal();
        if verbosity == Verbosity::Quiet || !terminal {
            return Self { bar: ProgressBar::hidden(), lines: verbosity != Verbosity::Quiet };
        }
        let bar = ProgressBar::new(0);
        let template = "{msg:32} {bar:30} {bytes:>10} of {total_bytes:10} {bytes_per_sec:12} {eta} left";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("█▉▊▋▌▍▎▏·"));
        }
        Self { bar, lines: true }
    }

    fn show(&mut self, progress: &Progress<'_>) {
        match progress.stage {
            Stage::AlreadyThere => self.say(&format!("{}: there already", progress.file)),
            Stage::Connecting => {
                tracing::info!("{}: asking {}", progress.file, progress.address);
                self.bar.set_message(progress.file.to_owned());
                self.bar.set_position(progress.received);
                self.bar.reset_eta();
            }
            Stage::Receiving => {
                self.bar.set_length(progress.total.unwrap_or(progress.received));
                self.bar.set_position(progress.received);
            }
            Stage::Failed(reason) => self.say(&format!("{}: {}: {reason}", progress.file, progress.address)),
            Stage::Done => self.say(&format!("{}: {} bytes, verified", progress.file, progress.received)),
            _ => {}
        }
    }

    fn say(&self, line: &str) {
        if self.bar.is_hidden() {
            if self.lines {
                // Nobody watching is no reason to stop.
                let _ = std::io::Write::write_all(&mut std::io::stderr(), format!("{line}\n").as_bytes());
            }
        } else {
            self.bar.println(line);
        }
    }
}
