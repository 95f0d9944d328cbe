//! What `dvfs` prints for people.

mod comparison;
mod number;

use std::fmt::{self, Write as _};

use apical_chip::dvfs::{Edge, Performance, Target, Task, WorkFigures};
use apical_chip::energy::NOT_COUNTED;
use apical_chip::published::INFERENCE_ENERGY;
use apical_report::{Align, Bar, Table, bar_chart, percent, rate, thousands};

use super::measure::EPOCHS;
use super::report::{Met, ScalingReport};
use crate::output;
use comparison::policies;
use number::{digits, plain};

/// Length of the longest bar.
const BAR_COLUMNS: usize = 60;

pub(super) fn text(report: &ScalingReport<'_>) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = write(report, &mut text);
    text
}

fn write(report: &ScalingReport<'_>, text: &mut String) -> fmt::Result {
    let technology = &report.design.technology();
    writeln!(
        text,
        "{} in {}, {} V to {} V, each with its fastest clock (modelled)",
        report.design.preset().name,
        technology.name,
        technology.minimum_supply.value(),
        technology.maximum_supply.value()
    )?;
    writeln!(text, "{}\n\n{}", counted(report), table(report))?;
    writeln!(text, "nJ an image, {}\n{}", report.task.name(), bars(report))?;
    for task in Task::ALL {
        writeln!(text, "{}", least(report, task))?;
    }
    if let Some(met) = &report.target {
        writeln!(text, "\n{}", target(met, report.task))?;
    }
    if let Some(comparison) = &report.comparison {
        write!(text, "\n{}", policies(comparison, report.task)?)?;
    }
    writeln!(
        text,
        "\nEverything here is modelled. Energy and power are calibrated: memory energy times {:.2}, fitted once to the\n\
         published {INFERENCE_ENERGY} of park2019; bounds are bottom-up, without any fit. A * marks the least energy of the table.\n\
         {}.",
        report.design.process().factor(),
        output::capitalised(NOT_COUNTED)
    )
}

/// What the figures were counted with.
fn counted(report: &ScalingReport<'_>) -> String {
    let measured = report.measured;
    let images = |task| thousands(measured.workload.of(task).images);
    let network = if measured.given {
        "the given network".to_owned()
    } else {
        format!("a network after {EPOCHS} epochs")
    };
    format!(
        "counted with {network}: {} classified and {} learned images of {},\nof which {} changed synapses",
        images(Task::Inference),
        images(Task::Training),
        measured.data,
        percent(measured.update_rate, 1)
    )
}

fn table(report: &ScalingReport<'_>) -> Table {
    let right = |heading| (heading, Align::Right);
    let mut table = Table::new(&[
        right("V"),
        right("MHz"),
        right("classified/s"),
        right("us"),
        right("mW"),
        right("nJ/image"),
        right("bounds"),
        right("learned/s"),
        right("mW"),
        right("nJ/image"),
        right("bounds"),
    ]);
    let cheapest = |task: Task| {
        let energy = |point: &Performance| point.of(task).energy.calibrated.value();
        report.points.iter().map(energy).fold(f64::INFINITY, f64::min)
    };
    for point in &report.points {
        let mark = |task: Task| {
            if point.of(task).energy.calibrated.value() <= cheapest(task) { "*" } else { " " }
        };
        let energy =
            |task: Task| format!("{}{}", digits(point.of(task).energy.calibrated.nanojoules()), mark(task));
        let (inference, training) = (&point.inference, &point.training);
        table.row([
            format!("{:.2}", point.point.supply.value()),
            digits(point.point.clock.megahertz()),
            rate(inference.rate.per_second()),
            digits(inference.latency.value() * 1e6),
            digits(inference.power().milliwatts()),
            energy(Task::Inference),
            bounds(inference),
            rate(training.rate.per_second()),
            digits(training.power().milliwatts()),
            energy(Task::Training),
            bounds(training),
        ]);
    }
    table
}

/// The energy of the task that was asked for, drawn.
fn bars(report: &ScalingReport<'_>) -> String {
    let energy = |point: &Performance| point.of(report.task).energy.calibrated.nanojoules();
    let least = report.points.iter().map(energy).fold(f64::INFINITY, f64::min);
    let bar = |point: &Performance| Bar {
        label: format!("{:.2} V", point.point.supply.value()),
        value: energy(point),
        note: format!("{}{}", digits(energy(point)), if energy(point) <= least { "*" } else { "" }),
    };
    bar_chart(&report.points.iter().map(bar).collect::<Vec<_>>(), BAR_COLUMNS)
}

fn least(report: &ScalingReport<'_>, task: Task) -> String {
    let least = report.least(task);
    let figures = least.performance.of(task);
    let technology = &report.design.technology().name;
    let why = match least.edge {
        Some(Edge::Lowest) => {
            format!(
                ", the lowest supply\nfor which {technology} has scaling rules: below it there might be less"
            )
        }
        Some(Edge::Highest) => {
            format!(
                ", the highest supply\nfor which {technology} has scaling rules: above it there might be less"
            )
        }
        None => ": below it an image leaks for longer than the\nlower supply saves".to_owned(),
    };
    let leaked = 1.0 - figures.switched.calibrated / figures.energy.calibrated;
    format!(
        "least energy, {}: {} nJ an image at {} ({} of it leakage){why}",
        task.name(),
        digits(figures.energy.calibrated.nanojoules()),
        point(&least.performance),
        percent(leaked, 2),
    )
}

fn target(met: &Met, task: Task) -> String {
    let figures = met.performance.of(task);
    let asked = match met.target {
        Target::Rate(rate) => format!("{} images/s", plain(rate.per_second())),
        Target::Power(power) => format!("{} mW", plain(power.milliwatts())),
        Target::Deadline(deadline) => format!("{} us", plain(deadline.value() * 1e6)),
    };
    let best = match met.target {
        Target::Power(_) => "fastest point within it",
        Target::Rate(_) | Target::Deadline(_) => "least energy that meets it",
    };
    format!(
        "target {} {asked}, {}: met at {} ({best})\n  {} images/s, a result after {} us, {} mW, {} nJ an image (bounds {})",
        met.flag,
        task.name(),
        point(&met.performance),
        rate(figures.rate.per_second()),
        digits(figures.latency.value() * 1e6),
        digits(figures.power().milliwatts()),
        digits(figures.energy.calibrated.nanojoules()),
        bounds(figures)
    )
}

fn point(performance: &Performance) -> String {
    let operating = &performance.point;
    format!("{:.3} V and {} MHz", operating.supply.value(), digits(operating.clock.megahertz()))
}

fn bounds(figures: &WorkFigures) -> String {
    let [low, high] = [figures.energy.low, figures.energy.high].map(|energy| digits(energy.nanojoules()));
    format!("{low} to {high}")
}
