//! `apical sweep`

mod list;
mod text;

use std::path::{Path, PathBuf};

use apical_sweep::{
    Expansion, Failed, Index, Point, Store, Subject, SweepError, SweepObserver, SweepPlan, Workshop, expand,
};

pub(super) use text::{figure, results};

use crate::data;
use crate::failure::{Failure, Status};
use crate::interrupt;
use crate::logging::Verbosity;
use crate::output::{self, program, shell_word};
use crate::progress::Progress;

const EXAMPLES: &str = "\
Examples:
  apical sweep sweeps/formats/plan.toml --out formats
        all points on all cores; what is in the folder already is not run again
  apical report formats
        fronts, parallel coordinates and main effects as one page, and the data as CSV and Parquet
  apical sweep plan.toml --out store --print | parallel -j 8
        one command a point, for GNU parallel or a Slurm array
  apical sweep plan.toml --list-json
        the points for a program that runs them elsewhere, each by --point HASH --json

A plan (TOML):
  format_version = 1
  name = \"small\"
  strategy = \"grid\"          grid, random, latin-hypercube or successive-halving
  data = \"mnist\"             as --data of train; builtin unless given
  validation = true          accuracy on held-out training images instead of the test images
  seeds = [1, 2]
  [fixed]                    the same for all points
  epochs = 10
  [axes]                     lists, or { from = A, to = B } with step or steps
  weight_bits = [2, 4, 8]
  supply_v = { from = 0.7, to = 1.0, step = 0.1 }
  [objectives]
  accuracy = \"maximise\"
  nj_per_image = \"minimise\"

Parameters: weight_bits, accumulator_bits, layers, hidden, window, margin_bits, drop_shift, initial_range,
feedback_sharing, front_end, order, epochs, learning_rate, learning_rate_start, learning_rate_end, shift, preset, technology,
sram, supply_v, clock_mhz, and preset.PATH for every value that --set PATH=VALUE of simulate takes.
docs/sweeps.md has all keys. Accuracy is measured; energies, areas and speeds are modelled.
After Ctrl-C or a crash the same command goes on.";

/// Run the points of a plan: train, measure, and store each
///
/// Each point trains a network (points that differ in the processor only share it), measures its accuracy, and runs it
/// on the cycle-level processor. Results are stored under the hash of all that they follow from.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct SweepArguments {
    /// Plan, a TOML file
    #[arg(value_name = "PLAN")]
    plan: PathBuf,

    /// Folder in which results are kept
    #[arg(long, short, value_name = "DIR", default_value = "apical-sweep")]
    out: PathBuf,

    /// Points at a time [default: one a core]
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,

    /// Folder with the files of a named dataset
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,

    /// Print one command for each point that has no result, and run none
    #[arg(long, group = "mode")]
    print: bool,

    /// Print all points as one JSON object, and run none
    #[arg(long, group = "mode")]
    list_json: bool,

    /// Run this point only; with --json print what is stored of it
    #[arg(long, value_name = "HASH", group = "mode")]
    point: Option<String>,

    /// Print the result as one JSON object
    #[arg(long)]
    json: bool,
}

/// A plan with its data.
struct Prepared {
    plan: SweepPlan,
    subject: Subject,
}

pub(crate) fn run(arguments: &SweepArguments, verbosity: Verbosity) -> Result<Status, Failure> {
    let prepared = prepare(arguments)?;
    if arguments.print || arguments.list_json {
        let store = existing(&arguments.out)?;
        let expansion = expanded(arguments, &prepared, store.as_ref())?;
        return if arguments.list_json {
            list::json(&prepared.plan, &prepared.subject, &expansion)
        } else {
            list::commands(arguments, &expansion, store.as_ref())
        };
    }
    interrupt::listen()?;
    let store = Store::open(&arguments.out)?;
    interrupt::finish_first();
    match &arguments.point {
        Some(key) => one(arguments, key, &prepared, &store, verbosity),
        None => all(arguments, &prepared, &store, verbosity),
    }
}

fn prepare(arguments: &SweepArguments) -> Result<Prepared, Failure> {
    let plan = SweepPlan::load(&arguments.plan)?;
    let loaded = data::load_source(&plan.source, arguments.data_dir.as_deref(), None)?;
    let source = data::resolved(plan.source.clone(), &loaded);
    let subject = Subject::new(loaded.name, loaded.class_names, loaded.split, source);
    Ok(Prepared { plan, subject })
}

/// The store, if there is one already: lists leave nothing behind.
fn existing(folder: &Path) -> Result<Option<Store>, Failure> {
    if folder.join(Store::index_files()[0]).exists() {
        Ok(Some(Store::open_existing(folder)?))
    } else {
        Ok(None)
    }
}

/// The points, with the plan named where it is to blame.
fn expanded(
    arguments: &SweepArguments,
    prepared: &Prepared,
    store: Option<&Store>,
) -> Result<Expansion, Failure> {
    expand(&prepared.plan, &prepared.subject, store).map_err(|error| match error {
        error @ (SweepError::Field { .. } | SweepError::NonePossible { .. } | SweepError::Design(_)) => {
            SweepError::InPlan { path: arguments.plan.clone(), source: Box::new(error) }.into()
        }
        error => error.into(),
    })
}

