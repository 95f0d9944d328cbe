//! Points for other programs to run.

use apical_core::SPECIFICATION_VERSION;
use apical_sweep::{
    Expansion, Impossible, Labels, PointConfig, STORE_VERSION, SWEEP_VERSION, Store, Subject, SweepPlan,
};
use serde::Serialize;

use super::SweepArguments;
use crate::failure::{Failure, Status};
use crate::output::{self, FORMAT_VERSION, program, shell_word};

/// What `--list-json` prints.
#[derive(Serialize)]
struct List<'a> {
    format_version: u32,
    spec_version: u32,
    sweep_version: u32,
    store_version: u32,
    name: &'a str,
    data: &'a str,
    retries: u32,
    /// Whether there will be no more points once these have results.
    complete: bool,
    /// Where a store has what concerns it as a whole.
    index_files: [&'static str; 2],
    points: Vec<Listed<'a>>,
    impossible: &'a [Impossible],
}

#[derive(Serialize)]
struct Listed<'a> {
    point: &'a str,
    network: &'a str,
    counts: &'a str,
    labels: &'a Labels,
    seed: u64,
    config: &'a PointConfig,
    /// Where a store has its result, its network, and what its machine does with that.
    result_file: String,
    network_files: Vec<String>,
    counts_file: String,
}

/// Prints all points.
pub(super) fn json(plan: &SweepPlan, subject: &Subject, expansion: &Expansion) -> Result<Status, Failure> {
    let points = expansion.points.iter().map(|point| Listed {
        point: &point.key,
        network: &point.network,
        counts: &point.counts,
        labels: &point.labels,
        seed: point.seed(),
        config: &point.config,
        result_file: Store::result_file(&point.key),
        network_files: Store::network_files(point),
        counts_file: Store::counts_file(&point.counts),
    });
    output::print_json(&List {
        format_version: FORMAT_VERSION,
        spec_version: SPECIFICATION_VERSION,
        sweep_version: SWEEP_VERSION,
        store_version: STORE_VERSION,
        name: &plan.name,
        data: &subject.name,
        retries: plan.retries,
        complete: expansion.complete,
        index_files: Store::index_files(),
        points: points.collect(),
        impossible: &expansion.impossible,
    })?;
    Ok(Status::Success)
}

/// Prints a command for each point without a result.
pub(super) fn commands(
    arguments: &SweepArguments,
    expansion: &Expansion,
    store: Option<&Store>,
) -> Result<Status, Failure> {
    let word = |path: &std::path::Path| shell_word(&path.to_string_lossy());
    let mut rest = format!("--out {}", word(&arguments.out));
    if let Some(folder) = &arguments.data_dir {
        rest += &format!(" --data-dir {}", word(folder));
    }
    let mut text = String::new();
    for point in &expansion.points {
        let done = match store {
            Some(store) => store.get(&point.config)?.is_some(),
            None => false,
        };
        if !done {
            text += &format!("{} sweep {} --point {} {rest}\n", program(), word(&arguments.plan), point.key);
        }
    }
    if !expansion.complete {
        tracing::warn!("there will be more points once these have results; print again then");
    }
    for impossible in &expansion.impossible {
        tracing::warn!("impossible: {}: {}", impossible.describe(), impossible.reason);
    }
    output::print(&text)?;
    Ok(Status::Success)
}
