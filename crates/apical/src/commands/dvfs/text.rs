//! What `dvfs` prints for people.

use std::fmt::{self, Write as _};

use apical_chip::dvfs::{Edge, Performance, Target, Task, WorkFigures};
use apical_chip::energy::NOT_COUNTED;
use apical_report::{Align, Bar, Table, bar_chart, percent, rate, thousands};

use super::measure::EPOCHS;
use super::policies::Comparison;
use super::report::{Met, Report, split};

/// Length of the longest bar.
const BAR_COLUMNS: usize = 60;

pub(super) fn text(report: &Report<'_>) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = write(report, &mut text);
    text
}

fn write(report: &Report<'_>, text: &mut String) -> fmt::Result {
    let technology = &report.chip.technology;
    writeln!(
        text,
        "{} in {}, {} V to {} V, each with its fastest clock (modelled)",
        report.chip.preset.name,
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
         published 236.5 nJ of park2019; bounds are bottom-up, without any fit. A * marks the least energy of the table.\n\
         {}.",
        report.chip.calibration.factor,
        capitalised(NOT_COUNTED)
    )
}

/// What the figures were counted with.
fn counted(report: &Report<'_>) -> String {
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

fn table(report: &Report<'_>) -> Table {
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
fn bars(report: &Report<'_>) -> String {
    let energy = |point: &Performance| point.of(report.task).energy.calibrated.nanojoules();
    let least = report.points.iter().map(energy).fold(f64::INFINITY, f64::min);
    let bar = |point: &Performance| Bar {
        label: format!("{:.2} V", point.point.supply.value()),
        value: energy(point),
        note: format!("{}{}", digits(energy(point)), if energy(point) <= least { "*" } else { "" }),
    };
    bar_chart(&report.points.iter().map(bar).collect::<Vec<_>>(), BAR_COLUMNS)
}

fn least(report: &Report<'_>, task: Task) -> String {
    let least = report.least(task);
    let figures = least.performance.of(task);
    let technology = &report.chip.technology.name;
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

fn policies(comparison: &Comparison, task: Task) -> Result<String, fmt::Error> {
    let mut text = String::new();
    writeln!(
        text,
        "trace {}, {}: {} images in {} ms, each due after {} us;\na change of the supply takes {} us and charges {} nF",
        comparison.name,
        task.name(),
        thousands(comparison.images as u64),
        digits(comparison.span.value() * 1e3),
        digits(comparison.deadline.value() * 1e6),
        plain(comparison.switching.time.value() * 1e6),
        plain(comparison.switching.capacitance.value() * 1e9),
    )?;
    let right = |heading| (heading, Align::Right);
    let mut table = Table::new(&[
        ("policy", Align::Left),
        right("missed"),
        right("nJ/image"),
        right("working"),
        right("idle"),
        right("switching"),
        right("switches"),
        right("busy"),
        right("longest us"),
    ]);
    for result in &comparison.results {
        let parts = split(result).map(|(_, nanojoules)| format!("{nanojoules:.3}"));
        let [working, idle, switching] = parts;
        table.row([
            comparison.title(result.policy),
            thousands(result.missed),
            format!("{:.3}", result.per_image().calibrated.nanojoules()),
            working,
            idle,
            switching,
            thousands(result.switches),
            percent(result.busy_share(), 1),
            digits(result.longest_latency.value() * 1e6),
        ]);
    }
    write!(text, "\n{table}")?;
    writeln!(
        text,
        "\nThe cost of a change is an assumption. The best fixed supply is known only after the trace: it misses the\n\
         fewest deadlines, and of those that do takes the least energy. Races wait at the lowest supply."
    )?;
    if !comparison.can_rest() {
        writeln!(
            text,
            "The way to the lowest supply and back takes too long for this deadline: the governor waits at the highest."
        )?;
    }
    Ok(text)
}

fn point(performance: &Performance) -> String {
    let operating = &performance.point;
    format!("{:.3} V and {} MHz", operating.supply.value(), digits(operating.clock.megahertz()))
}

fn bounds(figures: &WorkFigures) -> String {
    let [low, high] = [figures.energy.low, figures.energy.high].map(|energy| digits(energy.nanojoules()));
    format!("{low} to {high}")
}

/// Four digits, as many of them decimals as there is room for.
fn digits(value: f64) -> String {
    let decimals = match value.abs() {
        size if size < 9.9995 => 3,
        size if size < 99.995 => 2,
        size if size < 999.95 => 1,
        _ => 0,
    };
    format!("{value:.decimals$}")
}

/// A number as it was given, up to rounding by its unit.
fn plain(value: f64) -> String {
    let text = format!("{value:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_four_digits_and_no_idle_zeros() {
        let shown = [0.5, 9.9996, 12.345, 236.54, 1999.7].map(digits);
        assert_eq!(shown, ["0.500", "10.00", "12.35", "236.5", "2000"]);
        assert_eq!([50_000.0, 2.5, 1e-3 * 1e3, 0.1 + 0.2].map(plain), ["50000", "2.5", "1", "0.3"]);
    }
}
