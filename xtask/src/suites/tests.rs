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
    counting::of_tests(&mut workspace.cargo(COMMON.iter().chain(&which).chain(&SHOW)))
}

pub(super) fn documentation(workspace: &Workspace) -> Outcome {
    counting::of_tests(&mut workspace.cargo(COMMON.iter().chain(&["--doc"]).chain(&SHOW)))
}
