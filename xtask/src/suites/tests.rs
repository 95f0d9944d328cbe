//! Tests of the workspace.

use std::path::Path;

use crate::counting;
use crate::outcome::Outcome;
use crate::readiness::Readiness;
use crate::workspace::Workspace;

/// Both kinds are built with the same features in the same profile, so that they share everything they compile.
const COMMON: [&str; 4] = ["test", "--workspace", "--all-features", "--no-fail-fast"];
/// Passing tests show their output too, which says what was skipped.
const SHOW: [&str; 2] = ["--", "--show-output"];

/// Data that some tests need, which the repository does not hold.
pub(super) fn readiness(_: &Workspace) -> Readiness {
    let absent = |variable: &str, tests: &str| {
        let named = std::env::var_os(variable);
        let there = named.as_ref().is_some_and(|named| Path::new(named).is_dir() || named == "none");
        (!there).then(|| format!("{tests}: {variable} names no folder"))
    };
    let absent = [
        absent("APICAL_TEST_MNIST", "tests on the real MNIST"),
        absent("APICAL_TEST_TABLES", "tests of the technology file against its sources"),
    ];
    Readiness::without(absent.into_iter().flatten().collect())
}

pub(super) fn unit(workspace: &Workspace) -> Outcome {
    let which = ["--lib", "--bins", "--tests", "--examples"];
    let mut command = workspace.cargo(COMMON.iter().chain(&which).chain(&SHOW));
    // The suite rtl runs the RTL, which takes minutes to compile.
    counting::of_tests(command.env("APICAL_RTL_BUILD", "none").env("APICAL_RTL_TESTS", "none"))
}

pub(super) fn documentation(workspace: &Workspace) -> Outcome {
    let mut command = workspace.cargo(COMMON.iter().chain(&["--doc"]).chain(&SHOW));
    counting::of_tests(command.env("APICAL_RTL_BUILD", "none").env("APICAL_RTL_TESTS", "none"))
}

#[cfg(test)]
mod programs {
    use std::fs;
    use std::path::{Path, PathBuf};

    use crate::workspace::Workspace;

    fn files(folder: &Path) -> Vec<PathBuf> {
        let mut files: Vec<_> =
            fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files
    }

    /// Modules that lie in a folder of tests: files, and folders with a `mod.rs`.
    fn modules(tests: &Path) -> Vec<String> {
        let module = |path: &PathBuf| {
            path.join("mod.rs").is_file() || path.extension().is_some_and(|extension| extension == "rs")
        };
        let name = |path: PathBuf| path.file_stem().unwrap().to_str().unwrap().to_owned();
        files(tests).into_iter().filter(module).map(name).filter(|name| name != "main").collect()
    }

    /// Cargo does not look for further test programs where a crate says `autotests = false`, so a file that is not
    /// named would never run.
    #[test]
    fn the_test_program_of_a_crate_has_every_file_beside_it() {
        let workspace = Workspace::find().unwrap();
        let mut programs = 0;
        for folder in files(&workspace.path("crates")) {
            let tests = folder.join("tests");
            let modules = modules(&tests);
            if modules.len() < 2 {
                continue;
            }
            let program = fs::read_to_string(tests.join("main.rs")).unwrap_or_default();
            for module in modules {
                let named = program.lines().any(|line| line == format!("mod {module};"));
                assert!(named, "{} does not say `mod {module};`", tests.join("main.rs").display());
            }
            programs += 1;
        }
        assert!(programs > 5, "only {programs} test programs found");
    }
}
