//! Golden vectors, by the command line's own subcommand.

use std::process::Command;

use crate::outcome::{Counts, Outcome};
use crate::process::succeeds;
use crate::program;
use crate::workspace::Workspace;

pub(super) fn run(workspace: &Workspace) -> Outcome {
    Outcome::Ran(Counts::one(tool(workspace, &["--check"])))
}

/// `apical vectors` with the given arguments, on `testcases/`.
pub(crate) fn tool(workspace: &Workspace, arguments: &[&str]) -> bool {
    let Some(program) = program::apical(workspace) else { return false };
    succeeds(Command::new(program).current_dir(workspace.path("")).arg("vectors").args(arguments))
}
