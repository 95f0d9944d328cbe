//! The program without features that are left out of a first build. All other suites have all of them.

use crate::outcome::{Counts, Outcome};
use crate::process::succeeds;
use crate::workspace::Workspace;

pub(super) fn run(workspace: &Workspace) -> Outcome {
    let mut counts = Counts::default();
    for features in [&[][..], &["--no-default-features"]] {
        let mut check = workspace.cargo(["clippy", "--package", "apical"]);
        check.args(features).args(["--", "--deny", "warnings"]);
        counts.add(Counts::one(succeeds(&mut check)));
    }
    Outcome::Ran(counts)
}
