//! Dependencies, by cargo-deny.

use std::process::Command;

use crate::outcome::Outcome;
use crate::process::{exists, succeeds};
use crate::readiness::Readiness;
use crate::workspace::Workspace;

pub(super) fn licences(workspace: &Workspace) -> Outcome {
    Outcome::of_check(deny(workspace, "check").args(["bans", "licenses", "sources"]))
}

/// Apart from the others because it fetches a database, which not every machine can.
pub(super) fn advisories(workspace: &Workspace) -> Outcome {
    if !succeeds(deny(workspace, "fetch").arg("db")) {
        return Outcome::Skipped("the RustSec database cannot be fetched from here".into());
    }
    Outcome::of_check(deny(workspace, "check").arg("advisories"))
}

pub(super) fn readiness(_: &Workspace) -> Readiness {
    let reason = "cargo-deny is missing: cargo install --locked cargo-deny";
    Readiness::unless((!exists("cargo-deny")).then(|| reason.into()))
}

fn deny(workspace: &Workspace, command: &str) -> Command {
    workspace.cargo(["deny", "--all-features", "--workspace", command])
}
