//! `--front-end`: models that carry it, and what refuses them.

use crate::common::{Sandbox, refused, succeeded};
use serde_json::Value;

fn model_of(sandbox: &Sandbox, front_end: &str, out: &str) {
    let arguments = ["train", "--epochs", "2", "--limit", "600", "--front-end", front_end, "--out", out];
    succeeded(sandbox.apical(&arguments));
}

fn info(sandbox: &Sandbox, model: &str) -> Value {
    serde_json::from_str(&succeeded(sandbox.apical(&["info", model, "--json"]))).unwrap()
}

#[test]
fn a_model_carries_its_front_end_and_its_configuration_makes_it_again() {
    let sandbox = Sandbox::new();
    for (asked, bits, found) in [
        ("retina", 1176, "retina(28x28;kernel=7,angles=6,stride=1,pool=4,input=grey,edge="),
        ("auto", 1176, "retina(28x28;"),
        ("thermometer:3", 2352, "thermometer(784;64,128,192)"),
        ("retina:angles=2,pool=7+levels:1", 784 + 128, "levels(784;128)+retina(28x28;kernel=7,angles=2,"),
        ("inverted+threshold", 784, "inverted+threshold"),
    ] {
        model_of(&sandbox, asked, "m");
        let report = info(&sandbox, "m");
        assert_eq!(report["layers"][0], bits, "{asked}");
        assert!(report["front_end"].as_str().unwrap().starts_with(found), "{asked}: {report}");
        assert_eq!(report["spec_version"], 2);
        let text = succeeded(sandbox.apical(&["info", "m"]));
        assert!(text.contains("front end      "), "{text}");

        std::fs::write(sandbox.path("m.toml"), succeeded(sandbox.apical(&["info", "m", "--config"])))
            .unwrap();
        succeeded(sandbox.apical(&["train", "--config", "m.toml", "--out", "again"]));
        assert!(sandbox.read("m") == sandbox.read("again"), "{asked}: another model");
        assert!(succeeded(sandbox.apical(&["eval", "m"])).contains("accuracy"));
    }
}

#[test]
fn a_resumed_run_is_the_uninterrupted_one() {
    let sandbox = Sandbox::new();
    let common = ["train", "--limit", "500", "--epochs", "3", "--front-end", "retina:angles=3,pool=7"];
    succeeded(sandbox.apical(&[&common[..], &["--out", "whole"]].concat()));
    succeeded(sandbox.apical(&[&common[..], &["--stop-after", "1", "--out", "part"]].concat()));
    succeeded(sandbox.apical(&["train", "--resume", "part", "--out", "resumed"]));
    assert!(sandbox.read("whole") == sandbox.read("resumed"));
    let message = refused(sandbox.apical(&["train", "--resume", "part", "--front-end", "threshold"]));
    assert!(message.contains("front_end"), "{message}");
}

#[test]
fn what_has_no_such_front_end_says_what_would_fit() {
    let sandbox = Sandbox::new();
    model_of(&sandbox, "retina", "m");
    // A machine is what it is; another one has a retina.
    let message = refused(sandbox.apical(&["simulate", "m", "--preset", "apical"]));
    assert!(message.contains("retina can hold it: choose one with --preset"), "{message}");
}

#[test]
fn front_ends_that_are_none_or_do_not_fit_are_named() {
    let sandbox = Sandbox::new();
    for (front_end, expected) in [
        ("retna", "expected auto, threshold, levels:K, thermometer:K, retina"),
        ("levels:0", "expected auto"),
        ("retina:kernel=4", "kernel: 4 is none of 3, 5, 7, 9, 11"),
        ("retina:kernel=11,stride=9", "stride: 9 is out of range: 1 to 8"),
        ("thermometer:64", "50176 input bits are too many: at most 16384"),
        ("levels(783;128)", "it takes 783 values, but the images have 28 x 28 = 784 pixels"),
    ] {
        let message = refused(sandbox.apical(&["train", "--front-end", front_end, "--out", "m"]));
        assert!(message.contains(expected), "{front_end}: {message}");
    }
    let message =
        refused(sandbox.apical(&["train", "--front-end", "retina", "--layers", "700,9,10", "--out", "m"]));
    assert!(message.contains("the first size is 700, but the front end makes 1176 bits"), "{message}");
    assert!(sandbox.files().is_empty(), "{:?}", sandbox.files());
}

