//! The suites, in the order in which they run: what is quick comes first, and what uses another's products after it.

mod deny;
mod documentation;
mod features;
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
use crate::readiness::Readiness;
use crate::workspace::Workspace;

/// A group of checks that run together.
pub(crate) struct Suite {
    pub(crate) name: &'static str,
    /// What it checks.
    pub(crate) about: &'static str,
    /// Whether it runs without being asked for by name.
    by_default: bool,
    /// Whether it can run here.
    pub(crate) readiness: fn(&Workspace) -> Readiness,
    pub(crate) run: fn(&Workspace) -> Outcome,
}

const SUITES: &[Suite] = &[
    suite("format", "sources are formatted", format::run),
    suite(
        "architecture",
        "drawing and tables of the crates are what the crates say",
        crate::architecture::suite,
    ),
    Suite {
        readiness: deny::readiness,
        ..suite("licences", "dependencies have licences and sources that are allowed", deny::licences)
    },
    suite("lint", "clippy has nothing to say", lint::run),
    suite("features", "the program compiles with its default features, and with none", features::run),
    suite("docs", "the documentation builds without a warning", documentation::run),
    Suite {
        readiness: nostd::wasm_readiness,
        ..suite("nostd-wasm", "WebAssembly under Node learns the host's bits", nostd::wasm)
    },
    Suite {
        readiness: nostd::arm_readiness,
        ..suite("nostd-arm", "a Cortex-M4 under QEMU learns the host's bits", nostd::arm)
    },
    Suite { readiness: tests::readiness, ..suite("unit", "unit and integration tests", tests::unit) },
    suite("doc-tests", "examples in the documentation run", tests::documentation),
    suite("vectors", "testcases/ is what the definition gives", vectors::run),
    suite("fuzz", "fuzz targets hold on damaged inputs", fuzz::run),
    suite("package", "every crate can be published", package::run),
    Suite {
        readiness: web::readiness,
        ..suite("web", "the live page is built, and works in a browser", web::run)
    },
    Suite {
        readiness: python::readiness,
        ..suite(
            "python",
            "the Python package is built, and its tests, examples and notebooks run",
            python::run,
        )
    },
    Suite {
        readiness: crate::rtl::readiness,
        ..suite("rtl", "the RTL does what the model does (cargo xtask rtl does more)", crate::rtl::suite)
    },
    // The tools are large.
    Suite {
        by_default: false,
        readiness: crate::fpga::readiness,
        ..suite(
            "fpga",
            "a small network becomes a bitstream (cargo xtask fpga does a larger one)",
            crate::fpga::suite,
        )
    },
    // Needs programs and cells that few have.
    Suite {
        by_default: false,
        readiness: crate::synthesis::readiness,
        ..suite(
            "synth",
            "the RTL's small machine can be synthesised, and its netlist does what the definition says",
            crate::synthesis::suite,
        )
    },
    // Ray is large, and starts many processes.
    Suite {
        by_default: false,
        readiness: python::readiness,
        ..suite(
            "ray",
            "sweeps on a Ray cluster of several nodes are those of one machine, byte for byte",
            ray::run,
        )
    },
    Suite {
        by_default: false,
        readiness: deny::readiness,
        ..suite(
            "advisories",
            "no dependency has a known vulnerability (fetches the RustSec database)",
            deny::advisories,
        )
    },
];

const fn suite(name: &'static str, about: &'static str, run: fn(&Workspace) -> Outcome) -> Suite {
    Suite { name, about, by_default: true, readiness: |_| Readiness::Ready, run }
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
        assert_eq!(names(&["--only", "unit", "--only", "docs"]).unwrap(), ["docs", "unit"]);
    }

    #[test]
    fn unknown_names_and_arguments_are_refused() {
        assert!(names(&["--only", "units"]).unwrap_err().contains("no suite is named units"));
        assert!(names(&["--only"]).unwrap_err().contains("needs the name"));
        assert!(names(&["--fast"]).unwrap_err().contains("unknown argument --fast"));
    }
}
