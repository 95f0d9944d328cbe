//! Counting tests from what `cargo test -- --show-output` prints.
//!
//! A test that cannot run where it is prints `SKIPPED: reason` and passes. It is not counted as passed. If the
//! reason says `this CPU`, the test ran without what this CPU lacks and does count.

use std::process::Command;

use crate::outcome::{Counts, Outcome};
use crate::process::run;

/// Runs a `cargo test` (its arguments must end in those for the tests, with `--show-output`) and counts.
pub(crate) fn of_tests(command: &mut Command) -> Outcome {
    let finished = run(command);
    let mut counts = count(&finished.stdout);
    if !finished.succeeded && counts.failed == 0 {
        // It did not compile, or a test program died before it could say which test failed.
        counts.failed = 1;
    }
    if finished.succeeded && counts.passed == 0 {
        eprintln!("xtask: no test ran at all");
        counts.failed = 1;
    }
    Outcome::Ran(counts)
}

/// Runs a `pytest` whose configuration has it list what was skipped (`-ra`), and counts.
pub(crate) fn of_pytest(command: &mut Command) -> Outcome {
    let finished = run(command);
    let mut counts = count_pytest(&finished.stdout);
    if counts.failed == 0 && (!finished.succeeded || counts.passed == 0) {
        eprintln!("xtask: pytest failed, or no test ran at all");
        counts.failed = 1;
    }
    Outcome::Ran(counts)
}

/// Runs a `node --test` that reports as TAP, and counts.
pub(crate) fn of_node(command: &mut Command) -> Counts {
    let finished = run(command);
    let mut counts = count_node(&finished.stdout);
    if counts.failed == 0 && (!finished.succeeded || counts.passed == 0) {
        eprintln!("xtask: the tests under Node.js failed, or none ran at all");
        counts.failed = 1;
    }
    counts
}

/// Numbers of lines such as `# pass 32`.
fn count_node(output: &str) -> Counts {
    let number = |name: &str| -> u64 {
        let line = output.lines().rev().find_map(|line| line.strip_prefix("# ")?.strip_prefix(name));
        line.and_then(|number| number.trim().parse().ok()).unwrap_or(0)
    };
    let skipped = number("skipped ") + number("todo ");
    Counts {
        passed: number("pass "),
        failed: number("fail ") + number("cancelled "),
        skipped: (0..skipped).map(|_| "skipped by Node.js".to_owned()).collect(),
        limited: Vec::new(),
    }
}

/// Numbers of the last line, such as `= 1 failed, 130 passed, 2 errors in 51.61s =`, and reasons from lines such as
/// `SKIPPED [2] test_nir.py:62: no such program`.
fn count_pytest(output: &str) -> Counts {
    let mut counts = Counts::default();
    for line in output.lines() {
        if let Some(rest) = line.strip_prefix("SKIPPED [") {
            let (number, reason) = rest.split_once("] ").unwrap_or(("1", rest));
            let number = number.parse().unwrap_or(1);
            counts.skipped.extend(std::iter::repeat_n(reason.to_owned(), number));
        }
    }
    let last =
        output.lines().rev().map(|line| line.trim_matches(['=', ' '])).find(|line| line.contains(" in "));
    let Some((numbers, _)) = last.and_then(|line| line.rsplit_once(" in ")) else { return counts };
    for part in numbers.split(", ") {
        match part.split_once(' ').map(|(number, what)| (number.parse::<u64>(), what)) {
            Some((Ok(number), "passed")) => counts.passed = number,
            Some((Ok(number), "failed" | "error" | "errors")) => counts.failed += number,
            _ => {}
        }
    }
    counts
}

fn count(output: &str) -> Counts {
    let mut counts = Counts::default();
    let mut skipped_before = 0;
    let mut test = None;
    let mut skips_itself = false;
    for line in output.lines() {
        if let Some(name) = line.strip_prefix("---- ").and_then(|rest| rest.strip_suffix(" stdout ----")) {
            test = Some(name);
            skips_itself = false;
        } else if let Some(reason) = line.strip_prefix("SKIPPED: ") {
            let name = test.unwrap_or("a test");
            if reason.contains("this CPU") {
                counts.limited.push(format!("{name}: {reason}"));
            } else if !skips_itself {
                skips_itself = true;
                counts.skipped.push(format!("{name}: {reason}"));
            }
        } else if let Some([passed, failed, ignored]) = result_line(line) {
            let own = (counts.skipped.len() - skipped_before) as u64;
            counts.passed += passed.saturating_sub(own);
            counts.failed += failed;
            counts.skipped.extend((0..ignored).map(|_| "marked #[ignore]".to_owned()));
            skipped_before = counts.skipped.len();
            test = None;
        }
    }
    counts
}

/// Passed, failed and ignored of `test result: ok. 3 passed; 0 failed; 1 ignored; ...`.
fn result_line(line: &str) -> Option<[u64; 3]> {
    let (_, numbers) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let number = |name: &str| {
        let part = numbers.split("; ").find_map(|part| part.strip_suffix(name))?;
        part.trim().parse().ok()
    };
    Some([number(" passed")?, number(" failed")?, number(" ignored")?])
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTPUT: &str = "\
running 4 tests
test kernels ... ok
test mnist ... ok
test rule ... ok
test slow ... ignored

successes:

---- kernels stdout ----
SKIPPED: kernel avx512: not on this CPU

---- mnist stdout ----
SKIPPED: no folder
SKIPPED: no folder, said twice

successes:
    kernels

test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s

test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.20s
";

    #[test]
    fn skips_are_not_passes_unless_the_cpu_is_the_reason() {
        let expected = Counts {
            passed: 3,
            failed: 2,
            skipped: vec!["mnist: no folder".into(), "marked #[ignore]".into()],
            limited: vec!["kernels: kernel avx512: not on this CPU".into()],
        };
        assert_eq!(count(OUTPUT), expected);
    }

    #[test]
    fn pytest_counts_too() {
        let output = "\
SKIPPED [2] test_nir.py:62: spyx is not installed
XFAIL test_checks.py::test[x] - known
===== 1 failed, 130 passed, 2 skipped, 1 xfailed, 3 errors in 51.61s (0:00:51) =====
";
        let expected = Counts {
            passed: 130,
            failed: 4,
            skipped: vec!["test_nir.py:62: spyx is not installed".into(); 2],
            limited: vec![],
        };
        assert_eq!(count_pytest(output), expected);
        assert_eq!(count_pytest("5 passed in 0.10s\n").passed, 5);
        assert_eq!(count_pytest("no tests ran in 0.01s\n"), Counts::default());
        assert_eq!(count_pytest(""), Counts::default());
    }

    #[test]
    fn tests_under_node_count_too() {
        let output = "\
# Subtest: weights are signed
ok 1 - weights are signed
# tests 7
# pass 3
# fail 1
# cancelled 2
# skipped 1
# todo 0
# duration_ms 36.9
";
        let expected =
            Counts { passed: 3, failed: 3, skipped: vec!["skipped by Node.js".into()], limited: vec![] };
        assert_eq!(count_node(output), expected);
        assert_eq!(count_node(""), Counts::default());
    }

    #[test]
    fn other_lines_count_nothing() {
        assert_eq!(count("test result: whatever\nrunning 3 tests\n"), Counts::default());
    }
}
