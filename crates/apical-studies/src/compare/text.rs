//! The result as text.

use apical_baselines::setting::Setting;
use apical_report::{Align, Table, percent, rate};

use super::result::ComparisonResult;
use super::summary::{ComparisonRow, speed_ratio};

pub(super) fn text(result: &ComparisonResult) -> String {
    let mut text = format!("{}\n", result.extent());
    for rows in result.rows.chunk_by(|a, b| a.setting == b.setting) {
        let setting = rows[0].setting;
        text += &format!("\n{} ({setting})\n", setting.title());
        text += &if setting == Setting::Epochs { learning(rows) } else { measures(rows) };
    }
    text += "\nmeasured: accuracy, angles, images/s of training on one thread here; counted: operations of an image learned alone\n";
    text += "modelled: energy of weight memories (calibrated), arithmetic and feedback wires; no clock, no leakage\n";
    text
}

/// Accuracy with its spread.
pub(super) fn accuracy(row: &ComparisonRow) -> String {
    if row.accuracies.len() > 1 {
        format!("{:.2} ± {:.2} %", 100.0 * row.accuracy, 100.0 * row.deviation)
    } else {
        percent(row.accuracy, 2)
    }
}

/// A count an image, short.
pub(super) fn count(row: &ComparisonRow, count: u64) -> String {
    let number = row.operations.per_image(count);
    match number {
        n if n >= 1e6 => format!("{:.2} M", n / 1e6),
        n if n >= 1e4 => format!("{:.0} k", n / 1e3),
        n if n >= 1e3 => format!("{:.1} k", n / 1e3),
        n if n >= 10.0 || n == 0.0 => format!("{n:.0}"),
        n => format!("{n:.1}"),
    }
}

/// Angles of the last epoch by layer.
pub(super) fn angles(row: &ComparisonRow) -> String {
    let last = row.alignment.last().map_or(&[][..], |layers| layers);
    last.iter().map(|angle| format!("{angle:.0}")).collect::<Vec<_>>().join(" ")
}

pub(super) fn energy(row: &ComparisonRow) -> String {
    let nanojoules = row.energy.total;
    if nanojoules >= 1000.0 {
        format!("{:.2} uJ", nanojoules / 1000.0)
    } else {
        format!("{nanojoules:.1} nJ")
    }
}

fn learning(rows: &[ComparisonRow]) -> String {
    let mut table = Table::new(&[
        ("rule", Align::Left),
        ("accuracy", Align::Right),
        ("energy/image", Align::Right),
        ("mult.", Align::Right),
        ("add.", Align::Right),
        ("reads", Align::Right),
        ("writes", Align::Right),
        ("feedback bits", Align::Right),
        ("skipped", Align::Right),
        ("angle by layer", Align::Right),
        ("images/s", Align::Right),
    ]);
    for row in rows {
        let taken = &row.operations;
        table.row([
            row.rule.to_string(),
            accuracy(row),
            energy(row),
            count(row, taken.multiplications.total()),
            count(row, taken.additions.total()),
            count(row, taken.weight_reads.total()),
            count(row, taken.weight_writes.total()),
            count(row, taken.feedback_bits),
            percent(taken.per_image(taken.skipped_updates), 1),
            angles(row),
            rate(row.images_per_second),
        ]);
    }
    let speed = speed(rows).map_or_else(String::new, |line| line + "\n");
    table.to_string() + &speed
}

/// How much faster the project's own rule learned than the fastest of the others.
pub(super) fn speed(rows: &[ComparisonRow]) -> Option<String> {
    let (own, other, ratio) = speed_ratio(rows)?;
    Some(format!(
        "{own} learned {ratio:.1} times as many images a second as {other}, the fastest of the others"
    ))
}

fn measures(rows: &[ComparisonRow]) -> String {
    let names: Vec<&String> = rows[0].measures.keys().collect();
    if rows[0].setting == Setting::FaultyBits {
        return faults(rows);
    }
    let mut columns = vec![("rule", Align::Left), ("accuracy", Align::Right)];
    columns.extend(names.iter().map(|name| (name.as_str(), Align::Right)));
    let mut table = Table::new(&columns);
    for row in rows {
        let values = row.measures.values().map(|value| percent(*value, 2));
        table.row([row.rule.to_string(), accuracy(row)].into_iter().chain(values));
    }
    table.to_string()
}

/// Too many figures for columns: a line a rule, fault and rate.
fn faults(rows: &[ComparisonRow]) -> String {
    let mut table = Table::new(&[
        ("rule", Align::Left),
        ("fault", Align::Left),
        ("before", Align::Right),
        ("struck", Align::Right),
        ("learned again", Align::Right),
    ]);
    for row in rows {
        let measure =
            |name: &str| row.measures.get(name).map_or_else(String::new, |value| percent(*value, 2));
        for fault in row.measures.keys().filter_map(|name| name.strip_suffix(" struck")) {
            table.row([
                row.rule.to_string(),
                fault.to_owned(),
                measure("before"),
                measure(&format!("{fault} struck")),
                measure(&format!("{fault} recovered")),
            ]);
        }
    }
    table.to_string()
}
