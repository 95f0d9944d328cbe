//! The live page: its types, its files as they are embedded, its own tests, and the page in a browser.

use std::path::PathBuf;
use std::process::Command;

use crate::counting;
use crate::outcome::{Counts, Outcome};
use crate::process::{ask, exists, succeeds};
use crate::program;
use crate::readiness::Readiness;
use crate::workspace::Workspace;

/// The oldest Node.js that its scripts and tests are for.
const MINIMUM: u32 = 20;
const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

pub(super) fn readiness(_: &Workspace) -> Readiness {
    let node = ask(Command::new("node").arg("--version")).and_then(|version| major(&version));
    if node < Some(MINIMUM) {
        Readiness::Missing(format!("no Node.js {MINIMUM} or newer"))
    } else if !exists("npm") {
        Readiness::Missing("npm is missing".into())
    } else {
        Readiness::unless(browser().err())
    }
}

fn browser() -> Result<PathBuf, String> {
    let reason = "no Chromium (Debian package chromium; APICAL_CHROMIUM may name it)";
    program::find("APICAL_CHROMIUM", &BROWSERS, "--version").ok_or_else(|| reason.into())
}

pub(super) fn run(workspace: &Workspace) -> Outcome {
    let browser = match browser() {
        Ok(browser) => browser,
        Err(reason) => return Outcome::Skipped(reason),
    };
    if !succeeds(&mut in_web(workspace, &["npm", "ci", "--no-audit", "--no-fund"])) {
        return Outcome::Skipped("the packages of web/package-lock.json cannot be installed with npm".into());
    }
    let mut counts = Counts::default();
    for check in [["npm", "run", "check"], ["node", "scripts/build.mjs", "--check"]] {
        counts.add(Counts::one(succeeds(&mut in_web(workspace, &check))));
    }
    counts.add(counting::of_node(&mut in_web(workspace, &["node", "scripts/test.mjs", "test"])));
    let Some(program) = program::apical(workspace) else {
        counts.failed += 1;
        return Outcome::Ran(counts);
    };
    let mut in_browser = in_web(workspace, &["node", "scripts/test.mjs", "e2e"]);
    in_browser.env("APICAL_PROGRAM", program).env("APICAL_CHROMIUM", browser);
    counts.add(counting::of_node(&mut in_browser));
    Outcome::Ran(counts)
}

/// A command in the folder of the page.
fn in_web(workspace: &Workspace, words: &[&str]) -> Command {
    // A script on Windows, which has no other name.
    let program = if cfg!(windows) && words[0] == "npm" { "npm.cmd" } else { words[0] };
    let mut command = Command::new(program);
    command.current_dir(workspace.path("web")).args(&words[1..]);
    command
}

/// 20 of `v20.20.2`.
fn major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_numbers() {
        assert_eq!(major("v20.20.2\n"), Some(20));
        assert!(major("v9.1.0") < Some(MINIMUM));
        assert_eq!(major("node"), None);
        assert!(None < Some(MINIMUM));
    }
}
