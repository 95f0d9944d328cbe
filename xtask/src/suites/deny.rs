//! Dependencies, by cargo-deny.

use crate::outcome::Outcome;
use crate::process::exists;
use crate::workspace::Workspace;

pub(super) fn licences(workspace: &Workspace) -> Outcome {
    check(workspace, &["bans", "licenses", "sources"])
}

/// Apart from the others because it fetches a database, which not every machine can.
pub(super) fn advisories(workspace: &Workspace) -> Outcome {
    check(workspace, &["advisories"])
}

fn check(workspace: &Workspace, checks: &[&str]) -> Outcome {
    if !exists("cargo-deny") {
        return Outcome::Skipped("cargo-deny is missing: cargo install --locked cargo-deny".into());
    }
    Outcome::of_check(workspace.cargo(["deny", "--all-features", "--workspace", "check"]).args(checks))
}