fn one(
    arguments: &SweepArguments,
    key: &str,
    prepared: &Prepared,
    store: &Store,
    verbosity: Verbosity,
) -> Result<Status, Failure> {
    let expansion = expanded(arguments, prepared, Some(store))?;
    let point = expansion.points.iter().find(|point| point.key == key);
    let point = point.ok_or_else(|| SweepError::NoSuchPoint { key: key.to_owned() })?;
    store.put_index(&Index::new(&prepared.plan, &prepared.subject, &expansion))?;
    let progress = Progress::new(0, verbosity);
    let failed = |point: &Point, error: &SweepError| say_failed(point, error);
    let observer = SweepObserver {
        worked: &|images| progress.many(images),
        stop: &interrupt::requested,
        counted: &|_| (),
        stored: &|_, _| (),
        failed: &failed,
    };
    let workshop = Workshop::new(&prepared.plan, &prepared.subject, store, observer);
    progress.extend(workshop.work(std::slice::from_ref(point)));
    let finished = workshop.finish(point)?;
    progress.finish();
    match finished {
        Err(_) => Ok(Status::CheckFailed),
        Ok(None) => Ok(Status::Interrupted),
        Ok(Some(result)) if arguments.json => {
            output::print(&(Store::text(&result) + "\n"))?;
            Ok(Status::Success)
        }
        Ok(Some(result)) => {
            output::print(&text::point(point, &result))?;
            Ok(Status::Success)
        }
    }
}

fn all(
    arguments: &SweepArguments,
    prepared: &Prepared,
    store: &Store,
    verbosity: Verbosity,
) -> Result<Status, Failure> {
    let threads = arguments.jobs.map_or(0, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool.map_err(|source| Failure::Threads { threads, source })?;
    let progress = Progress::new(0, verbosity);
    let ended = pool.install(|| rungs(arguments, prepared, store, &progress));
    progress.finish();
    let Some((expansion, failed, run)) = ended? else {
        say_how_to_go_on(arguments, verbosity);
        return Ok(Status::Interrupted);
    };
    let index = Index::new(&prepared.plan, &prepared.subject, &expansion);
    let results = text::results(&index, store)?;
    let summary = text::Summary { index: &index, results: &results, failed: &failed, run };
    if arguments.json {
        output::print_json(&summary.json())?;
    } else {
        output::print(&summary.text(&arguments.out))?;
    }
    Ok(if failed.is_empty() { Status::Success } else { Status::CheckFailed })
}

/// Runs what is missing until the plan has no more. `None` if Ctrl-C came first; else all points, those that failed, and how
/// many were run.
fn rungs(
    arguments: &SweepArguments,
    prepared: &Prepared,
    store: &Store,
    progress: &Progress,
) -> Result<Option<(Expansion, Vec<Failed>, usize)>, Failure> {
    let mut run = 0;
    loop {
        let expansion = expanded(arguments, prepared, Some(store))?;
        store.put_index(&Index::new(&prepared.plan, &prepared.subject, &expansion))?;
        let done = std::sync::atomic::AtomicUsize::new(0);
        let count = std::sync::atomic::AtomicUsize::new(0);
        let stored = |point: &Point, result: &apical_sweep::PointResult| {
            let done = 1 + done.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let all = count.load(std::sync::atomic::Ordering::Relaxed);
            progress.say(&format!("{done} of {all} points"));
            tracing::info!("{}: {:.2} %", point.describe(), 100.0 * result.accuracy);
        };
        let observer = SweepObserver {
            worked: &|images| progress.many(images),
            stop: &interrupt::requested,
            counted: &|_| (),
            stored: &stored,
            failed: &|point, error| say_failed(point, error),
        };
        let workshop = Workshop::new(&prepared.plan, &prepared.subject, store, observer);
        let missing = workshop.missing(&expansion.points)?;
        if missing.is_empty() && expansion.complete {
            return Ok(Some((expansion, Vec::new(), run)));
        }
        count.store(missing.len(), std::sync::atomic::Ordering::Relaxed);
        progress.extend(workshop.work(&missing));
        progress.say(&format!("0 of {} points", missing.len()));
        let outcome = workshop.run(&missing);
        run += missing.len() - outcome.failed.len();
        if outcome.interrupted {
            return Ok(None);
        }
        // Where a rung is not whole there is no next one.
        if !outcome.failed.is_empty() || expansion.complete {
            return Ok(Some((expansion, outcome.failed, run)));
        }
    }
}

fn say_failed(point: &Point, error: &SweepError) {
    tracing::warn!("{} ({}) failed: {}", point.describe(), point.key, error.chain());
}

fn say_how_to_go_on(arguments: &SweepArguments, verbosity: Verbosity) {
    if verbosity != Verbosity::Quiet {
        let plan = shell_word(&arguments.plan.to_string_lossy());
        let out = shell_word(&arguments.out.to_string_lossy());
        let text = format!(
            "interrupted; finished points are in {out}\nto go on:\n  {} sweep {plan} --out {out}\n",
            program()
        );
        // Nothing is lost if this cannot be said.
        let _ = std::io::Write::write_all(&mut std::io::stderr(), text.as_bytes());
    }
}
