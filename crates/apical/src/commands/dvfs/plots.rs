//! Energy and rate against the supply.

use std::path::{Path, PathBuf};

use apical_chip::dvfs::{Performance, Task};
use apical_report::{LineChart, Series, line_chart_svg};

use super::report::Report;
use crate::failure::Failure;
use crate::output;

/// The second file of a plot.
pub(super) fn rate_file(file: &Path) -> PathBuf {
    let mut name = file.file_stem().unwrap_or_default().to_owned();
    name.push("-rate");
    if let Some(extension) = file.extension() {
        name.push(".");
        name.push(extension);
    }
    file.with_file_name(name)
}

pub(super) fn draw(file: &Path, report: &Report<'_>) -> Result<(), Failure> {
    let energy =
        |point: &Performance, task| point.of(task).energy.calibrated.nanojoules();
    let rate = |point: &Performance, task| point.of(task).rate.per_second() * 1e-3;
    let charts: [(PathBuf, LineChart); 2] = [
        (file.to_owned(), chart(report, "Energy of an image", "energy (nJ/image), modelled", &energy)),
        (rate_file(file), chart(report, "Rate", "rate (1000 images/s), modelled", &rate)),
    ];
    for (file, chart) in charts {
        output::write(&file, line_chart_svg(&chart).as_bytes())?;
    }
    Ok(())
}

fn chart(
    report: &Report<'_>,
    title: &str,
    y_label: &str,
    value: &dyn Fn(&Performance, Task) -> f64,
) -> LineChart {
    let series = |task: Task| Series {
        name: task.name().to_owned(),
        points: report
            .points
            .iter()
            .map(|point| (point.point.supply.value(), value(point, task)))
            .collect(),
    };
    LineChart {
        title: format!("{title} of preset {} at the fastest clock", report.chip.preset.name),
        x_label: "supply (V)".into(),
        y_label: y_label.into(),
        series: Task::ALL.into_iter().map(series).collect(),
        reference: None,
    }
}
