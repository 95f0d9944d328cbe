//! `apical train`: its result, its files, and runs that are cut and taken up again.

use std::collections::BTreeSet;
use std::fs;

use crate::common::{Sandbox, refused, shown, succeeded};
use serde_json::Value;

/// The keys of `train --json` that other programs rely on.
const KEYS: [&str; 18] = [
    "format_version",
    "data",
    "data_hash",
    "spec_version",
    "layers",
    "format",
    "epochs",
    "seed",
    "test_accuracy",
    "test_accuracy_last5",
    "train_error",
    "update_rate_last",
    "update_rate_mean",
    "spikes_per_image",
    "train_images_per_second",
    "train_seconds",
    "threads",
    "kernel",
];

fn last_line(stdout: &str) -> Value {
    serde_json::from_str(stdout.lines().last().unwrap()).unwrap()
}

#[test]
fn the_built_in_digits_give_a_model_and_a_picture_of_the_worst_mistakes() {
    let sandbox = Sandbox::new();
    let text = succeeded(sandbox.apical(&["train", "--epochs", "1", "--out", "m.safetensors"]));
    assert_eq!(sandbox.files(), ["m-mistakes.png", "m.safetensors"]);
    assert!(text.contains("m-mistakes.png (the worst 40 of "), "{text}");
    assert!(sandbox.read("m-mistakes.png").starts_with(b"\x89PNG\r\n\x1a\n"));
    for next in ["eval m.safetensors", "classify m.safetensors", "export m.safetensors"] {
        assert!(text.contains(next), "{text}");
    }
}

#[test]
fn the_last_line_of_json_has_exactly_the_keys_of_the_contract() {
    let sandbox = Sandbox::new();
    let stdout = succeeded(sandbox.train(&["--epochs", "6", "--seed", "3", "--json"]));
    let result = last_line(&stdout);
    let found: BTreeSet<&str> = result.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(found, BTreeSet::from(KEYS));
    assert_eq!(result["format_version"], 1);
    assert_eq!(result["spec_version"], apical_core::SPECIFICATION_VERSION);
    assert_eq!(result["layers"], serde_json::json!([64, 24, 16, 4]));
    assert_eq!(
        (&result["format"], &result["epochs"], &result["seed"]),
        (&"w4g8".into(), &6.into(), &3.into())
    );
    assert_eq!(result["data_hash"].as_str().unwrap().len(), 64);
    for share in
        ["test_accuracy", "test_accuracy_last5", "train_error", "update_rate_last", "update_rate_mean"]
    {
        let value = result[share].as_f64().unwrap();
        assert!((0.0..=1.0).contains(&value), "{share} is {value}");
    }
    let spikes = result["spikes_per_image"].as_array().unwrap();
    assert_eq!(spikes.len(), 4);
    assert_eq!(spikes[3], 1.0, "the output spikes once an image");
    assert!(result["train_images_per_second"].as_f64().unwrap() > 0.0);
    assert!(result["train_seconds"].as_f64().unwrap() > 0.0);
    assert_eq!(result["threads"], 1);
}

#[test]
fn it_learns_and_leaves_a_model_that_the_other_commands_take() {
    let sandbox = Sandbox::new();
    let output = sandbox.train(&["--epochs", "20"]).output().unwrap();
    assert!(output.status.success(), "{}", shown(&output));
    let stdout = String::from_utf8(output.stdout).unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    for part in ["test accuracy", "apical-model.safetensors", "apical eval", "apical export"] {
        assert!(stdout.contains(part), "{part} is missing:\n{stdout}");
    }
    assert_eq!(stderr.lines().count(), 23, "data, front end, a heading and a line for each epoch:\n{stderr}");
    assert!(stderr.contains("20/20"), "{stderr}");
    let eval = last_line(&succeeded(sandbox.apical(&["eval", "apical-model.safetensors", "--json"])));
    let accuracy = eval["accuracy"].as_f64().unwrap();
    assert!(accuracy > 0.7, "accuracy {accuracy}");
    let info = last_line(&succeeded(sandbox.apical(&["info", "apical-model.safetensors", "--json"])));
    assert_eq!(info["test_accuracy"], eval["accuracy"]);
    assert_eq!(info["epochs"], 20);
}

