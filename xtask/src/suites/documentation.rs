//! The documentation as docs.rs builds it.

use crate::outcome::Outcome;
use crate::workspace::Workspace;

pub(super) fn run(workspace: &Workspace) -> Outcome {
    let mut command = workspace.cargo(["doc", "--workspace", "--no-deps", "--all-features"]);
    // Documentation does not need the RTL compiled.
    Outcome::of_check(command.env("RUSTDOCFLAGS", "--deny warnings").env("APICAL_RTL_BUILD", "none"))
}
