//! Running suites one after the other.

use std::process::ExitCode;
use std::time::Instant;

use crate::outcome::Outcome;
use crate::readiness::Readiness;
use crate::suites::Suite;
use crate::table::{self, Row};
use crate::workspace::Workspace;

/// Says what cannot run here, runs the other suites, prints the table of all, and succeeds if all did.
pub(crate) fn run(workspace: &Workspace, suites: &[&Suite]) -> ExitCode {
    let unattended = workspace.continuous_integration();
    let prepared: Vec<_> = suites.iter().map(|suite| (*suite, (suite.readiness)(workspace))).collect();
    eprint!("{}", announcement(&prepared, unattended));
    let mut rows = Vec::new();
    for (suite, readiness) in prepared {
        let start = Instant::now();
        let outcome = match readiness {
            Readiness::Missing(reason) => Outcome::Skipped(reason),
            Readiness::Ready | Readiness::Partly(_) => {
                eprintln!("\n== {}: {}", suite.name, suite.about);
                (suite.run)(workspace)
            }
        };
        let row = Row { name: suite.name, outcome, seconds: start.elapsed().as_secs_f64() };
        eprintln!("== {}", table::line(&row, unattended).trim_end());
        rows.push(row);
    }
    print!("{}", table::render(&rows, unattended));
    exit_code(!rows.iter().any(|row| row.outcome.failed(unattended)))
}

/// Which suites run, and which cannot, wholly or in part.
fn announcement(prepared: &[(&Suite, Readiness)], unattended: bool) -> String {
    let names: Vec<&str> = prepared
        .iter()
        .filter(|(_, readiness)| !matches!(readiness, Readiness::Missing(_)))
        .map(|(suite, _)| suite.name)
        .collect();
    let mut text = format!("to run: {}\n", names.join(", "));
    for (suite, readiness) in prepared {
        for note in readiness.notes() {
            text += &format!("SKIPPED here: {}: {note}\n", suite.name);
        }
    }
    if unattended && text.contains("SKIPPED here") {
        text += "CI=true: every skip above is a failure\n";
    }
    text
}

pub(crate) fn exit_code(succeeded: bool) -> ExitCode {
    if succeeded { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_run_is_said_first() {
        let suites = crate::suites::named("nostd-");
        let prepared = [
            (suites[0], Readiness::Missing("no QEMU".into())),
            (suites[1], Readiness::Partly(vec!["x".into()])),
        ];
        let names = [suites[0].name, suites[1].name];
        let expected = format!(
            "to run: {}\nSKIPPED here: {}: no QEMU\nSKIPPED here: {}: in part: x\n",
            names[1], names[0], names[1]
        );
        assert_eq!(announcement(&prepared, false), expected);
        assert!(announcement(&prepared, true).ends_with("every skip above is a failure\n"));
        assert_eq!(announcement(&[(suites[1], Readiness::Ready)], true), format!("to run: {}\n", names[1]));
    }
}
