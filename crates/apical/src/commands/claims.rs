//! `apical claims`

use std::path::PathBuf;
use std::time::Instant;

use apical_report::duration;
use apical_studies::claims::{ClaimsRequest, ClaimsResult, EPOCHS, NUMBERS, SEEDS};
use apical_studies::{Control, StudyError};

use crate::data::DataArguments;
use crate::failure::{Failure, Status};
use crate::interrupt;
use crate::logging::Verbosity;
use crate::output::{self, Versioned};
use crate::progress::Progress;

const EXAMPLES: &str = "\
Examples:
  apical claims --data mnist --quick
        in a minute: one seed; of each epoch the first images on the cycle-level model
  apical claims --data mnist --out report.html
        all of it: five seeds, with and without shifts, every image of every epoch on every machine
  apical claims --data mnist --only 2
        the reconstruction of the silicon alone
  apical claims --data mnist --json > claims.json
        for programs

Without --data the built-in digits are taken, and what was published of MNIST is not judged.
Exit status 1 if a claim fails.";

/// Print the project's claims beside what was published, and judge them
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct ClaimsArguments {
    #[command(flatten)]
    data: DataArguments,

    /// One seed, and a sample of each epoch on the cycle-level model: within a minute
    #[arg(long)]
    quick: bool,

    /// These claims only, by number: 1 accuracy, 2 the silicon, 3 energy, 4 memory, 5 area, 7 speed
    #[arg(long, value_name = "N", value_delimiter = ',', value_parser = claim_number)]
    only: Vec<u8>,

    /// Epochs of each training
    #[arg(long, value_name = "N", default_value_t = EPOCHS,
        value_parser = clap::value_parser!(u32).range(1..=10_000))]
    epochs: u32,

    /// Write the report, with pictures, as one HTML file
    #[arg(long, value_name = "FILE.html")]
    out: Option<PathBuf>,

    /// Print the result as one JSON object
    #[arg(long)]
    json: bool,
}

fn claim_number(text: &str) -> Result<u8, String> {
    let number = text.trim().parse().ok().filter(|number| NUMBERS.contains(number));
    number.ok_or_else(|| "expected 1, 2, 3, 4, 5 or 7".to_owned())
}

pub(crate) fn run(arguments: &ClaimsArguments, verbosity: Verbosity) -> Result<Status, Failure> {
    if let Some(path) = &arguments.out {
        output::check_writable(path, 0)?;
    }
    let started = Instant::now();
    let names = arguments.data.names();
    let loaded = arguments.data.request(&names).load()?;
    let command = command(arguments, &names);
    let request = ClaimsRequest {
        data: &loaded.name,
        split: &loaded.split,
        epochs: arguments.epochs,
        seeds: if arguments.quick { 1 } else { SEEDS },
        quick: arguments.quick,
        only: &arguments.only,
        command: &command,
    };
    let progress = Progress::new(0, verbosity);
    let result = request.run(Control { observer: &progress, stop: interrupt::flag() });
    progress.finish();
    let mut result = match result {
        Err(StudyError::Stopped) => return Ok(Status::Interrupted),
        result => result?,
    };
    if let Some(path) = &arguments.out {
        output::write(path, result.page()?.as_bytes())?;
    }
    // With the reading of the data.
    result.seconds = started.elapsed().as_secs_f64();
    if arguments.json {
        output::print_json(&Versioned::new(&result))?;
    } else {
        output::print(&text(&result, arguments, &command))?;
    }
    Ok(if result.holds() { Status::Success } else { Status::CheckFailed })
}

/// The command that gives these figures again.
fn command(arguments: &ClaimsArguments, names: &[String]) -> String {
    let words: Vec<String> = names.iter().map(|name| output::shell_word(name)).collect();
    let mut command = format!("apical claims --data {}", words.join(" "));
    if let Some(folder) = &arguments.data.reading.data_dir {
        command += &format!(" --data-dir {}", output::shell_word(&folder.display().to_string()));
    }
    if let Some(prepare) = arguments.data.reading.prepare {
        command += &format!(" --prepare {}", prepare.name());
    }
    if arguments.quick {
        command += " --quick";
    }
    if arguments.epochs != EPOCHS {
        command += &format!(" --epochs {}", arguments.epochs);
    }
    command
}

fn text(result: &ClaimsResult, arguments: &ClaimsArguments, command: &str) -> String {
    let mut text = result.text() + &format!("\ncommand  {command}\n");
    if arguments.only.is_empty() {
        text += "         with --only N for claim N alone\n";
    } else {
        let numbers: Vec<String> = arguments.only.iter().map(u8::to_string).collect();
        text += &format!("         with --only {}\n", numbers.join(","));
    }
    text += &format!("time     {}\n", duration(result.seconds));
    if let Some(path) = &arguments.out {
        text += &format!("report   {}\n", path.display());
    }
    text + "\nClaim 6, the comparison with other learning rules: `apical compare`.\n"
}
