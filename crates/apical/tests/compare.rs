//! `apical compare`: rules beside each other, kept results, and what is refused.

use std::fs;

use crate::common::{LAYERS, Sandbox, refused, shown, succeeded};
use serde_json::Value;

const SMALL: [&str; 8] = ["compare", "--data", "set", "--layers", LAYERS, "--epochs", "2", "--json"];

fn compared(sandbox: &Sandbox, arguments: &[&str]) -> Value {
    let mut command = sandbox.apical(&SMALL);
    command.args(arguments);
    serde_json::from_str(&succeeded(command)).unwrap()
}

/// Results without the seconds that they took.
fn results(value: &Value) -> Vec<Value> {
    let mut runs = value["runs"].as_array().unwrap().clone();
    for run in &mut runs {
        run.as_object_mut().unwrap().remove("seconds");
    }
    runs
}

#[test]
fn rules_are_compared_and_only_what_is_missing_is_run() {
    let sandbox = Sandbox::new();
    let first = compared(&sandbox, &["--seeds", "2", "--rules", "bp,dsf-w4g8"]);
    assert_eq!(first["format_version"], 1);
    assert_eq!(first["rows"].as_array().unwrap().len(), 2);
    assert_eq!(results(&first).len(), 4);
    let stored = || {
        let files = fs::read_dir(sandbox.path("apical-compare")).unwrap();
        let mut files: Vec<_> = files
            .map(|file| {
                let file = file.unwrap();
                (file.file_name(), file.metadata().unwrap().modified().unwrap())
            })
            .collect();
        files.sort();
        files
    };
    let before = stored();
    assert_eq!(before.len(), 5, "four runs and the header");
    let second = compared(&sandbox, &["--seeds", "2", "--rules", "dsf-w4g8,bp"]);
    // Seconds too: nothing was run.
    assert_eq!(first["runs"], second["runs"]);
    assert_eq!(stored(), before);
    // One run that is gone is run again, and gives the same.
    fs::remove_file(sandbox.path("apical-compare").join(&before[0].0)).unwrap();
    assert_eq!(results(&compared(&sandbox, &["--seeds", "2", "--rules", "bp,dsf-w4g8"])), results(&first));
    assert_eq!(stored().iter().filter(|file| before.contains(file)).count(), 4);
    // Another rule adds its own runs.
    compared(&sandbox, &["--seeds", "2", "--rules", "bp,drtp,dsf-w4g8"]);
    assert_eq!(stored().len(), 7);
}

#[test]
fn a_row_holds_what_the_runs_hold() {
    let sandbox = Sandbox::new();
    let result = compared(&sandbox, &["--seeds", "2", "--rules", "dfa", "--set", "dfa.batch=4"]);
    let (row, runs) = (&result["rows"][0], results(&result));
    let accuracy = |run: &Value| run["accuracy"].as_f64().unwrap();
    let mean = runs.iter().map(accuracy).sum::<f64>() / 2.0;
    assert!((row["accuracy"].as_f64().unwrap() - mean).abs() < 1e-12);
    assert_eq!(runs[0]["config"]["settings"]["batch"], 4);
    let energy = &row["energy"];
    let part = |name: &str| energy[name].as_f64().unwrap();
    let sum = part("memory_calibrated") + part("arithmetic") + part("feedback");
    assert!((part("total") - sum).abs() < 1e-9 * sum);
    // Medians over the epochs of both seeds.
    let mut speeds: Vec<f64> = result["runs"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|run| {
            let seconds = run["seconds"].as_array().unwrap();
            assert_eq!(seconds.len(), 2, "one for each epoch");
            let images = run["images"].as_f64().unwrap() / 2.0;
            seconds.iter().map(move |seconds| images / seconds.as_f64().unwrap()).collect::<Vec<_>>()
        })
        .collect();
    speeds.sort_by(f64::total_cmp);
    let speed = row["images_per_second"].as_f64().unwrap();
    assert!(speeds[1] <= speed && speed <= speeds[2], "{speed} {speeds:?}");
    // The error of 4 classes of 32 bits to two hidden layers.
    let images = row["operations"]["images"].as_u64().unwrap();
    assert_eq!(row["operations"]["feedback_bits"].as_u64().unwrap(), images * 4 * 32 * 2);
}

