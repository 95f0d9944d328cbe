//! `apical data`

#[cfg(feature = "fetch")]
mod fetch;
mod list;
mod show;
mod sizes;

use clap::Subcommand;

#[cfg(not(feature = "fetch"))]
use super::left_out::fetch;
use crate::failure::{Failure, Status};
use crate::logging::Verbosity;

/// Fetch, show and list datasets
#[derive(Debug, clap::Args)]
pub(crate) struct DataCommandArguments {
    #[command(subcommand)]
    command: DataCommand,
}

#[derive(Debug, Subcommand)]
enum DataCommand {
    Fetch(fetch::FetchArguments),
    Show(show::ShowArguments),
    List(list::ListArguments),
    Info(sizes::SizesArguments),
}

pub(crate) fn run(arguments: &DataCommandArguments, verbosity: Verbosity) -> Result<Status, Failure> {
    match &arguments.command {
        DataCommand::Fetch(arguments) => fetch::run(arguments, verbosity),
        DataCommand::Show(arguments) => show::run(arguments),
        DataCommand::List(arguments) => list::run(arguments),
        DataCommand::Info(arguments) => sizes::run(arguments),
    }
    .map(|()| Status::Success)
}
