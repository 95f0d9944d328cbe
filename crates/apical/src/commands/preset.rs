//! `apical preset`

mod list;
mod show;

use clap::Subcommand;

use crate::failure::{Failure, Status};

/// List processors, and show what they are made of
///
/// A preset is a processor as data: network, memories, widths, supply and clock, in a TOML file. Those of this program
/// have names; `apical preset show NAME --toml > FILE.toml` gives one to edit, and --preset FILE.toml uses it.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct PresetArguments {
    #[command(subcommand)]
    command: PresetCommand,
}

const EXAMPLES: &str = "\
Examples:
  apical preset list
        which processors there are
  apical preset show apical
        its memories and its area, block by block
  apical preset show apical --toml > mine.toml
        its file, to be edited and given as --preset mine.toml";

#[derive(Debug, Subcommand)]
enum PresetCommand {
    List(list::ListArguments),
    Show(show::ShowArguments),
}

pub(crate) fn run(arguments: &PresetArguments) -> Result<Status, Failure> {
    match &arguments.command {
        PresetCommand::List(arguments) => list::run(arguments),
        PresetCommand::Show(arguments) => show::run(arguments),
    }
    .map(|()| Status::Success)
}
