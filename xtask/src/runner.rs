//! Running suites one after the other.

use std::process::ExitCode;
use std::time::Instant;

use crate::outcome::Outcome;
use crate::suites::Suite;
use crate::table::{self, Row};
use crate::workspace::Workspace;

/// Runs suites, prints the table of them, and succeeds if all did.
pub(crate) fn run(workspace: &Workspace, suites: &[&Suite]) -> ExitCode {
    let mut rows = Vec::new();
    for suite in suites {
        eprintln!("\n== {}: {}", suite.name, suite.about);
        let start = Instant::now();
        let outcome = (suite.run)(workspace);
        if let Outcome::Skipped(reason) = &outcome {
            eprintln!("SKIPPED: {reason}");
        }
        rows.push(Row { name: suite.name, outcome, seconds: start.elapsed().as_secs_f64() });
    }
    let unattended = workspace.continuous_integration();
    print!("{}", table::render(&rows, unattended));
    exit_code(!rows.iter().any(|row| row.outcome.failed(unattended)))
}

pub(crate) fn exit_code(succeeded: bool) -> ExitCode {
    if succeeded { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
