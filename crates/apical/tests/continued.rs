//! Runs that begin with another model's network, end early, or weigh classes.

use std::fs;

use apical_core::run::Run;
use apical_core::snapshot::Snapshot;
use serde_json::Value;

use crate::common::{Sandbox, refused, succeeded};
use crate::own_data::write_pictures;

fn json(text: &str) -> Value {
    serde_json::from_str(text.lines().last().unwrap_or_default()).unwrap()
}

/// Rows of three features, of which one tells the class: `a` is low, `b` is high.
fn rows(classes: &str, count: usize, shift: f64) -> String {
    let mut text = "width,height,depth,kind\n".to_owned();
    for index in 0..count {
        let kind = classes.chars().nth(index % classes.len()).unwrap();
        let width = if kind == 'a' { 1.0 } else { 5.0 } + (index * 7 % 13) as f64 / 10.0 + shift;
        text += &format!("{width},{},{},{kind}\n", index * 31 % 17, index * 11 % 23);
    }
    text
}

fn accuracy(sandbox: &Sandbox, model: &str, data: &str) -> f64 {
    json(&succeeded(sandbox.apical(&["eval", model, "--data", data, "--part", "all", "--json"])))["accuracy"]
        .as_f64()
        .unwrap()
}

fn again(sandbox: &Sandbox, model: &str) {
    fs::write(sandbox.path("run.toml"), succeeded(sandbox.apical(&["info", model, "--config"]))).unwrap();
    succeeded(sandbox.apical(&["train", "--config", "run.toml", "--out", "again"]));
    assert!(sandbox.read("again") == sandbox.read(model), "{model} does not come out again");
}

