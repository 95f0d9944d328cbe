//! The table of policies.

use std::fmt::{self, Write as _};

use apical_chip::dvfs::Task;
use apical_report::{Align, Table, percent, thousands};

use super::number::{digits, plain};
use crate::commands::dvfs::policies::Comparison;
use crate::commands::dvfs::report::split;

pub(super) fn policies(comparison: &Comparison, task: Task) -> Result<String, fmt::Error> {
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
