//! Publishing, up to the point where something would be uploaded.

use std::path::{Path, PathBuf};

use crate::outcome::Outcome;
use crate::workspace::Workspace;

pub(super) fn run(workspace: &Workspace) -> Outcome {
    forget(workspace);
    // Each package is unpacked and compiled by itself, so that a file or dependency that exists only in the
    // checkout is noticed.
    Outcome::of_check(&mut workspace.cargo(["publish", "--workspace", "--dry-run", "--allow-dirty"]))
}

/// Removes what earlier runs left of the project's own crates. Cargo takes a packed crate of a version to stay as it is, and
/// would compile a dependent against the crate of an earlier run.
fn forget(workspace: &Workspace) {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|user| user.join(".cargo")));
    // The registry that a dry run makes up of packed crates has no host before the dash.
    let made_up =
        home.into_iter().flat_map(|home| ["src", "cache"].map(|kind| home.join("registry").join(kind)));
    let mut folders: Vec<PathBuf> = made_up.flat_map(|folder| entries(&folder, "-")).collect();
    folders.push(workspace.target("debug/.fingerprint"));
    for path in folders.iter().flat_map(|folder| entries(folder, "apical-")) {
        // What stays is noticed as the failure that it causes.
        let _ = if path.is_dir() { std::fs::remove_dir_all(&path) } else { std::fs::remove_file(&path) };
    }
}

/// Paths in a folder whose names begin with `prefix`; none without the folder.
fn entries(folder: &Path, prefix: &str) -> Vec<PathBuf> {
    let listed = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let named = listed.filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix));
    named.map(|entry| entry.path()).collect()
}
