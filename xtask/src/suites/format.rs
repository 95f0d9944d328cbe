//! Formatting.

use crate::outcome::{Counts, Outcome};
use crate::process::succeeds;
use crate::workspace::Workspace;

/// Crates outside the workspace, which `cargo fmt --all` does not see.
const OUTSIDE: [&str; 3] = ["examples/firmware/Cargo.toml", "examples/wasm/Cargo.toml", "fuzz/Cargo.toml"];

pub(super) fn run(workspace: &Workspace) -> Outcome {
    let mut counts = Counts::one(succeeds(&mut workspace.cargo(["fmt", "--all", "--check"])));
    for manifest in OUTSIDE {
        counts.add(Counts::one(succeeds(&mut workspace.cargo([
            "fmt",
            "--check",
            "--manifest-path",
            manifest,
        ]))));
    }
    Outcome::Ran(counts)
}
