//! The suites, in the order in which they run: what fails fast comes first.

mod deny;
mod documentation;
mod format;
mod fuzz;
mod lint;
mod nostd;
mod package;
mod python;
mod ray;
mod tests;
pub(crate) mod vectors;
mod web;

use std::fmt::Write;

use crate::outcome::Outcome;
use crate::workspace::Workspace;

/// A group of checks that run together.
pub(crate) struct Suite {
    pub(crate) name: &'static str,
    /// What it checks.
    pub(crate) about: &'static str,
    /// Whether it runs without being asked for by name.
    by_default: bool,
    pub(crate) run: fn(&Workspace) -> Outcome,
}

const SUITES: &[Suite] = &[
    suite("format", "sources are formatted", format::run),
    suite("lint", "clippy has nothing to say", lint::run),
    suite("unit", "unit and integration tests", tests::unit),
    suite("doc-tests", "examples in the documentation run", tests::documentation),
    suite("vectors", "testcases/ is what the definition gives", vectors::run),
    suite("fuzz", "fuzz targets hold on damaged inputs", fuzz::run),
    suite("docs", "the documentation builds without a warning", documentation::run),
    suite("nostd-arm", "a Cortex-M4 under QEMU learns the host's bits", nostd::arm),
    suite("nostd-wasm", "WebAssembly under Node learns the host's bits", nostd::wasm),
    suite("licences", "dependencies have licences and sources that are allowed", deny::licences),
    suite("package", "every crate can be published", package::run),
    suite("python", "the Python package is built, and its tests, examples and notebooks run", python::run),
    suite("web", "the live page is built, and works in a browser", web::run),
    suite("rtl", "the RTL does what the model does (cargo xtask rtl does more)", crate::rtl::suite),
    // The tools are large.
    Suite {
        name: "fpga",
        about: "a small network becomes a bitstream (cargo xtask fpga does a larger one)",
        by_default: false,
        run: crate::fpga::suite,
    },
    // Needs programs and cells that few have.
    Suite {
        name: "synth",
        about: "the RTL's small machine can be synthesised, and its netlist does what the definition says",
        by_default: false,
        run: crate::synthesis::suite,
    },
    // Ray is large, and starts many processes.
    Suite {
        name: "ray",
        about: "sweeps on a Ray cluster of several nodes are those of one machine, byte for byte",
        by_default: false,
        run: ray::run,
    },
    Suite {
        name: "advisories",
        about: "no dependency has a known vulnerability (fetches the RustSec database)",
        by_default: false,
        run: deny::advisories,
    },
];

const fn suite(name: &'static str, about: &'static str, run: fn(&Workspace) -> Outcome) -> Suite {
    Suite { name, about, by_default: true, run }
}

/// Suites whose name begins with `prefix`.
pub(crate) fn named(prefix: &str) -> Vec<&'static Suite> {
    SUITES.iter().filter(|suite| suite.name.starts_with(prefix)).collect()
}

/// The suites that the arguments of `cargo xtask test` name; none: all but those to be asked for.
pub(crate) fn choose(arguments: &[&str]) -> Result<Vec<&'static Suite>, String> {
    let mut names = Vec::new();
    let mut rest = arguments.iter();
    while let Some(&argument) = rest.next() {
        match (argument, rest.next()) {
            ("--only", Some(name)) => names.push(*name),
            ("--only", None) => return Err("--only needs the name of a suite".into()),
            _ => return Err(format!("test: unknown argument {argument}; --only NAME and --list are known")),
        }
    }
    if let Some(name) = names.iter().find(|name| !SUITES.iter().any(|suite| suite.name == **name)) {
        return Err(format!("no suite is named {name}; there are\n{}", list()));
    }
    let wanted =
        |suite: &&Suite| if names.is_empty() { suite.by_default } else { names.contains(&suite.name) };
    Ok(SUITES.iter().filter(wanted).collect())
}

/// Names and purposes, one suite a line.
pub(crate) fn list() -> String {
    let mut out = String::new();
    for Suite { name, about, by_default, .. } in SUITES {
        let asked = if *by_default { "" } else { " [only when named]" };
        let _ = writeln!(out, "{name:<12} {about}{asked}");
    }
    out
}

#[cfg(test)]
mod choice {
    use super::*;

    fn names(arguments: &[&str]) -> Result<Vec<&'static str>, String> {
        Ok(choose(arguments)?.iter().map(|suite| suite.name).collect())
    }

    #[test]
    fn all_but_four_run_unasked() {
        let all = names(&[]).unwrap();
        assert_eq!(all.len(), SUITES.len() - 4);
        for name in ["advisories", "fpga", "ray", "synth"] {
            assert!(!all.contains(&name));
            assert_eq!(names(&["--only", name]).unwrap(), [name]);
        }
    }

    #[test]
    fn suites_run_in_their_own_order() {
        assert_eq!(names(&["--only", "docs", "--only", "unit"]).unwrap(), ["unit", "docs"]);
    }

    #[test]
    fn unknown_names_and_arguments_are_refused() {
        assert!(names(&["--only", "units"]).unwrap_err().contains("no suite is named units"));
        assert!(names(&["--only"]).unwrap_err().contains("needs the name"));
        assert!(names(&["--fast"]).unwrap_err().contains("unknown argument --fast"));
    }
}
