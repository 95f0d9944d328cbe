//! `apical simulate --backend rtl`: the RTL of a tiny processor, compiled by Verilator in seconds, beside the model.
//! Without the feature `rtl` it is refused.

use std::path::Path;

#[cfg(feature = "rtl")]
use crate::common::succeeded;
use crate::common::{Sandbox, refused};
#[cfg(feature = "rtl")]
use serde_json::Value;

/// A processor for the small set.
const PRESET: &str = r#"
format_version = 1
name = "tiny"
summary = "for tests"
technology = "65nm"
supply = "0.8 V"
clock = "20 MHz"
network = { layers = [64, 8, 6, 4], format = "w4g8" }
dataflow = { kind = "event", feedback = "spikes" }
encoder = { pixels_per_cycle = 8 }
queue = { words = 2 }
search = { neurons_per_cycle = 4 }

[[layers]]
inputs_per_cycle = 2
weights = { order = "input", synapses_per_word = 8, word_bits = 32, ports = 1 }
accumulators = { order = "neuron", synapses_per_word = 4, word_bits = 32, ports = 1 }

[[layers]]
inputs_per_cycle = 2
weights = { order = "input", synapses_per_word = 6, word_bits = 24, ports = 1 }
accumulators = { order = "neuron", synapses_per_word = 4, word_bits = 32, ports = 1 }

[[layers]]
inputs_per_cycle = 2
weights = { order = "input", synapses_per_word = 4, word_bits = 16, ports = 1 }
accumulators = { order = "neuron", synapses_per_word = 4, word_bits = 32, ports = 1 }
"#;

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    std::fs::write(sandbox.path("tiny.toml"), PRESET).unwrap();
    sandbox
}

fn simulate(sandbox: &Sandbox, arguments: &[&str]) -> assert_cmd::Command {
    let mut command = sandbox.apical(&["simulate", "--random", "--data", "set", "--preset", "tiny.toml"]);
    // Compiled once, not once a run of the tests.
    let models = Path::new(env!("CARGO_TARGET_TMPDIR")).join("rtl-models");
    command.env("APICAL_RTL_MODELS", models).args(arguments);
    command
}

#[cfg(not(feature = "rtl"))]
#[test]
fn without_the_feature_it_says_how_to_get_it() {
    let message = refused(simulate(&sandbox(), &["--backend", "rtl"]));
    assert!(message.contains("install Verilator") && message.contains("--features rtl"), "{message}");
}

/// Whether Verilator is here; in CI it must be, unless the suite leaves the RTL out by name.
#[cfg(feature = "rtl")]
fn verilator() -> bool {
    if std::env::var_os("APICAL_RTL_TESTS").is_some_and(|value| value == "none") {
        println!("left to cargo xtask rtl");
        return false;
    }
    let named = std::env::var_os("APICAL_VERILATOR").filter(|value| !value.is_empty());
    let program = named.unwrap_or_else(|| "verilator".into());
    if std::process::Command::new(program).arg("--version").output().is_ok() {
        return true;
    }
    assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "Verilator is missing; CI needs it");
    println!("SKIPPED: Verilator is missing (Debian package verilator)");
    false
}

#[cfg(feature = "rtl")]
fn json(mut command: assert_cmd::Command) -> Value {
    command.arg("--json");
    serde_json::from_str(&succeeded(command)).unwrap()
}

