//! Publishing, up to the point where something would be uploaded.

use crate::outcome::Outcome;
use crate::workspace::Workspace;

pub(super) fn run(workspace: &Workspace) -> Outcome {
    // Each package is unpacked and compiled by itself, so that a file or dependency that exists only in the
    // checkout is noticed.
    Outcome::of_check(&mut workspace.cargo(["publish", "--workspace", "--dry-run", "--allow-dirty"]))
}
