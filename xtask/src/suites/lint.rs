//! Clippy.

use crate::outcome::{Counts, Outcome};
use crate::process::succeeds;
use crate::workspace::Workspace;

const STRICT: [&str; 3] = ["--", "--deny", "warnings"];

pub(super) fn run(workspace: &Workspace) -> Outcome {
    let everything = ["clippy", "--workspace", "--all-targets", "--all-features"];
    let mut counts =
        Counts::one(succeeds(workspace.cargo(everything).env("APICAL_RTL_BUILD", "none").args(STRICT)));
    // The crates for other machines are left to their own compilers.
    let mut fuzz = workspace.cargo(["clippy", "--all-targets", "--manifest-path", "fuzz/Cargo.toml"]);
    fuzz.arg("--target-dir").arg(workspace.target(""));
    counts.add(Counts::one(succeeds(fuzz.args(STRICT))));
    Outcome::Ran(counts)
}
