//! Energy and rate against the supply, and the energy of policies.

use std::path::{Path, PathBuf};

use apical_chip::dvfs::{Performance, Task};
use apical_report::{LineChart, Series, StackedBar, StackedBars, line_chart_svg, stacked_bars_svg};

use super::policies::Comparison;
use super::report::{ScalingReport, split};
use crate::failure::Failure;
use crate::output;

/// All files of a plot: energy, rate and, if there is a trace, policies.
pub(super) fn files(file: &Path, with_trace: bool) -> Vec<PathBuf> {
    let mut files = vec![file.to_owned(), beside(file, "-rate")];
    if with_trace {
        files.push(beside(file, "-policies"));
    }
    files
}

fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.file_stem().unwrap_or_default().to_owned();
    name.push(suffix);
    if let Some(extension) = file.extension() {
        name.push(".");
        name.push(extension);
    }
    file.with_file_name(name)
}

pub(super) fn draw(file: &Path, report: &ScalingReport<'_>) -> Result<(), Failure> {
    let mut pictures = vec![line_chart_svg(&energy(report)), line_chart_svg(&rate(report))];
    pictures.extend(report.comparison.iter().map(|comparison| {
        stacked_bars_svg(&policies(comparison, &report.design.preset().name, report.task))
    }));
    for (file, picture) in files(file, report.comparison.is_some()).iter().zip(pictures) {
        output::write(file, picture.as_bytes())?;
    }
    Ok(())
}

/// Energies with their leakage, so that it can be seen why the least energy is where it is.
fn energy(report: &ScalingReport<'_>) -> LineChart {
    let energy = |point: &Performance, task: Task| point.of(task).energy.calibrated.nanojoules();
    let leaked = |point: &Performance| {
        let figures = &point.inference;
        (figures.energy.calibrated.nanojoules() - figures.switched.calibrated.nanojoules()).max(0.0)
    };
    let mut series: Vec<Series> =
        Task::ALL.map(|task| line(report, task.name(), |point| energy(point, task))).into();
    series.push(line(report, "leakage", leaked));
    let mark = |name: String, point: &Performance, task| Series {
        name,
        points: vec![(point.point.supply.value(), energy(point, task))],
    };
    let least = |task: Task| mark(format!("least, {}", task.name()), &report.least(task).performance, task);
    match &report.target {
        // The legend has no room for more.
        Some(met) => series
            .extend([least(report.task), mark(format!("at {}", met.flag), &met.performance, report.task)]),
        None => series.extend(Task::ALL.map(least)),
    }
    let where_least = Task::ALL.map(|task| {
        let point = &report.least(task).performance;
        format!("{} {:.2} nJ at {:.2} V", task.name(), energy(point, task), point.point.supply.value())
    });
    LineChart {
        x_label: format!("supply (V); least: {}", where_least.join(", ")),
        ..chart(report, "Energy of an image", "energy (nJ/image), modelled", series)
    }
}

fn rate(report: &ScalingReport<'_>) -> LineChart {
    let rate = |point: &Performance, task: Task| point.of(task).rate.per_second() * 1e-3;
    let series = Task::ALL.map(|task| line(report, task.name(), |point| rate(point, task)));
    chart(report, "Rate", "rate (1000 images/s), modelled", series.into())
}

fn line(report: &ScalingReport<'_>, name: &str, value: impl Fn(&Performance) -> f64) -> Series {
    let points = report.points.iter().map(|point| (point.point.supply.value(), value(point)));
    Series { name: name.to_owned(), points: points.collect() }
}

fn chart(report: &ScalingReport<'_>, title: &str, y_label: &str, series: Vec<Series>) -> LineChart {
    LineChart {
        title: format!("{title} on preset {} at the fastest clock", report.design.preset().name),
        x_label: "supply (V)".into(),
        y_label: y_label.into(),
        series,
        reference: None,
    }
}

fn policies(comparison: &Comparison, preset: &str, task: Task) -> StackedBars {
    let bars = comparison.results.iter().map(|result| StackedBar {
        name: match result.missed {
            0 => comparison.title(result.policy),
            missed => format!("{} ({missed} missed)", comparison.title(result.policy)),
        },
        values: split(result).map(|(_, nanojoules)| nanojoules).into(),
    });
    StackedBars {
        title: format!(
            "Energy of an image, {} on {preset}, trace {}, modelled",
            task.name(),
            comparison.name
        ),
        unit: "nJ".to_owned(),
        parts: ["working", "idle", "switching"].map(str::to_owned).into(),
        bars: bars.collect(),
    }
}