/// A picture is ink, whether the network has learned light ink or dark ink.
#[test]
fn pictures_are_classified_alike_by_networks_of_either_ground() {
    let sandbox = Sandbox::new();
    let halves = |invert: bool| {
        let line = |index: usize| {
            let ink = |pixel: usize| {
                (pixel % 10 < 5) == (index.is_multiple_of(2)) && !(pixel + index).is_multiple_of(5)
            };
            let value = |pixel: usize| if ink(pixel) != invert { 255 } else { 0 };
            let values: Vec<String> = (0..100).map(|pixel| value(pixel).to_string()).collect();
            format!("{},{}\n", index % 2, values.join(","))
        };
        (0..120).map(line).collect::<String>()
    };
    let classified = |name: &str, invert: bool| {
        // With test images of their own: which are held out follows from the values.
        let [data, test] = ["train", "test"].map(|part| format!("{name}_{part}.csv"));
        std::fs::write(sandbox.path(&data), halves(invert)).unwrap();
        std::fs::write(sandbox.path(&test), halves(invert)).unwrap();
        let train = ["train", "--data", &data, &test, "--front-end", "levels:2", "--layers", "100,20,2"];
        succeeded(sandbox.apical(&[&train[..], &["--epochs", "2", "--out", name]].concat()));
        if !invert {
            succeeded(sandbox.apical(&[
                "data",
                "show",
                "--data",
                &data,
                "--out",
                "s.png",
                "--per-class",
                "1",
            ]));
        }
        succeeded(sandbox.apical(&["classify", name, "s.png", "--json"]))
    };
    let bright = classified("bright", false);
    assert_eq!(bright, classified("dark", true));
    assert!(succeeded(sandbox.apical(&["info", "dark"])).contains("inverted+levels("));
    assert!(succeeded(sandbox.apical(&["classify", "dark", "s.png", "--show"])).contains("s.png: "));
}

/// Small pictures get levels, larger ones filters; a text that tells of its data's content, and of no front end, is an earlier program's.
#[test]
fn without_a_choice_the_kind_of_data_decides_and_it_is_said() {
    let sandbox = Sandbox::new();
    let said = |arguments: &[&str]| {
        let output = sandbox.apical(arguments).output().unwrap();
        assert!(output.status.success(), "{}", crate::common::shown(&output));
        String::from_utf8(output.stderr).unwrap().lines().nth(1).unwrap_or_default().to_owned()
    };
    let line = said(&["train", "--data", "set", "--epochs", "1", "--out", "small"]);
    assert!(line.starts_with("front end: thermometer:8, 512 bits of 64 values, since "), "{line}");
    assert!(line.contains("small pictures, 8 x 8"), "{line}");
    let line = said(&["train", "--limit", "300", "--epochs", "1", "--out", "large"]);
    assert!(line.starts_with("front end: retina, 1,176 bits of 784 values, since "), "{line}");
    assert!(line.contains("pictures of 28 x 28; --front-end threshold"), "{line}");
    let line =
        said(&["train", "--limit", "300", "--front-end", "levels:3", "--epochs", "1", "--out", "asked"]);
    assert!(line.contains("levels:3, 2,352 bits of 784 values, as asked for"), "{line}");
    // The processor follows the model, whatever its size.
    let report = succeeded(sandbox.apical(&["simulate", "small", "--limit", "5"]));
    assert!(
        report.contains("preset    retina, for the front end of the model and as large as it needs"),
        "{report}"
    );

    succeeded(sandbox.train(&["--epochs", "1", "--out", "earlier"]));
    let text = succeeded(sandbox.apical(&["info", "earlier", "--config"]));
    assert!(text.contains("front_end = \"threshold\"\n"), "{text}");
    let unsaid = text.replace("front_end = \"threshold\"\n", "");
    std::fs::write(sandbox.path("earlier.toml"), unsaid).unwrap();
    succeeded(sandbox.apical(&["train", "--config", "earlier.toml", "--out", "again"]));
    assert!(sandbox.read("earlier") == sandbox.read("again"), "the models differ");
}