#[test]
fn a_model_goes_on_with_other_data_and_more_classes() {
    let sandbox = Sandbox::new();
    write_pictures(&sandbox, "two", &[0, 2], 0..36);
    // What is new, `line`, comes between those that are known.
    write_pictures(&sandbox, "three", &[0, 1, 2], 20..56);
    let train = ["train", "--data", "two", "--image-size", "20x20", "--epochs", "10", "--out", "m"];
    succeeded(sandbox.apical(&train));
    let output = sandbox
        .apical(&["train", "--from", "m", "--data", "three", "--epochs", "20", "--seed", "5", "--out", "n"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    assert!(said.contains("from: m, which knows 2 classes; line is new"), "{said}");
    let [before, info] = ["m", "n"].map(|name| json(&succeeded(sandbox.apical(&["info", name, "--json"]))));
    assert_eq!(info["classes"], serde_json::json!(["box", "slope", "line"]));
    assert_eq!(info["front_end"], before["front_end"]);
    assert_eq!(info["learning_rate"], "1.5:0.30078125", "a quarter of the usual one");
    assert!(accuracy(&sandbox, "n", "three") > 0.9);
    assert!(accuracy(&sandbox, "n", "two") > 0.9);
    again(&sandbox, "n");

    // Prepared as the model's own pictures were.
    let [m, n] = ["m", "n"].map(|name| Run::resume(Snapshot::load(sandbox.path(name)).unwrap()).0);
    assert_eq!(m.source().prepare, n.source().prepare);
    assert_eq!(n.origin().map(|origin| origin.model.as_str()), Some("m"));

    // It can be gone on with as any other, and another model under that name is noticed.
    succeeded(sandbox.apical(&["train", "--resume", "n", "--epochs", "22", "--out", "n"]));
    again(&sandbox, "n");
    succeeded(sandbox.apical(&[&train[..], &["--seed", "2"]].concat()));
    let message = refused(sandbox.apical(&["train", "--config", "run.toml", "--out", "again"]));
    assert!(message.contains("m is another model now") && message.contains("digest"), "{message}");
}

/// The scale is the model's: the same measurements are the same values, whatever the others are.
#[test]
fn numbers_are_scaled_as_those_that_a_model_knows() {
    let sandbox = Sandbox::new();
    fs::write(sandbox.path("near.csv"), rows("ab", 120, 0.0)).unwrap();
    fs::write(sandbox.path("far.csv"), rows("ba", 120, 40.0)).unwrap();
    succeeded(sandbox.apical(&["train", "--data", "near.csv", "--epochs", "10", "--out", "m"]));
    let output = sandbox
        .apical(&["train", "--from", "m", "--data", "far.csv", "--epochs", "1", "--out", "n"])
        .output();
    let said = String::from_utf8_lossy(&output.unwrap().stderr).into_owned();
    assert!(
        said.contains("are outside the range of those that were learned") && said.contains("none is new"),
        "{said}"
    );
    let [m, n] = ["m", "n"].map(|name| Run::resume(Snapshot::load(sandbox.path(name)).unwrap()).0);
    assert_eq!(m.source().input, n.source().input);
}

#[test]
fn what_does_not_fit_a_model_is_refused() {
    let sandbox = Sandbox::new();
    succeeded(sandbox.train(&["--epochs", "1", "--out", "m"]));
    for (flags, expected) in [
        (&["--from", "m"][..], "name them with --data"),
        (&["--from", "m", "--data", "set", "--format", "w8g8"], "must be equal"),
        (&["--from", "m", "--data", "set", "--layers", "64,24,17,4"], "must be equal"),
        (&["--from", "m", "--data", "builtin"], "64"),
        (&["--from", "none", "--data", "set"], "none"),
        (&["--from", "m", "--resume", "m"], "cannot be used with"),
    ] {
        let message = refused(sandbox.apical(&[&["train", "--out", "n"][..], flags].concat()));
        assert!(message.contains(expected), "{flags:?}: {message}");
    }
    assert!(!sandbox.path("n").exists());
}

#[test]
fn a_run_that_brings_nothing_better_ends_and_keeps_the_best() {
    let sandbox = Sandbox::new();
    let flags = ["--epochs", "60", "--early-stop", "2", "--learning-rate", "20:20", "--out", "m"];
    let text = succeeded(sandbox.train(&flags));
    assert!(text.contains("held-out training images"), "{text}");
    let (run, _) = Run::resume(Snapshot::load(sandbox.path("m")).unwrap());
    let best = run.position().epoch;
    assert!(run.source().validation && best < 58, "{best}");
    assert!(
        text.contains(&format!("kept           the network after epoch {best} of {}", best + 2)),
        "{text}"
    );
    again(&sandbox, "m");
    // What held-out images decide says nothing of them: the test images are another matter.
    let found = json(&succeeded(sandbox.apical(&["eval", "m", "--json"])));
    assert_eq!(found["images"], crate::common::TEST);

    succeeded(sandbox.train(&["--epochs", "2", "--out", "n"]));
    let message = refused(sandbox.apical(&["train", "--resume", "n", "--epochs", "9", "--early-stop", "2"]));
    assert!(message.contains("early_stop") && message.contains("may not decide"), "{message}");
}

#[test]
fn rare_classes_are_shown_as_often_as_others() {
    let sandbox = Sandbox::new();
    // One `b` for eleven of `a`.
    fs::write(sandbox.path("rare.csv"), rows("aaaaabaaaaaa", 240, 0.0)).unwrap();
    let train = ["train", "--data", "rare.csv", "--epochs", "3"];
    succeeded(sandbox.apical(&[&train[..], &["--out", "plain"]].concat()));
    succeeded(sandbox.apical(&[&train[..], &["--class-weight", "balanced", "--out", "even"]].concat()));
    let learned = |name: &str| Snapshot::load(sandbox.path(name)).unwrap().run.history[0].learned;
    // 37 or so and 3 of them are held out.
    assert_eq!((learned("plain"), learned("even")), (200, 2 * 183));
    let config = succeeded(sandbox.apical(&["info", "even", "--config"]));
    assert!(config.contains("class_weight = \"balanced\""), "{config}");
    again(&sandbox, "even");
    again(&sandbox, "plain");
    let message = refused(sandbox.apical(&[&train[..], &["--class-weight", "even"]].concat()));
    assert!(message.contains("none nor balanced"), "{message}");
}
