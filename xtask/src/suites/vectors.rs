//! Golden vectors, by the command line's own subcommand.

use crate::outcome::{Counts, Outcome};
use crate::process::succeeds;
use crate::workspace::Workspace;

pub(super) fn run(workspace: &Workspace) -> Outcome {
    Outcome::Ran(Counts::one(tool(workspace, &["--check"])))
}

/// `apical vectors` with the given arguments, on `testcases/`.
pub(crate) fn tool(workspace: &Workspace, arguments: &[&str]) -> bool {
    // In the profile and with the features of the tests: nothing new is compiled after them.
    let run = ["run", "--quiet", "--profile", "test", "--package", "apical", "--", "vectors"];
    succeeds(workspace.cargo(run).args(arguments))
}