#[cfg(feature = "rtl")]
#[test]
fn the_rtl_gives_what_the_model_gives_and_says_how_fast() {
    if !verilator() {
        return;
    }
    let sandbox = sandbox();
    for arguments in [&["--limit", "30"][..], &["--learn", "--epochs", "2", "--limit", "50"][..]] {
        let rtl = json(simulate(&sandbox, &[&["--backend", "rtl"], arguments].concat()));
        let model = json(simulate(&sandbox, arguments));
        for key in ["preset", "learning", "images", "accuracy", "format_version", "spec_version"] {
            assert_eq!(rtl[key], model[key], "{key} of {arguments:?}");
        }
        // All cycles, those in which the pipeline fills and empties too.
        let counters = model["counters"].as_object().unwrap();
        let states = ["forward_cycles", "handoff_cycles", "broadcast_cycles", "update_cycles"];
        let cycles: u64 = states.iter().map(|state| counters[*state].as_u64().unwrap()).sum();
        assert_eq!(rtl["cycles"].as_u64(), Some(cycles), "{arguments:?}");
        let number = |key: &str| rtl[key].as_f64().unwrap();
        assert!(number("simulated_cycles_per_second") > 0.0 && number("simulated_images_per_second") > 0.0);
        // Every counted cycle is simulated.
        assert!(
            number("simulated_cycles_per_second") / number("simulated_images_per_second")
                > number("cycles_per_image")
        );
    }
    let text = succeeded(simulate(&sandbox, &["--backend", "rtl", "--limit", "5"]));
    assert!(text.contains("tiny in RTL: 5 images classified") && text.contains("cycles/s"), "{text}");
}

#[cfg(feature = "rtl")]
#[test]
fn waves_show_the_machine_at_work() {
    if !verilator() {
        return;
    }
    let sandbox = sandbox();
    let plain = json(simulate(&sandbox, &["--backend", "rtl", "--limit", "3"]));
    let traced = json(simulate(&sandbox, &["--backend", "rtl", "--limit", "3", "--trace", "waves.vcd"]));
    assert_eq!(plain["cycles"], traced["cycles"]);
    assert_eq!(plain["accuracy"], traced["accuracy"]);
    succeeded(simulate(&sandbox, &["--backend", "rtl", "--limit", "3", "--trace", "waves.fst"]));
    assert_eq!(sandbox.files(), ["tiny.toml", "waves.fst", "waves.vcd"], "nothing unfinished is left");

    let vcd = String::from_utf8(sandbox.read("waves.vcd")).unwrap();
    check_vcd(&vcd);
    // FST begins with a block of 329 bytes of kind 0: its header.
    assert_eq!(sandbox.read("waves.fst")[..9], [0, 0, 0, 0, 0, 0, 0, 1, 73]);
    let converted = std::process::Command::new("fst2vcd").arg(sandbox.path("waves.fst")).output();
    match converted {
        Ok(output) => {
            assert!(output.status.success());
            check_vcd(&String::from_utf8(output.stdout).unwrap());
        }
        Err(error) => println!("not read back: fst2vcd (Debian package gtkwave): {error}"),
    }
}

/// Names of the scopes, and edges: results of three images leave, one of them the first.
#[cfg(feature = "rtl")]
fn check_vcd(text: &str) {
    let (head, changes) = text.split_once("$enddefinitions").expect("a head");
    for scope in ["apical", "control", "encoder", "queue", "winner_of_output", "bus", "headers"] {
        assert!(head.contains(&format!(" module {scope} ")), "no scope {scope}");
    }
    let line =
        head.lines().find(|line| line.split_whitespace().nth(4) == Some("result_valid")).expect("a port");
    let code = line.split_whitespace().nth(3).unwrap();
    let rises = changes.lines().filter(|line| line.strip_prefix('1') == Some(code)).count();
    assert_eq!(rises, 3, "three results");
}

#[cfg(feature = "rtl")]
#[test]
fn what_the_rtl_has_no_answer_for_is_refused() {
    if !verilator() {
        return;
    }
    let sandbox = sandbox();
    for (arguments, expected) in [
        (
            &["--trace", "t.json"][..],
            "--trace: with --backend rtl the name of t.json must end in .vcd or .fst",
        ),
        (&["--plot", "figures"][..], "--plot: not with --backend rtl"),
        (&["--preset", "park2019"][..], "dataflow.kind"),
    ] {
        let mut command = sandbox.apical(&["simulate", "--random", "--backend", "rtl"]);
        if arguments[0] == "--preset" {
            command.args(["--limit", "2"]);
        } else {
            command.args(["--data", "set", "--preset", "tiny.toml", "--limit", "2"]);
        }
        command.args(arguments);
        let message = refused(command);
        assert!(message.contains(expected), "{arguments:?}: {message}");
    }
    assert_eq!(sandbox.files(), ["tiny.toml"]);
}
