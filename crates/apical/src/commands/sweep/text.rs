//! What a sweep says at its end.

use std::path::Path;

use apical_core::SPECIFICATION_VERSION;
use apical_report::{Align, Table, percent, rate};
use apical_sweep::front::{Configuration, configurations};
use apical_sweep::{
    Failed, Impossible, Index, Labels, Metric, Point, PointResult, STORE_VERSION, SWEEP_VERSION, Store,
};
use serde::Serialize;

use crate::failure::Failure;
use crate::output::{FORMAT_VERSION, program, shell_word};

/// Most rows of a table on a terminal.
const MOST_ROWS: usize = 25;

/// A sweep at its end.
pub(super) struct Summary<'a> {
    pub(super) index: &'a Index,
    /// Those of the index's points.
    pub(super) results: &'a [Option<PointResult>],
    pub(super) failed: &'a [Failed],
    /// Points that were not there before.
    pub(super) run: usize,
}

/// What `sweep --json` prints.
#[derive(Serialize)]
pub(super) struct SweepReport<'a> {
    format_version: u32,
    spec_version: u32,
    sweep_version: u32,
    store_version: u32,
    name: &'a str,
    data: &'a str,
    validation: bool,
    complete: bool,
    run: usize,
    points: Vec<Row<'a>>,
    configurations: Vec<Configuration>,
    impossible: &'a [Impossible],
    failed: &'a [Failed],
}

#[derive(Serialize)]
struct Row<'a> {
    point: &'a str,
    labels: &'a Labels,
    seed: u64,
    /// Null if it failed.
    result: Option<&'a PointResult>,
}

/// The stored results of an index's points.
pub(crate) fn results(index: &Index, store: &Store) -> Result<Vec<Option<PointResult>>, Failure> {
    index.points.iter().map(|entry| Ok(store.find(&entry.point)?)).collect()
}

/// A figure as people read it.
pub(crate) fn figure(metric: Metric, value: f64) -> String {
    match metric {
        Metric::Accuracy | Metric::TrainingOverhead => percent(value, 2),
        Metric::NjPerImage | Metric::Mm2 => format!("{value:.2}"),
        Metric::ImagesPerSecond => rate(value),
    }
}

/// A point on its own.
pub(super) fn point(point: &Point, result: &PointResult) -> String {
    let mut text = format!("{}\n", point.describe());
    for metric in Metric::ALL {
        if let Some(value) = metric.of(result) {
            text += &format!("{:<29} {}\n", metric.title(), figure(metric, value));
        }
    }
    let processor = &result.processor;
    text + &format!("{:<29} {:.2} to {:.2}\n", "nJ an image, bounds", processor.nj_low, processor.nj_high)
}

impl Summary<'_> {
    pub(super) fn json(&self) -> SweepReport<'_> {
        let index = self.index;
        let rows = index.points.iter().zip(self.results).map(|(entry, result)| Row {
            point: &entry.point,
            labels: &entry.labels,
            seed: entry.seed,
            result: result.as_ref(),
        });
        SweepReport {
            format_version: FORMAT_VERSION,
            spec_version: SPECIFICATION_VERSION,
            sweep_version: SWEEP_VERSION,
            store_version: STORE_VERSION,
            name: &index.name,
            data: &index.data,
            validation: index.validation,
            complete: index.complete,
            run: self.run,
            points: rows.collect(),
            configurations: configurations(index, self.results),
            impossible: &index.impossible,
            failed: self.failed,
        }
    }

    pub(super) fn text(&self, out: &Path) -> String {
        let index = self.index;
        let mut text = format!(
            "{}: {} points on {}: {} run, {} stored before, {} failed; {} configurations impossible\n",
            index.name,
            index.points.len(),
            index.data,
            self.run,
            index.points.len() - self.run - self.failed.len(),
            self.failed.len(),
            index.impossible.len()
        );
        for impossible in index.impossible.iter().take(MOST_ROWS) {
            text += &format!("impossible  {}: {}\n", impossible.describe(), impossible.reason);
        }
        for failed in self.failed.iter().take(MOST_ROWS) {
            let times = if failed.attempts == 1 { "once" } else { "times" };
            let attempts = if failed.attempts == 1 { String::new() } else { format!("{} ", failed.attempts) };
            text += &format!("failed      {} ({attempts}{times}): {}\n", failed.point, failed.reason);
        }
        let configurations = configurations(index, self.results);
        let front: Vec<&Configuration> = configurations.iter().filter(|one| one.front).collect();
        text +=
            &format!("\n{} of {} configurations are beaten by none:\n\n", front.len(), configurations.len());
        text += &self.table(&front).to_string();
        if front.len() > MOST_ROWS {
            text += &format!("and {} more\n", front.len() - MOST_ROWS);
        }
        let whose = if index.validation { "held-out training images" } else { "the test images" };
        text += &format!(
            "\nMeans over seeds. Accuracy is measured, on {whose}; all else is modelled.\n\nnext:\n  {} report {}\n",
            program(),
            shell_word(&out.to_string_lossy())
        );
        text
    }

    fn table(&self, front: &[&Configuration]) -> Table {
        let metrics: Vec<Metric> = self.index.objectives.iter().map(|objective| objective.metric).collect();
        let mut columns: Vec<(&str, Align)> =
            self.index.axes.iter().map(|axis| (axis.as_str(), Align::Right)).collect();
        columns.extend(metrics.iter().map(|metric| (metric.name(), Align::Right)));
        let mut table = Table::new(&columns);
        for configuration in front.iter().take(MOST_ROWS) {
            let label =
                |axis: &String| configuration.labels.get(axis).map(ToString::to_string).unwrap_or_default();
            let value = |metric: &Metric| {
                configuration
                    .figures
                    .get(metric)
                    .map(|spread| figure(*metric, spread.mean))
                    .unwrap_or_default()
            };
            table.row(self.index.axes.iter().map(label).chain(metrics.iter().map(value)));
        }
        table
    }
}
