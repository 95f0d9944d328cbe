//! The report as a page.

use apical_baselines::setting::Setting;
use apical_report::{Cell, Look, Page, percent, rate};

use super::summary::Row;
use super::{figures, text};

/// What a report is made of.
pub(super) struct Contents<'a> {
    pub(super) data: &'a str,
    pub(super) layers: &'a [usize],
    pub(super) epochs: u32,
    pub(super) seeds: u64,
    pub(super) validation: bool,
    pub(super) command: &'a str,
    pub(super) rows: &'a [Row],
}

impl Contents<'_> {
    /// What was run, in a line.
    pub(super) fn extent(&self) -> String {
        let layers: Vec<String> = self.layers.iter().map(usize::to_string).collect();
        let seeds = if self.seeds == 1 { "1 seed".to_owned() } else { format!("{} seeds", self.seeds) };
        let measured = if self.validation { ", measured on held-out training images" } else { "" };
        let epochs = if self.epochs == 1 { "1 epoch".to_owned() } else { format!("{} epochs", self.epochs) };
        format!("{} on {}, {epochs}, {seeds}{measured}", layers.join("-"), self.data)
    }
}

pub(super) fn page(contents: &Contents<'_>) -> String {
    let mut page = Page::new("Apical: learning rules compared", &contents.extent());
    for rows in contents.rows.chunk_by(|a, b| a.setting == b.setting) {
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
    page.paragraph(&format!("Made by: {}", contents.command));
    page.html()
}

fn learning(page: &mut Page, rows: &[Row]) {
    let cells = |row: &Row| {
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

fn measures(page: &mut Page, rows: &[Row]) {
    let mut headings = vec!["rule", "accuracy"];
    headings.extend(rows[0].measures.keys().map(String::as_str));
    let cells = |row: &Row| {
        let mut cells =
            vec![Cell::new(row.rule.name(), Look::Text), Cell::new(text::accuracy(row), Look::Number)];
        cells.extend(row.measures.values().map(|value| Cell::new(percent(*value, 2), Look::Number)));
        cells
    };
    page.table(&headings, &rows.iter().map(cells).collect::<Vec<_>>());
}
