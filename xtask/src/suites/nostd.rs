//! The core on machines without an operating system, compared with the host.

use std::path::Path;
use std::process::Command;

use crate::cross::{self, CrossMachine, Product};
use crate::outcome::{Counts, Outcome};
use crate::process::{exists, run};
use crate::readiness::Readiness;
use crate::workspace::Workspace;

const ARM: CrossMachine = CrossMachine {
    folder: "examples/firmware",
    target: "thumbv7em-none-eabi",
    libraries: "core,alloc",
    product: "apical-firmware",
};
const WASM: CrossMachine = CrossMachine {
    folder: "examples/wasm",
    target: "wasm32-unknown-unknown",
    libraries: "core,alloc",
    product: "apical_wasm.wasm",
};

const QEMU: &str = "qemu-system-arm";

pub(super) fn arm_readiness(_: &Workspace) -> Readiness {
    Readiness::unless((!exists(QEMU)).then(|| format!("{QEMU} is missing (Debian package {QEMU})")))
}

pub(super) fn wasm_readiness(_: &Workspace) -> Readiness {
    Readiness::unless((!exists("node")).then(|| "node is missing (Node.js 16 or later)".into()))
}

pub(super) fn arm(workspace: &Workspace) -> Outcome {
    on_machine(workspace, &ARM, whole_line, |firmware| {
        let mut command = Command::new(QEMU);
        command.args(["-machine", "mps2-an386", "-cpu", "cortex-m4", "-nographic"]);
        command.args(["-semihosting-config", "enable=on,target=native", "-kernel"]).arg(firmware);
        command
    })
}

pub(super) fn wasm(workspace: &Workspace) -> Outcome {
    on_machine(workspace, &WASM, hash_alone, |module| {
        let mut command = Command::new("node");
        command.arg(workspace.path("examples/wasm/run.mjs")).arg(module);
        command
    })
}

/// What the firmware prints of a case: all that the host does.
fn whole_line(line: &str) -> String {
    line.to_owned()
}

/// What the module gives of a case: the hash of its final state.
fn hash_alone(line: &str) -> String {
    line.split(' ').nth(2).unwrap_or_default().to_owned()
}

/// Runs the cases here and on another machine. Each case is a test: what `shared` leaves of the host's line must
/// be what the other machine prints.
fn on_machine(
    workspace: &Workspace,
    machine: &CrossMachine,
    shared: fn(&str) -> String,
    start: impl FnOnce(&Path) -> Command,
) -> Outcome {
    let product = match cross::build(workspace, machine) {
        Product::Built(path) => path,
        Product::Failed => return Outcome::Ran(Counts::one(false)),
        Product::NoCompiler(reason) => return Outcome::Skipped(reason),
    };
    // Alone, so that the host too compiles the core without its default features.
    let host =
        run(&mut workspace.cargo(["run", "--quiet", "--profile", "test", "--package", "apical-proof"]));
    let other = run(&mut start(&product));
    let mut counts = compare(&cases(&host.stdout, shared), &cases(&other.stdout, str::to_owned));
    if !host.succeeded || !other.succeeded {
        counts.failed += 1;
    }
    Outcome::Ran(counts)
}

/// Lines about a case, each made comparable.
fn cases(text: &str, shared: fn(&str) -> String) -> Vec<String> {
    text.lines().filter_map(|line| line.strip_prefix("case ")).map(shared).collect()
}

/// One test a case of the host.
fn compare(expected: &[String], found: &[String]) -> Counts {
    let mut counts = Counts::default();
    if expected.is_empty() || found.len() != expected.len() {
        eprintln!("xtask: {} cases here, {} on the other machine", expected.len(), found.len());
        counts.failed += 1;
    }
    for (expected, found) in expected.iter().zip(found) {
        if expected != found {
            eprintln!("xtask: the machines differ\n  here  {expected}\n  there {found}");
        }
        counts.add(Counts::one(expected == found));
    }
    counts
}

#[cfg(test)]
mod comparison {
    use super::*;

    fn compared(host: &str, other: &str) -> (u64, u64) {
        let counts = compare(&cases(host, whole_line), &cases(other, whole_line));
        (counts.passed, counts.failed)
    }

    #[test]
    fn every_case_must_be_there_and_equal() {
        let host = "case a 1\ncase b 2\n";
        assert_eq!(compared(host, "case a 1\nmemory 5\ncase b 2\n"), (2, 0));
        assert_eq!(compared(host, "case a 1\ncase b 3\n"), (1, 1));
        assert_eq!(compared(host, "case a 1\n"), (1, 1));
        assert_eq!(compared("", ""), (0, 1));
    }

    #[test]
    fn the_hash_of_the_final_state_is_the_second() {
        assert_eq!(cases("case a 01 02 updates 3 correct 4/5\n", hash_alone), ["02"]);
    }
}
