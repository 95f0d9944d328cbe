//! `apical preset show`

mod processor;
mod technology;

use apical_chip::design::{Design, DesignError, DesignRequest};
use apical_chip::preset::{Preset, Setting};
use apical_chip::technology::Technology;

use crate::failure::Failure;
use crate::output;

const EXAMPLES: &str = "\
Examples:
  apical preset show apical
        network, memories and area of a processor
  apical preset show park2019 --set clock=10MHz --set network.layers.1=300
        with some values changed: is it possible, and how large is it?
  apical preset show apical --toml > mine.toml
        a preset as a file, to be edited and given as --preset mine.toml
  apical preset show 65nm
        what an event costs in a technology, under which conditions, and who says so";

/// Show what a preset or technology is made of
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct ShowArguments {
    /// Preset or technology: a name of `apical preset list`, or a TOML file
    #[arg(value_name = "NAME|FILE")]
    name: String,

    /// Set a value of the preset by its path, such as encoder.pixels_per_cycle=16; may be repeated
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<Setting>,

    /// Print the file itself, to be saved and edited
    #[arg(long, conflicts_with_all = ["set", "json"])]
    toml: bool,

    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// What was named.
enum Shown {
    Processor,
    Technology(Box<Technology>),
}

pub(super) fn run(arguments: &ShowArguments) -> Result<(), Failure> {
    let shown = find(arguments)?;
    if arguments.toml {
        return output::print(&text(&arguments.name)?);
    }
    match (shown, arguments.json) {
        (Shown::Processor, true) => output::print_json(&processor::ProcessorReport::new(&design(arguments)?)),
        (Shown::Processor, false) => {
            output::print(&processor::ProcessorReport::new(&design(arguments)?).text())
        }
        (Shown::Technology(technology), true) => {
            output::print_json(&technology::TechnologyReport::new(&technology))
        }
        (Shown::Technology(technology), false) => {
            output::print(&technology::TechnologyReport::new(&technology).text())
        }
    }
}

/// A preset, if it is one; else a technology. What is neither is told as a preset that is wrong.
fn find(arguments: &ShowArguments) -> Result<Shown, Failure> {
    match Preset::find(&arguments.name, &arguments.set) {
        Ok(_) => Ok(Shown::Processor),
        Err(error) => match Technology::find(&arguments.name) {
            Ok(_) if !arguments.set.is_empty() => Err(Failure::Use(format!(
                "--set: {} is a technology; only values of a preset can be set",
                arguments.name
            ))),
            Ok(technology) => Ok(Shown::Technology(Box::new(technology))),
            Err(_) => Err(error.into()),
        },
    }
}

fn design(arguments: &ShowArguments) -> Result<Design, DesignError> {
    DesignRequest { settings: arguments.set.clone(), ..DesignRequest::of(&arguments.name) }.resolve()
}

/// The text of what was found.
fn text(name: &str) -> Result<String, Failure> {
    match Technology::builtin_text(name) {
        Some(text) => Ok(text.to_owned()),
        None => Ok(Preset::text(name)?.into_owned()),
    }
}
