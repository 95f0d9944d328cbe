//! Sweeps on a Ray cluster: several nodes on this machine, some of which die.

use std::process::Command;

use super::python;
use crate::counting;
use crate::outcome::Outcome;
use crate::workspace::Workspace;

/// What the tests need beside the package; as in python/pyproject.toml.
const EXTRAS: &str = "ray-test";

pub(super) fn run(workspace: &Workspace) -> Outcome {
    let python = match python::install(workspace, EXTRAS) {
        Ok(python) => python,
        Err(outcome) => return outcome,
    };
    let mut tests = Command::new(&python);
    tests.current_dir(workspace.path("python/tests_ray"));
    tests.args(["-m", "pytest", "--durations=10"]);
    counting::of_pytest(tests.env("APICAL_PROGRAM", workspace.target("debug/apical")))
}
