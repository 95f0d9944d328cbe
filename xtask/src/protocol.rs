//! The messages of the live page, as its sources and the documentation say them.

use std::process::Command;

use crate::process::succeeds;
use crate::workspace::Workspace;

/// Writes the page's types, its samples and the tables of `docs/live-page.md`; with `--check`, compares them.
pub(crate) fn tool(workspace: &Workspace, arguments: &[&str]) -> bool {
    // In the profile and with the features of the tests, of which this comparison is one: both share what they compile.
    let build =
        ["build", "--quiet", "--workspace", "--all-features", "--profile", "test", "--example", "protocol"];
    let built = succeeds(workspace.cargo(build).env("APICAL_RTL_BUILD", "none"));
    let program = format!("debug/examples/protocol{}", std::env::consts::EXE_SUFFIX);
    built && succeeds(Command::new(workspace.target(&program)).args(arguments))
}
