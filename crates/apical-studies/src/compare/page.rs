//! The report as a page.

use apical_baselines::setting::Setting;
use apical_report::{Cell, Look, Page, percent, rate};

use super::result::ComparisonResult;
use super::summary::ComparisonRow;
use super::{figures, text};

pub(super) fn page(result: &ComparisonResult) -> String {
    let mut page = Page::new("Apical: learning rules compared", &result.extent());
    for rows in result.rows.chunk_by(|a, b| a.setting == b.setting) {
        page.heading(rows[0].setting.title());
        if rows[0].setting == Setting::Epochs {
            learning(&mut page, rows);
        } else {
            measures(&mut page, rows);
        }
        for (svg, caption) in figures::of_setting(rows) {
            page.figure(&svg, &caption);
        }
    }
    page.heading("What the figures are");
    page.paragraph(
        "Accuracy, angles and images a second are measured here, the last on one thread, of training alone, medians over epochs \
         and seeds. Bands are the least and the \
         greatest of the seeds. Operations are counted for an image that is learned alone, zeros left out. Energies are \
         modelled: weight memories (calibrated), arithmetic and feedback wires in the processor's technology; clock, \
         control, neuron registers and leakage are in none of them.",
    );
    page.paragraph(&format!("Made by: {}", result.command));
    page.html()
}

fn learning(page: &mut Page, rows: &[ComparisonRow]) {
    let cells = |row: &ComparisonRow| {
        let taken = &row.operations;
        let number = |text: String| Cell::new(text, Look::Number);
        vec![
            Cell::new(format!("{}: {}", row.rule, row.rule.summary()), Look::Text),
            number(text::accuracy(row)),
            number(text::energy(row)),
            number(format!("{:.1} to {:.1} nJ", row.energy.memory_low, row.energy.memory_high)),
            number(text::count(row, taken.multiplications.total())),
            number(text::count(row, taken.additions.total())),
            number(text::count(row, taken.weight_reads.total())),
            number(text::count(row, taken.weight_writes.total())),
            number(text::count(row, taken.feedback_bits)),
            number(percent(taken.per_image(taken.skipped_updates), 1)),
            number(text::angles(row)),
            number(rate(row.images_per_second)),
        ]
    };
    let headings = [
        "rule",
        "accuracy",
        "energy/image",
        "memory, bounds",
        "multiplications",
        "additions",
        "weight reads",
        "weight writes",
        "feedback bits",
        "skipped",
        "angle by layer",
        "images/s",
    ];
    page.table(&headings, &rows.iter().map(cells).collect::<Vec<_>>());
    if let Some(line) = text::speed(rows) {
        page.paragraph(&line);
    }
}

fn measures(page: &mut Page, rows: &[ComparisonRow]) {
    let mut headings = vec!["rule", "accuracy"];
    headings.extend(rows[0].measures.keys().map(String::as_str));
    let cells = |row: &ComparisonRow| {
        let mut cells =
            vec![Cell::new(row.rule.name(), Look::Text), Cell::new(text::accuracy(row), Look::Number)];
        cells.extend(row.measures.values().map(|value| Cell::new(percent(*value, 2), Look::Number)));
        cells
    };
    page.table(&headings, &rows.iter().map(cells).collect::<Vec<_>>());
}