#[test]
fn a_run_repeats_from_the_configuration_in_its_model() {
    let sandbox = Sandbox::new();
    succeeded(
        sandbox.train(&["--epochs", "3", "--seed", "9", "--shift", "1", "--format", "w6g8", "--out", "a"]),
    );
    let config = succeeded(sandbox.apical(&["info", "a", "--config"]));
    assert!(config.contains("seed = 9") && config.contains("format = \"w6g8\""), "{config}");
    fs::write(sandbox.path("run.toml"), config).unwrap();
    succeeded(sandbox.apical(&["train", "--config", "run.toml", "--out", "b"]));
    assert!(sandbox.read("a") == sandbox.read("b"), "the models differ");
}

#[test]
fn flags_come_before_the_configuration_file() {
    let sandbox = Sandbox::new();
    fs::write(
        sandbox.path("run.toml"),
        "data = \"set\"\nlayers = [64, 8, 4]\nepochs = 2\nseed = 7\nwindow = 12\nmargin_bits = 3\nout = \"m\"\n",
    )
    .unwrap();
    let result =
        last_line(&succeeded(sandbox.apical(&["train", "--config", "run.toml", "--epochs", "1", "--json"])));
    assert_eq!((&result["epochs"], &result["seed"]), (&1.into(), &7.into()));
    let config = succeeded(sandbox.apical(&["info", "m", "--config"]));
    assert!(config.contains("window = [12]") && config.contains("margin_bits = 3"), "{config}");
}

#[test]
fn a_run_in_parts_is_the_run_in_one() {
    let sandbox = Sandbox::new();
    let whole = ["--epochs", "7", "--seed", "4", "--shift", "1", "--out", "whole"];
    succeeded(sandbox.train(&whole));
    let first = ["--epochs", "7", "--seed", "4", "--shift", "1", "--stop-after", "3", "--out", "parts"];
    succeeded(sandbox.train(&first));
    assert!(sandbox.read("whole") != sandbox.read("parts"));
    succeeded(sandbox.apical(&["train", "--resume", "parts", "--stop-after", "5", "--out", "parts"]));
    let result = succeeded(sandbox.apical(&["train", "--resume", "parts", "--out", "parts", "--json"]));
    assert_eq!(last_line(&result)["epochs"], 7);
    assert!(sandbox.read("whole") == sandbox.read("parts"), "the models differ");
}

#[test]
fn a_finished_run_can_be_extended() {
    let sandbox = Sandbox::new();
    succeeded(sandbox.train(&["--epochs", "2", "--out", "m"]));
    let message = refused(sandbox.apical(&["train", "--resume", "m", "--out", "m"]));
    assert!(message.contains("2 of 2 epochs") && message.contains("--epochs"), "{message}");
    let result = last_line(&succeeded(
        sandbox.apical(&["train", "--resume", "m", "--epochs", "4", "--out", "m", "--json"]),
    ));
    assert_eq!(result["epochs"], 4);
}

#[test]
fn checkpoints_come_when_they_are_due_and_lead_to_the_same_end() {
    let sandbox = Sandbox::new();
    succeeded(sandbox.train(&["--epochs", "5", "--checkpoint-every", "2", "--out", "m.safetensors"]));
    assert!(sandbox.files().contains(&"m.checkpoint.safetensors".to_owned()), "{:?}", sandbox.files());
    let info = last_line(&succeeded(sandbox.apical(&["info", "m.checkpoint.safetensors", "--json"])));
    assert_eq!((&info["epochs"], &info["run_epochs"]), (&4.into(), &5.into()));
    succeeded(sandbox.apical(&["train", "--resume", "m.checkpoint.safetensors", "--out", "resumed"]));
    assert!(sandbox.read("m.safetensors") == sandbox.read("resumed"), "the models differ");
}

