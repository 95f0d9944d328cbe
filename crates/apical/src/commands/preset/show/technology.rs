//! A technology.

use std::fmt::Write as _;

use apical_chip::technology::Technology;
use serde::Serialize;

use crate::output::FORMAT_VERSION;

/// What `preset show TECHNOLOGY --json` prints.
#[derive(Serialize)]
pub(super) struct TechnologyReport {
    format_version: u32,
    kind: &'static str,
    name: String,
    summary: String,
    /// Least and greatest supply that scaling holds for.
    supply_v: [f64; 2],
    entries: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    path: String,
    value: String,
    conditions: String,
    source: String,
}

impl TechnologyReport {
    pub(super) fn new(technology: &Technology) -> Self {
        let entry = |entry: &apical_chip::technology::Entry| Entry {
            path: entry.path.clone(),
            value: entry.value.clone(),
            conditions: entry.conditions.clone(),
            source: entry.source.clone(),
        };
        Self {
            format_version: FORMAT_VERSION,
            kind: "technology",
            name: technology.name.clone(),
            summary: technology.summary.clone(),
            supply_v: [technology.minimum_supply.value(), technology.maximum_supply.value()],
            entries: technology.entries.iter().map(entry).collect(),
        }
    }

    pub(super) fn text(&self) -> String {
        let [least, greatest] = self.supply_v;
        let mut text = format!(
            "{}: {}\nsupply {least:.2} V to {greatest:.2} V\n\nEntries: value; conditions; source.\n",
            self.name, self.summary
        );
        for Entry { path, value, conditions, source } in &self.entries {
            // Writing to a String cannot fail.
            let _ = write!(text, "\n{path} = {value}\n    {conditions}\n    {source}\n");
        }
        text + "\nThe tables of memories are in the file: --toml.\n"
    }
}
