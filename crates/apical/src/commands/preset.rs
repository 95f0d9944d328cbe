//! `apical preset`

use std::path::PathBuf;

use apical_chip::area::Area;
use apical_chip::preset::{Preset, Setting};
use apical_chip::technology::Technology;
use apical_report::{Align, Table};
use clap::Subcommand;
use serde::Serialize;

use crate::failure::{Failure, Status};
use crate::output::{self, FORMAT_VERSION};

const SHOW_EXAMPLES: &str = "\
Examples:
  apical preset show apical > mine.toml
        a preset as a file, to be changed and given as --preset mine.toml
  apical preset show park2019 --set clock=40MHz --check
        is it possible? prints memories and area";

/// List processors, and show what they are made of
#[derive(Debug, clap::Args)]
pub(crate) struct PresetArguments {
    #[command(subcommand)]
    command: PresetCommand,
}

#[derive(Debug, Subcommand)]
enum PresetCommand {
    List(ListArguments),
    Show(ShowArguments),
}

/// List the presets and technologies that are part of this program
#[derive(Debug, clap::Args)]
struct ListArguments {
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Print a preset or technology as its file, or its memories and area
#[derive(Debug, clap::Args)]
#[command(after_long_help = SHOW_EXAMPLES)]
struct ShowArguments {
    /// Preset or technology: a name, or a TOML file of a preset
    #[arg(value_name = "NAME|FILE")]
    name: String,

    /// Set a value by its path before it is checked; may be repeated
    #[arg(long, value_name = "PATH=VALUE", requires = "check")]
    set: Vec<Setting>,

    /// Check it, and print its memories and area instead of its text
    #[arg(long)]
    check: bool,
}

#[derive(Serialize)]
struct Report {
    format_version: u32,
    presets: Vec<Entry>,
    technologies: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    name: String,
    summary: String,
    area_mm2: Option<f64>,
}

pub(crate) fn run(arguments: &PresetArguments) -> Result<Status, Failure> {
    match &arguments.command {
        PresetCommand::List(arguments) => list(arguments),
        PresetCommand::Show(arguments) => show(arguments),
    }
    .map(|()| Status::Success)
}

fn list(arguments: &ListArguments) -> Result<(), Failure> {
    let mut presets = Vec::new();
    for name in Preset::builtin_names() {
        let preset = Preset::builtin(name)?;
        let area = Area::new(&preset, &Technology::find(&preset.technology)?)?;
        let area_mm2 = Some(area.total().value());
        presets.push(Entry { name: preset.name, summary: preset.summary, area_mm2 });
    }
    let mut technologies = Vec::new();
    for name in Technology::builtin_names() {
        let technology = Technology::find(name)?;
        technologies.push(Entry { name: technology.name, summary: technology.summary, area_mm2: None });
    }
    if arguments.json {
        return output::print_json(&Report { format_version: FORMAT_VERSION, presets, technologies });
    }
    let mut table =
        Table::new(&[("preset", Align::Left), ("mm²", Align::Right), ("what it is", Align::Left)]);
    for entry in presets {
        let area = entry.area_mm2.map_or_else(String::new, |area| format!("{area:.2}"));
        table.row([entry.name, area, entry.summary]);
    }
    let mut others = Table::new(&[("technology", Align::Left), ("what it is", Align::Left)]);
    for entry in technologies {
        others.row([entry.name, entry.summary]);
    }
    output::print(&format!("{table}\n{others}\nAreas are modelled.\n"))
}

fn show(arguments: &ShowArguments) -> Result<(), Failure> {
    if arguments.check {
        return check(&Preset::find(&arguments.name, &arguments.set)?);
    }
    let builtin = Preset::builtin_text(&arguments.name).or_else(|| Technology::builtin_text(&arguments.name));
    if let Some(text) = builtin {
        return output::print(text);
    }
    // Says what is wrong with the name, or with the file.
    Preset::find(&arguments.name, &[])?;
    let path = PathBuf::from(&arguments.name);
    let text = std::fs::read_to_string(&path).map_err(|source| Failure::Read { path, source })?;
    output::print(&text)
}

fn check(preset: &Preset) -> Result<(), Failure> {
    let area = Area::new(preset, &Technology::find(&preset.technology)?)?;
    let mut memories = Table::new(&[
        ("layer", Align::Right),
        ("memory", Align::Left),
        ("number", Align::Right),
        ("words", Align::Right),
        ("bits", Align::Right),
        ("kB in all", Align::Right),
    ]);
    for (index, layer) in preset.organisation.layers.iter().enumerate() {
        let arrays = [("weights", Some(layer.weight_array())), ("accumulators", layer.accumulator_array())];
        for (name, array) in arrays {
            let Some(array) = array else { continue };
            memories.row([
                (index + 1).to_string(),
                name.to_owned(),
                array.memories.to_string(),
                array.words.to_string(),
                array.bits.to_string(),
                format!("{:.1}", array.total_bits() as f64 / 8192.0),
            ]);
        }
    }
    let mut blocks = Table::new(&[("block", Align::Left), ("mm²", Align::Right)]);
    for (block, area) in &area.blocks {
        blocks.row([block.name().to_owned(), format!("{:.3}", area.value())]);
    }
    blocks.row(["total".to_owned(), format!("{:.3}", area.total().value())]);
    output::print(&format!(
        "{}: {}\nsupply {:.2} V, clock {:.2} MHz, technology {}\n\n{memories}\n{blocks}\nAreas are modelled.\n",
        preset.name,
        preset.summary,
        preset.supply.value(),
        preset.clock.megahertz(),
        preset.technology
    ))
}
