//! The fuzz targets on damaged inputs that are the same in every run. Fuzzing itself has no end: `fuzz/README.md`.

use crate::counting;
use crate::outcome::Outcome;
use crate::workspace::Workspace;

pub(super) fn run(workspace: &Workspace) -> Outcome {
    let mut command = workspace.cargo(["test", "--no-fail-fast", "--manifest-path", "fuzz/Cargo.toml"]);
    // In the folder of the other tests: dependencies compiled for them serve here too.
    command.arg("--target-dir").arg(workspace.target(""));
    counting::of_tests(command.args(["--", "--show-output"]))
}
