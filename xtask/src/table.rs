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
    for Row { name, outcome, seconds } in rows {
        let (word, counts, reason) = match outcome {
            Outcome::Ran(counts) if outcome.failed(continuous_integration) => ("FAILED", counts.clone(), ""),
            Outcome::Ran(counts) => ("ran", counts.clone(), ""),
            Outcome::Skipped(reason) => {
                let counts = Counts { skipped: vec![reason.clone()], ..Counts::default() };
                (if continuous_integration { "FAILED" } else { "skipped" }, counts, reason.as_str())
            }
        };
        let Counts { passed, failed, skipped, limited } = &counts;
        let skips = skipped.len();
        let line =
            format!("{name:<12} {word:<8} {passed:>6} {failed:>6} {skips:>7} {seconds:>8.1}  {reason}");
        let _ = writeln!(out, "{}", line.trim_end());
        if reason.is_empty() {
            for skip in skipped {
                let _ = writeln!(notes, "skipped in {name}: {skip}");
            }
        }
        for limit in limited {
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
    let _ =
        writeln!(out, "\n{} passed, {} failed, {} skipped", total.passed, total.failed, total.skipped.len());
    out
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
