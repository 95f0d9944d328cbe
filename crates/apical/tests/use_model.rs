//! What is done with a model: `eval`, `classify`, `info`, `bench`, and the pictures of datasets.

use std::collections::BTreeSet;

use crate::common::{CLASSES, SIDE, Sandbox, TEST, TRAIN, image, label, succeeded, write_bmp};
use serde_json::Value;

fn trained() -> Sandbox {
    let sandbox = Sandbox::new();
    succeeded(sandbox.train(&["--epochs", "20", "--out", "m"]));
    sandbox
}

fn json(sandbox: &Sandbox, arguments: &[&str]) -> Value {
    serde_json::from_str(succeeded(sandbox.apical(arguments)).lines().last().unwrap()).unwrap()
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn eval_counts_what_its_confusion_matrix_shows() {
    let sandbox = trained();
    let result = json(&sandbox, &["eval", "m", "--json"]);
    for key in ["format_version", "accuracy", "images_per_second", "threads", "confusion", "classes"] {
        assert!(keys(&result).contains(key), "{key} is missing");
    }
    assert_eq!(result["images"], TEST);
    let count = |truth: usize, predicted: usize| result["confusion"][truth][predicted].as_u64().unwrap();
    let correct: u64 = (0..CLASSES).map(|class| count(class, class)).sum();
    assert_eq!(result["accuracy"].as_f64().unwrap(), correct as f64 / TEST as f64);
    for class in 0..CLASSES {
        let of_class: u64 = (0..CLASSES).map(|predicted| count(class, predicted)).sum();
        assert_eq!(result["classes"][class]["images"], of_class);
        assert_eq!(of_class as usize, TEST / CLASSES);
    }
    assert!(result["images_per_second"].as_f64().unwrap() > 0.0);
}

#[test]
fn eval_has_parts_limits_threads_and_a_picture() {
    let sandbox = trained();
    let result = json(&sandbox, &["eval", "m", "--json", "--part", "train", "--threads", "1"]);
    assert_eq!((&result["images"], &result["threads"]), (&TRAIN.into(), &1.into()));
    let limited = json(&sandbox, &["eval", "m", "--json", "--limit", "7", "--kernel", "portable"]);
    assert_eq!((&limited["images"], &limited["kernel"]), (&7.into(), &"portable".into()));
    let text = succeeded(sandbox.apical(&["eval", "m", "--plot", "confusion.svg"]));
    for part in ["accuracy  ", "images/s", "recall", "precision", "taken for"] {
        assert!(text.contains(part), "{part} is missing:\n{text}");
    }
    let svg = String::from_utf8(sandbox.read("confusion.svg")).unwrap();
    assert!(svg.starts_with("<svg") && svg.contains("taken for"));
}

#[test]
fn threads_do_not_change_the_result() {
    let sandbox = trained();
    let one = json(&sandbox, &["eval", "m", "--json", "--threads", "1"]);
    let many = json(&sandbox, &["eval", "m", "--json", "--threads", "7"]);
    assert_eq!(one["confusion"], many["confusion"]);
}

#[test]
fn classify_tells_class_margin_and_potentials() {
    let sandbox = trained();
    for index in 0..3 {
        // As the dataset has it: light on dark, of the network's size.
        write_bmp(&sandbox.path(&format!("{index}.bmp")), SIDE, SIDE, &image(TRAIN + index));
    }
    let result =
        json(&sandbox, &["classify", "m", "0.bmp", "1.bmp", "2.bmp", "--prepare", "as-is", "--json"]);
    assert_eq!(keys(&result), BTreeSet::from(["format_version", "images", "spec_version"]));
    let eval = json(&sandbox, &["eval", "m", "--json", "--limit", "3"]);
    let mut correct = 0;
    for index in 0..3 {
        let found = &result["images"][index];
        let expected =
            ["file", "blank", "class", "label", "margin", "probability", "unsure", "runner_up", "potentials"];
        assert_eq!(keys(found), BTreeSet::from(expected));
        let potentials: Vec<i64> =
            found["potentials"].as_array().unwrap().iter().map(|value| value.as_i64().unwrap()).collect();
        assert_eq!(potentials.len(), CLASSES);
        let class = found["class"].as_u64().unwrap() as usize;
        let second = found["runner_up"].as_u64().unwrap() as usize;
        assert_eq!(potentials[class], *potentials.iter().max().unwrap());
        assert_eq!(found["margin"].as_i64().unwrap(), potentials[class] - potentials[second]);
        correct += usize::from(class == usize::from(label(TRAIN + index)));
    }
    assert_eq!(eval["accuracy"].as_f64().unwrap(), correct as f64 / 3.0, "classify and eval agree");
    let text = succeeded(sandbox.apical(&["classify", "m", "0.bmp", "--prepare", "as-is", "--show"]));
    assert!(text.starts_with("0.bmp: ") && text.contains("ahead of") && text.contains("OO"), "{text}");
}

#[test]
fn a_blank_picture_is_not_classified() {
    let sandbox = trained();
    write_bmp(&sandbox.path("white.bmp"), 30, 40, &[250; 1200]);
    write_bmp(&sandbox.path("black.bmp"), SIDE, SIDE, &[0; SIDE * SIDE]);
    let result = json(&sandbox, &["classify", "m", "white.bmp", "black.bmp", "--json"]);
    for found in result["images"].as_array().unwrap() {
        assert_eq!((&found["blank"], &found["class"]), (&true.into(), &Value::Null), "{found}");
    }
    let text = succeeded(sandbox.apical(&["classify", "m", "white.bmp"]));
    assert_eq!(text, "white.bmp: blank, there is nothing to classify\n");
}

#[test]
fn info_tells_about_program_and_model() {
    let sandbox = trained();
    let program = json(&sandbox, &["info", "--json"]);
    assert_eq!(program["spec_version"], apical_core::SPECIFICATION_VERSION);
    assert_eq!(program["kernels"][0], "portable");
    assert!(succeeded(sandbox.apical(&["info"])).contains("specification"));
    let text = succeeded(sandbox.apical(&["info", "m"]));
    for part in ["64-24-16-4", "w4g8", "pipelined", "8 x 8 pixels, 4 classes", "20 of 20 epochs", "seed 1"] {
        assert!(text.contains(part), "{part} is missing:\n{text}");
    }
}

#[test]
fn bench_has_the_keys_of_the_contract() {
    let sandbox = Sandbox::new();
    let result = json(&sandbox, &["bench", "--data", "set", "--layers", "64,8,4", "--rounds", "1", "--json"]);
    assert!(result["l2_bytes_per_second"].as_f64().unwrap() > 1e8, "{result}");
    let kernels = result["kernels"].as_array().unwrap();
    assert_eq!(kernels[0]["name"], "portable");
    for kernel in kernels {
        for key in ["inference_images_per_second", "training_images_per_second", "weight_bytes_per_second"] {
            assert!(kernel[key].as_f64().unwrap() > 0.0, "{key} of {kernel}");
        }
    }
}

#[test]
fn data_sets_are_listed_and_shown() {
    let sandbox = Sandbox::new();
    let list = json(&sandbox, &["data", "list", "--data-dir", "nowhere", "--json"]);
    let names: Vec<&str> =
        list["data_sets"].as_array().unwrap().iter().map(|set| set["name"].as_str().unwrap()).collect();
    let known = apical_data::NamedSet::ALL.map(apical_data::NamedSet::name);
    assert_eq!((names[0], &names[1..]), ("builtin", &known[..]));
    assert_eq!(list["data_sets"][1]["available"], false);
    let path =
        succeeded(sandbox.apical(&["data", "show", "--data", "set", "--out", "s.png", "--per-class", "3"]));
    assert_eq!(path, "s.png\n");
    assert!(sandbox.read("s.png").starts_with(b"\x89PNG"));
    let text = succeeded(sandbox.apical(&["data", "info", "--data", "set"]));
    assert!(text.contains("8 x 8 pixels in 4 classes") && text.contains("160"), "{text}");
}