#[test]
fn every_setting_has_a_table_and_plots() {
    let sandbox = Sandbox::new();
    let mut command = sandbox.apical(&["compare", "--data", "set", "--layers", LAYERS, "--epochs", "1"]);
    command.args(["--seeds", "1", "--setting", "all", "--rules", "bp-adam,dsf-w4g8", "--out", "report.html"]);
    let text = succeeded(command);
    for setting in ["epochs", "one-pass", "new-writer", "class-by-class", "faulty-bits", "few-samples"] {
        assert!(text.contains(&format!("({setting})")), "{text}");
    }
    assert!(text.contains("modelled: energy") && text.contains("forgetting"), "{text}");
    assert!(text.contains("dsf-w4g8 learned ") && text.contains(" as bp-adam, the fastest"), "{text}");
    let page = String::from_utf8(sandbox.read("report.html")).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>"));
    assert!(page.contains("images/s") && page.contains("dsf-w4g8 learned "));
    assert_eq!(page.matches("data:image/svg+xml").count(), 6 + 1 + 2 + 1 + 4 + 1);
    for outside in ["src=\"http", "href=", "<script", "@import"] {
        assert!(!page.contains(outside), "{outside}: the page is one file");
    }
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let sandbox = Sandbox::new();
    let refuse = |arguments: &[&str]| {
        let mut command = sandbox.apical(&["compare", "--data", "set", "--seeds", "1"]);
        command.args(arguments);
        refused(command)
    };
    for (arguments, expected) in [
        (&["--rules", "dfaa"][..], "did you mean dfa?"),
        (&["--rules", "backprop"], "there are: bp, bp-adam"),
        (&["--setting", "one-pas"], "did you mean one-pass?"),
        (&["--rules", "dfa", "--layers", "64,4"], "rule dfa cannot take them: without a hidden layer"),
        (&["--rules", "dsf-w4g8", "--layers", "64,9999,4"], "9999"),
        (&["--rules", "bp", "--layers", "65,8,4"], "number of pixels, 64"),
        (&["--rules", "bp", "--layers", "64,8,3"], "number of classes, 4"),
        (&["--rules", "bp", "--set", "bp.batch=0"], "1 to 10000"),
        (&["--rules", "bp", "--set", "dfa.batch=2"], "dfa is not among the rules"),
        (&["--rules", "bp", "--out", "none/report.html"], "none"),
        (&["--rules", "bp", "--epochs", "0"], "1..=10000"),
    ] {
        let message = refuse(arguments);
        assert!(message.contains(expected), "{arguments:?}: {message}");
    }
    fs::create_dir(sandbox.path("old")).unwrap();
    fs::write(sandbox.path("old/store.json"), r#"{"store_version":99,"baselines_version":1}"#).unwrap();
    let message = refuse(&["--rules", "bp", "--store", "old"]);
    assert!(message.contains("store_version is 99") && message.contains("old"), "{message}");
    assert!(!sandbox.path("apical-compare").exists(), "nothing was begun: {:?}", sandbox.files());
}

#[test]
fn validation_holds_images_out_of_training() {
    let sandbox = Sandbox::new();
    let plain = compared(&sandbox, &["--rules", "bp", "--seeds", "1"]);
    let held = compared(&sandbox, &["--rules", "bp", "--seeds", "1", "--validation"]);
    let data = |result: &Value| result["runs"][0]["config"]["data"].clone();
    assert_ne!(data(&plain)["test"], data(&held)["test"]);
    assert_eq!(plain["runs"][0]["images"], 2 * crate::common::TRAIN);
    // Of each of the four classes a sixth, rounded.
    let kept = crate::common::TRAIN - 4 * ((crate::common::TRAIN / 4 + 3) / 6);
    assert_eq!(held["runs"][0]["images"], 2 * kept);
    let output =
        sandbox.apical(&["compare", "--validation", "--data", "set", "--limit", "5"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", shown(&output));
}
