//! `apical report`

mod page;

use std::path::PathBuf;

use apical_core::SPECIFICATION_VERSION;
use apical_sweep::effects::{Effect, effects};
use apical_sweep::front::{Configuration, configurations};
use apical_sweep::{Index, Store, Table};
use serde::Serialize;

use super::sweep::results;
use crate::failure::{Failure, Status};
use crate::output::{self, FORMAT_VERSION};

const EXAMPLES: &str = "\
Examples:
  apical report formats
        formats/report.html, formats/report.csv and formats/report.parquet
  apical report formats --out sweep.html
        sweep.html, sweep.csv and sweep.parquet
  apical report formats --json | jq '.configurations[] | select(.front)'
        configurations that no other one beats

The page is one file that fetches nothing: fronts, parallel coordinates to be brushed, main effects, and the tables.
The tables have one row a point; what a point has not been asked for is empty.";

/// Show what a sweep has found: one page, and the data as CSV and Parquet
///
/// Reads the folder of a sweep as it is now: points that are missing are left out, and counted.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct ReportArguments {
    /// Folder of a sweep
    #[arg(value_name = "DIR")]
    store: PathBuf,

    /// Page; the tables are written beside it [default: DIR/report.html]
    #[arg(long, short, value_name = "FILE.html")]
    out: Option<PathBuf>,

    /// Print configurations and main effects as one JSON object too
    #[arg(long)]
    json: bool,
}

/// A sweep as far as it has come.
struct Found {
    index: Index,
    configurations: Vec<Configuration>,
    effects: Vec<Effect>,
    missing: usize,
}

/// What `report --json` prints.
#[derive(Serialize)]
struct SweepViewReport<'a> {
    format_version: u32,
    spec_version: u32,
    name: &'a str,
    data: &'a str,
    validation: bool,
    missing: usize,
    configurations: &'a [Configuration],
    effects: &'a [Effect],
}

pub(crate) fn run(arguments: &ReportArguments) -> Result<Status, Failure> {
    let store = Store::open_existing(&arguments.store)?;
    let index = store.index()?;
    let results = results(&index, &store)?;
    let configurations = configurations(&index, &results);
    if configurations.is_empty() {
        return Err(Failure::Use(format!(
            "{}: none of its {} points has a result yet",
            arguments.store.display(),
            index.points.len()
        )));
    }
    let page = arguments.out.clone().unwrap_or_else(|| arguments.store.join("report.html"));
    let (csv, parquet) = (page.with_extension("csv"), page.with_extension("parquet"));
    if [&csv, &parquet].contains(&&page) {
        return Err(Failure::Use(format!("--out: {} must end in .html", page.display())));
    }
    for path in [&page, &csv, &parquet] {
        output::check_writable(path, 0)?;
    }
    let table = Table::new(&index, &results);
    let found = Found {
        effects: effects(&index.axes, &configurations),
        missing: results.iter().filter(|result| result.is_none()).count(),
        configurations,
        index,
    };
    output::write(&csv, &table.csv()?)?;
    output::write(&parquet, &table.parquet()?)?;
    output::write(&page, page::page(&found).as_bytes())?;
    if arguments.json {
        output::print_json(&SweepViewReport {
            format_version: FORMAT_VERSION,
            spec_version: SPECIFICATION_VERSION,
            name: &found.index.name,
            data: &found.index.data,
            validation: found.index.validation,
            missing: found.missing,
            configurations: &found.configurations,
            effects: &found.effects,
        })?;
        return Ok(Status::Success);
    }
    let missing = match found.missing {
        0 => String::new(),
        missing => format!(" ({missing} have no result yet)"),
    };
    output::print(&format!(
        "{}: {} points{missing}, {} configurations\npage    {}\ntables  {}\n        {}\n",
        found.index.name,
        found.index.points.len(),
        found.configurations.len(),
        page.display(),
        csv.display(),
        parquet.display()
    ))?;
    Ok(Status::Success)
}
