//! The step before the network, as exported source has it: compiled and run. That it is the program's own is tested with the program.

mod features;
mod files;
mod pixels;

use std::fs;
use std::process::Command;

use apical_core::Config;
use apical_core::export::{Contract, Prepare, c_header_with, rust_source_with};
use apical_core::run::{ImageSize, Real};

use super::{c, tools};

pub(super) const ODD_NAMES: [&str; 3] = ["a \"b\" \\?\\??/ */", "\u{e4}1", "line /* \u{202e}x"];

pub(super) fn odd_names() -> Vec<String> {
    ODD_NAMES.map(String::from).to_vec()
}

const LIBRARY: &str = "#![no_std]\n#![forbid(unsafe_code)]\n#![deny(warnings)]\n#[path = \"model.rs\"]\nmod source;\npub use source::*;\n";

/// Compiles a header with all warnings there are, once with sanitizers if there are such, and gives what the program says.
pub(super) fn c_says(config: &Config, contract: &Contract, main: &str, input: &[u8]) -> Option<String> {
    let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".into());
    if !tools::is_there(&compiler, &["--version"], true) {
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let text = c_header_with(&config.initial_state(1), "digits", contract).unwrap();
    fs::write(folder.path().join("model.h"), text).unwrap();
    fs::write(folder.path().join("main.c"), main).unwrap();
    let strict = ["-std=c99", "-pedantic", "-Wall", "-Wextra", "-Wconversion", "-Werror", "-O2"];
    // GNU's own C may round a product and a sum at once, where the processor can.
    let rounds_once = ["-std=gnu11", "-O3", "-march=native", "-mtune=generic", "-ffp-contract=fast"];
    let mut variants = vec![strict.to_vec(), [&strict[..], &c::UNDEFINED].concat(), rounds_once.to_vec()];
    variants.retain(|flags| !flags.contains(&c::UNDEFINED[0]) || c::sanitizes(&compiler, &c::UNDEFINED));
    variants.retain(|flags| !flags.contains(&rounds_once[2]) || c::sanitizes(&compiler, &rounds_once));
    let said = variants.into_iter().map(|flags| {
        let mut compile = Command::new(&compiler);
        compile.args(flags).args(["main.c", "-o", "main"]).current_dir(&folder);
        tools::run(&mut compile, b"");
        tools::run(&mut Command::new(folder.path().join("main")), input)
    });
    let said: Vec<String> = said.collect();
    assert!(said.iter().all(|one| *one == said[0]), "flags make a difference");
    said.into_iter().next()
}

pub(super) fn rust_says(config: &Config, contract: &Contract, main: &str, input: &[u8]) -> Option<String> {
    let compiler = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".into());
    if !tools::is_there(&compiler, &["--version"], true) {
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let source = rust_source_with(&config.initial_state(1), contract).unwrap();
    for (file, text) in [("model.rs", &source[..]), ("lib.rs", LIBRARY), ("main.rs", main)] {
        fs::write(folder.path().join(file), text).unwrap();
    }
    let compile = |arguments: &[&str]| {
        let edition = ["--edition", "2021", "-O", "-C", "debug-assertions=on", "-C", "overflow-checks=on"];
        tools::run(Command::new(&compiler).args(edition).args(arguments).current_dir(&folder), b"");
    };
    compile(&["--crate-type", "rlib", "--crate-name", "library", "lib.rs"]);
    compile(&["--extern", "library=liblibrary.rlib", "main.rs"]);
    Some(tools::run(&mut Command::new(folder.path().join("main")), input))
}

pub(super) fn first_difference(found: &str, expected: &str) -> String {
    let pair = found.lines().zip(expected.lines()).enumerate().find(|(_, (one, other))| one != other);
    format!("{pair:?}, {} lines of {}", found.lines().count(), expected.lines().count())
}

/// Compilers that may change results are refused.
#[test]
fn a_compiler_that_may_reorder_sums_is_refused() {
    let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".into());
    if !c::sanitizes(&compiler, &["-ffast-math"]) {
        return;
    }
    let state = Config::new(vec![2, 4, 3]).unwrap().initial_state(1);
    let ranges = vec![(Real(0.0), Real(1.0))];
    for prepare in [
        Prepare::Features { ranges, names: Vec::new() },
        Prepare::Normalise(ImageSize { height: 1, width: 2 }),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let contract = Contract { class_names: Vec::new(), prepare };
        fs::write(folder.path().join("model.c"), c_header_with(&state, "m", &contract).unwrap()).unwrap();
        for (flags, good) in [(&["-O2"][..], true), (&["-O2", "-ffast-math"], false)] {
            let mut compile = Command::new(&compiler);
            let output = compile.args(flags).args(["-c", "model.c"]).current_dir(&folder).output().unwrap();
            assert_eq!(
                output.status.success(),
                good,
                "{flags:?}: {}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
    }
}