#[test]
fn what_contradicts_a_checkpoint_is_refused() {
    let sandbox = Sandbox::new();
    succeeded(sandbox.train(&["--epochs", "4", "--stop-after", "1", "--out", "m"]));
    let before = sandbox.read("m");
    for (flags, expected) in [
        (vec!["--seed", "2"], "seed: 2 contradicts the checkpoint, which has 1"),
        (vec!["--format", "w6g8"], "format: w6g8 contradicts the checkpoint, which has w4g8"),
        (vec!["--order", "sequential"], "order: sequential contradicts the checkpoint, which has pipelined"),
        (vec!["--layers", "64,9,4"], "layers: 64,9,4 contradicts the checkpoint, which has 64,24,16,4"),
        (vec!["--learning-rate", "2:1"], "learning_rate: 2:1 contradicts the checkpoint, which has 10:"),
        (vec!["--shift", "1"], "shift: 1 contradicts the checkpoint, which has 0"),
        (vec!["--epochs", "3"], "epochs: 3 contradicts the checkpoint"),
        (vec!["--stop-after", "1"], "--stop-after 1: m has 1 epochs already"),
    ] {
        let mut command = sandbox.apical(&["train", "--resume", "m", "--out", "m"]);
        command.args(&flags);
        let message = refused(command);
        assert!(message.contains(expected), "{flags:?}: {message}");
    }
    assert!(sandbox.read("m") == before, "the model was touched");
    // What agrees may be said again.
    succeeded(sandbox.apical(&["train", "--resume", "m", "--seed", "1", "--epochs", "4", "--out", "n"]));
}

#[test]
fn other_data_are_refused_with_both_hashes() {
    let sandbox = Sandbox::new();
    succeeded(sandbox.train(&["--epochs", "4", "--stop-after", "1", "--out", "m"]));
    crate::common::write_set(&sandbox.path("other"), crate::common::TRAIN - 4, crate::common::TEST);
    let info = last_line(&succeeded(sandbox.apical(&["info", "m", "--json"])));
    let other = last_line(&succeeded(sandbox.apical(&["data", "info", "--data", "other", "--json"])));
    let message = refused(sandbox.apical(&["train", "--resume", "m", "--data", "other", "--out", "n"]));
    assert!(message.contains(info["data_hash"].as_str().unwrap()), "{message}");
    assert!(message.contains(other["train"]["data_hash"].as_str().unwrap()), "{message}");
    // Fewer training images are other data too.
    let message = refused(sandbox.apical(&["train", "--resume", "m", "--limit", "100", "--out", "n"]));
    assert!(message.contains("SHA-256"), "{message}");
}

#[test]
fn the_same_data_elsewhere_are_the_same_data() {
    let sandbox = Sandbox::new();
    succeeded(sandbox.train(&["--epochs", "3", "--out", "whole"]));
    succeeded(sandbox.train(&["--epochs", "3", "--stop-after", "1", "--out", "m"]));
    fs::rename(sandbox.path("set"), sandbox.path("moved")).unwrap();
    succeeded(sandbox.apical(&["train", "--resume", "m", "--data", "moved", "--out", "m"]));
    assert!(sandbox.read("whole") == sandbox.read("m"), "the models differ");
}

#[test]
fn kernels_make_the_same_model() {
    let sandbox = Sandbox::new();
    let info = last_line(&succeeded(sandbox.apical(&["info", "--json"])));
    succeeded(sandbox.train(&["--epochs", "2", "--kernel", "portable", "--out", "portable"]));
    for kernel in info["kernels"].as_array().unwrap() {
        succeeded(sandbox.train(&["--epochs", "2", "--kernel", kernel.as_str().unwrap(), "--out", "m"]));
        assert!(sandbox.read("portable") == sandbox.read("m"), "{kernel} differs");
    }
}

#[test]
fn the_limit_limits() {
    let sandbox = Sandbox::new();
    let all = last_line(&succeeded(sandbox.train(&["--epochs", "1", "--json"])));
    let some = last_line(&succeeded(sandbox.train(&["--epochs", "1", "--limit", "40", "--json"])));
    assert_ne!(all["data_hash"], some["data_hash"]);
    let more = last_line(&succeeded(sandbox.train(&["--epochs", "1", "--limit", "4000", "--json"])));
    assert_eq!(all["data_hash"], more["data_hash"]);
}

#[test]
fn quiet_is_quiet_and_curves_are_drawn() {
    let sandbox = Sandbox::new();
    let output = sandbox.train(&["--epochs", "3", "-q", "--plot", "curve.svg"]).output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{}", shown(&output));
    let svg = String::from_utf8(sandbox.read("curve.svg")).unwrap();
    assert!(svg.starts_with("<svg") && svg.contains("test error") && svg.contains("epoch"), "{svg}");
}
