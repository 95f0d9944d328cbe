//! `apical claims`

mod judge;
mod machine;
mod measure;
mod page;
mod sensitivity;
mod training;

use std::path::PathBuf;
use std::time::Instant;

use apical_core::SPECIFICATION_VERSION;
use apical_data::ImageSize;
use apical_report::{Align, Table, duration};
use serde::Serialize;

use crate::data::{self, DataArguments, DataRequest, Prepare};
use crate::failure::{Failure, Status};
use crate::logging::Verbosity;
use crate::output::{self, FORMAT_VERSION};
use crate::progress::Progress;
use judge::{Claim, Verdict};
use measure::Extent;
use sensitivity::Sensitivities;

/// Epochs of a training, as the published accuracy of this project has them.
const EPOCHS: u32 = 100;
/// Seeds of a full run.
const SEEDS: u64 = 5;

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

/// What `claims --json` prints.
#[derive(Serialize)]
struct Report<'a> {
    format_version: u32,
    spec_version: u32,
    data: &'a str,
    data_hash: String,
    quick: bool,
    epochs: u32,
    seconds: f64,
    accuracies: &'a [f64],
    accuracies_shifted: &'a [f64],
    claims: &'a [Claim],
    sensitivities: Option<&'a Sensitivities>,
}

/// Claims that this program can judge.
const NUMBERS: [u8; 6] = [1, 2, 3, 4, 5, 7];

fn claim_number(text: &str) -> Result<u8, String> {
    let number = text.trim().parse().ok().filter(|number| NUMBERS.contains(number));
    number.ok_or_else(|| "expected 1, 2, 3, 4, 5 or 7".to_owned())
}

pub(crate) fn run(arguments: &ClaimsArguments, verbosity: Verbosity) -> Result<Status, Failure> {
    if let Some(path) = &arguments.out {
        output::check_writable(path, 0)?;
    }
    let started = Instant::now();
    let names = arguments.data.data.clone().unwrap_or_else(|| vec!["builtin".to_owned()]);
    let loaded = DataRequest {
        names: &names,
        data_dir: arguments.data.data_dir.as_deref(),
        size: ImageSize::MNIST,
        prepare: arguments.data.prepare.unwrap_or(Prepare::Auto),
    }
    .load()?;
    let split = loaded.split;
    let extent = Extent {
        epochs: arguments.epochs,
        seeds: if arguments.quick { 1 } else { SEEDS },
        quick: arguments.quick,
        only: &arguments.only,
    };
    let progress = Progress::new(measure::work(extent, &split), verbosity);
    let found = measure::measure(extent, &split, &progress)?;
    progress.finish();
    let command = command(arguments, &names);
    let claims = judge::judge(&found, extent, &loaded.name, &command)?;
    let sensitivities = sensitivity::sensitivities(&found)?;
    if let Some(path) = &arguments.out {
        let sample = if extent.quick { "a sample of each epoch simulated" } else { "every image simulated" };
        let seeds = if extent.seeds == 1 { "one seed".to_owned() } else { format!("{} seeds", extent.seeds) };
        let contents = page::Contents {
            data: &loaded.name,
            extent: format!("{} epochs, {seeds}, {sample}", extent.epochs),
            command: &command,
            claims: &claims,
            found: &found,
            sensitivities: sensitivities.as_ref(),
        };
        output::write(path, page::page(&contents)?.as_bytes())?;
    }
    let seconds = started.elapsed().as_secs_f64();
    if arguments.json {
        output::print_json(&Report {
            format_version: FORMAT_VERSION,
            spec_version: SPECIFICATION_VERSION,
            data: &loaded.name,
            data_hash: data::hash(&split.train).to_string(),
            quick: extent.quick,
            epochs: extent.epochs,
            seconds,
            accuracies: &found.accuracies,
            accuracies_shifted: &found.shifted,
            claims: &claims,
            sensitivities: sensitivities.as_ref(),
        })?;
    } else {
        output::print(&text(&claims, sensitivities.as_ref(), arguments, &command, seconds))?;
    }
    let failed = claims.iter().any(|claim| claim.verdict == Verdict::Fails);
    Ok(if failed { Status::CheckFailed } else { Status::Success })
}

/// The command that gives these figures again.
fn command(arguments: &ClaimsArguments, names: &[String]) -> String {
    let words: Vec<String> = names.iter().map(|name| output::shell_word(name)).collect();
    let mut command = format!("apical claims --data {}", words.join(" "));
    if let Some(folder) = &arguments.data.data_dir {
        command += &format!(" --data-dir {}", output::shell_word(&folder.display().to_string()));
    }
    if let Some(prepare) = arguments.data.prepare {
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

fn text(
    claims: &[Claim],
    sensitivities: Option<&Sensitivities>,
    arguments: &ClaimsArguments,
    command: &str,
    seconds: f64,
) -> String {
    let mut table = Table::new(&[
        ("", Align::Right),
        ("claim", Align::Left),
        ("published", Align::Right),
        ("ours", Align::Right),
        ("difference", Align::Right),
        ("label", Align::Left),
        ("verdict", Align::Left),
    ]);
    for claim in claims {
        table.row([
            claim.number.to_string(),
            claim.claim.clone(),
            claim.published.clone(),
            claim.ours.clone(),
            claim.error.map_or_else(|| "-".to_owned(), page::signed),
            claim.label.name().to_owned(),
            claim.verdict.name().to_owned(),
        ]);
    }
    let mut text = table.to_string();
    if let Some(sensitivities) = sensitivities {
        text += &sensitivities.text();
    }
    text.push('\n');
    for claim in claims.iter().filter(|claim| !claim.note.is_empty()) {
        text += &format!("{}  {}: {}\n", claim.number, claim.claim, claim.note);
    }
    text += &format!("\ncommand  {command}\n");
    if arguments.only.is_empty() {
        text += "         with --only N for claim N alone\n";
    } else {
        let numbers: Vec<String> = arguments.only.iter().map(u8::to_string).collect();
        text += &format!("         with --only {}\n", numbers.join(","));
    }
    text += &format!("time     {}\n", duration(seconds));
    if let Some(path) = &arguments.out {
        text += &format!("report   {}\n", path.display());
    }
    text + "\nClaim 6, the comparison with other learning rules: `apical compare`.\n"
}
