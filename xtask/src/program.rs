//! Programs: those that a variable may name, and our own.

use std::path::PathBuf;
use std::process::Command;

use crate::process::{ask, succeeds};
use crate::workspace::Workspace;

/// What a variable names; empty counts as not set.
pub(crate) fn named(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from)
}

/// The program that a variable names, and no other; without it the first of some names. It must run with `argument`.
pub(crate) fn find(variable: &str, names: &[&str], argument: &str) -> Option<PathBuf> {
    let candidates =
        named(variable).map_or_else(|| names.iter().map(PathBuf::from).collect(), |one| vec![one]);
    candidates.into_iter().find(|program| ask(Command::new(program).arg(argument)).is_some())
}

/// Our command line, compiled; none: it does not compile.
pub(crate) fn apical(workspace: &Workspace) -> Option<PathBuf> {
    compiled(workspace, &["--bin", "apical"], "apical")
}

/// The example that writes the messages of the live page, likewise.
pub(crate) fn protocol(workspace: &Workspace) -> Option<PathBuf> {
    compiled(workspace, &[], "examples/protocol")
}

/// A program among these targets, compiled with the features of all crates together and of what only tests depend on, as the
/// example asks for: so what the suite unit compiled serves here.
fn compiled(workspace: &Workspace, targets: &[&str], name: &str) -> Option<PathBuf> {
    let all =
        ["build", "--quiet", "--profile", "test", "--workspace", "--all-features", "--example", "protocol"];
    let mut build = workspace.cargo(all.iter().chain(targets));
    build.env("APICAL_RTL_BUILD", "none");
    let name = format!("debug/{name}{}", std::env::consts::EXE_SUFFIX);
    succeeds(&mut build).then(|| workspace.target(&name))
}
