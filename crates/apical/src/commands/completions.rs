//! `apical completions`

use clap::CommandFactory;
use clap_complete::Shell;

use crate::arguments::Arguments;
use crate::failure::{Failure, Status};
use crate::output;

const EXAMPLES: &str = "\
Examples:
  apical completions bash > ~/.local/share/bash-completion/completions/apical
  apical completions zsh > ~/.zfunc/_apical
  apical completions fish > ~/.config/fish/completions/apical.fish";

/// Print a completion script for a shell
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct CompletionsArguments {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

pub(crate) fn run(arguments: &CompletionsArguments) -> Result<Status, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "apical", &mut script);
    output::print(&String::from_utf8_lossy(&script))?;
    Ok(Status::Success)
}
