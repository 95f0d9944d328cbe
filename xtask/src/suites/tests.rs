//! Tests of the workspace.

use crate::counting;
use crate::outcome::Outcome;
use crate::workspace::Workspace;

/// Both kinds are built with the same features in the same profile, so that they share everything they compile.
const COMMON: [&str; 4] = ["test", "--workspace", "--all-features", "--no-fail-fast"];
/// Passing tests show their output too, which says what was skipped.
const SHOW: [&str; 2] = ["--", "--show-output"];

pub(super) fn unit(workspace: &Workspace) -> Outcome {
    let which = ["--lib", "--bins", "--tests", "--examples"];
    let mut command = workspace.cargo(COMMON.iter().chain(&which).chain(&SHOW));
    // The suite rtl runs the RTL, which takes minutes to compile.
    counting::of_tests(command.env("APICAL_RTL_BUILD", "none").env("APICAL_RTL_TESTS", "none"))
}

pub(super) fn documentation(workspace: &Workspace) -> Outcome {
    let mut command = workspace.cargo(COMMON.iter().chain(&["--doc"]).chain(&SHOW));
    counting::of_tests(command.env("APICAL_RTL_BUILD", "none").env("APICAL_RTL_TESTS", "none"))
}
