//! `apical preset list`

use apical_chip::design::DesignRequest;
use apical_chip::preset::Preset;
use apical_chip::technology::Technology;
use apical_report::{Align, Table};
use serde::Serialize;

use crate::failure::Failure;
use crate::output::{self, FORMAT_VERSION};

/// List the presets and technologies that are part of this program
#[derive(Debug, clap::Args)]
pub(super) struct ListArguments {
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct PresetListReport {
    format_version: u32,
    presets: Vec<PresetEntry>,
    technologies: Vec<TechnologyEntry>,
}

#[derive(Serialize)]
struct PresetEntry {
    name: String,
    summary: String,
    technology: String,
    /// Modelled.
    area_mm2: f64,
}

#[derive(Serialize)]
struct TechnologyEntry {
    name: String,
    summary: String,
}

pub(super) fn run(arguments: &ListArguments) -> Result<(), Failure> {
    let mut presets = Vec::new();
    for name in Preset::builtin_names() {
        let design = DesignRequest::of(name).resolve()?;
        let area = design.area().total().value();
        let Preset { name, summary, technology, .. } = design.preset().clone();
        presets.push(PresetEntry { name, summary, technology, area_mm2: area });
    }
    let mut technologies = Vec::new();
    for name in Technology::builtin_names() {
        let Technology { name, summary, .. } = Technology::find(name)?;
        technologies.push(TechnologyEntry { name, summary });
    }
    if arguments.json {
        return output::print_json(&PresetListReport {
            format_version: FORMAT_VERSION,
            presets,
            technologies,
        });
    }
    let mut table =
        Table::new(&[("preset", Align::Left), ("mm²", Align::Right), ("what it is", Align::Left)]);
    for entry in presets {
        table.row([entry.name, format!("{:.2}", entry.area_mm2), entry.summary]);
    }
    let mut others = Table::new(&[("technology", Align::Left), ("what it is", Align::Left)]);
    for entry in technologies {
        others.row([entry.name, entry.summary]);
    }
    output::print(&format!(
        "{table}\n{others}\nAreas are modelled. `apical preset show NAME` tells more of each.\n"
    ))
}
