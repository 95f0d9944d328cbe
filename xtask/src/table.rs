//! The table at the end.

use std::fmt::Write;

use crate::outcome::{Counts, Outcome};

/// One suite.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) outcome: Outcome,
    pub(crate) seconds: f64,
}

/// The table, what was skipped and why, and one plain line with the sums.
pub(crate) fn render(rows: &[Row], continuous_integration: bool) -> String {
    let mut out = format!(
        "\n{:<12} {:<8} {:>6} {:>6} {:>7} {:>8}  {}\n",
        "suite", "", "passed", "failed", "skipped", "seconds", "why not"
    );
    let mut total = Counts::default();
    let mut notes = String::new();
    for row in rows {
        let _ = writeln!(out, "{}", line(row, continuous_integration).trim_end());
        let Row { name, outcome, .. } = row;
        let counts = counts(outcome);
        if matches!(outcome, Outcome::Ran(_)) {
            for skip in &counts.skipped {
                let _ = writeln!(notes, "skipped in {name}: {skip}");
            }
        }
        for limit in &counts.limited {
            let _ = writeln!(notes, "ran in part in {name}: {limit}");
        }
        total.add(counts);
    }
    if !notes.is_empty() {
        let _ = write!(out, "\n{notes}");
    }
    if continuous_integration && !total.skipped.is_empty() {
        out.push_str("\nCI=true: every skip above is a failure\n");
    }
    let seconds: f64 = rows.iter().map(|row| row.seconds).sum();
    let _ = writeln!(out, "\n{:.0} minutes in all", seconds / 60.0);
    let _ =
        writeln!(out, "\n{} passed, {} failed, {} skipped", total.passed, total.failed, total.skipped.len());
    out
}

/// What became of one suite, and how long it took.
pub(crate) fn line(row: &Row, continuous_integration: bool) -> String {
    let Row { name, outcome, seconds } = row;
    let word = match outcome {
        outcome if outcome.failed(continuous_integration) => "FAILED",
        Outcome::Ran(_) => "ran",
        Outcome::Skipped(_) => "skipped",
    };
    let reason = if let Outcome::Skipped(reason) = outcome { reason } else { "" };
    let Counts { passed, failed, skipped, .. } = counts(outcome);
    let skips = skipped.len();
    format!("{name:<12} {word:<8} {passed:>6} {failed:>6} {skips:>7} {seconds:>8.1}  {reason}")
}

/// A suite that was skipped counts as one test.
fn counts(outcome: &Outcome) -> Counts {
    match outcome {
        Outcome::Ran(counts) => counts.clone(),
        Outcome::Skipped(reason) => Counts { skipped: vec![reason.clone()], ..Counts::default() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_sums_tests() {
        let ran = Counts { passed: 7, failed: 1, skipped: vec!["a: b".into()], limited: vec!["c: d".into()] };
        let rows = [
            Row { name: "unit", outcome: Outcome::Ran(ran), seconds: 1.25 },
            Row { name: "nostd-wasm", outcome: Outcome::Skipped("no Node".into()), seconds: 0.0 },
        ];
        let text = render(&rows, false);
        assert_eq!(text.lines().last(), Some("7 passed, 1 failed, 2 skipped"));
        assert!(text.contains("skipped in unit: a: b\nran in part in unit: c: d\n"), "{text}");
        assert!(text.contains("nostd-wasm   skipped       0      0       1      0.0  no Node\n"), "{text}");
        assert!(render(&rows, true).contains("nostd-wasm   FAILED"));
    }
}
