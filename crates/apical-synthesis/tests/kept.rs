//! The kept result of the preset's synthesis (`results/apical.json`, made by `cargo xtask synth --json`) against the cycle
//! model: shares, energies and what learning costs are within 25 % of each other, and what the result says of the model is
//! what the model says today.

use std::path::PathBuf;

use apical_synthesis::model;
use apical_synthesis::stimulus::{EPOCHS, Stimulus};
use serde_json::Value;

/// How far the model may be off.
const TOLERANCE: f64 = 0.25;
/// Images recorded in each part, and those before and after them.
const IMAGES: usize = 32 + 8;

fn kept() -> Value {
    serde_json::from_str(include_str!("../results/apical.json")).unwrap()
}

fn number(value: &Value, path: &[&str]) -> f64 {
    let found = path.iter().fold(value, |value, key| &value[*key]);
    found.as_f64().unwrap_or_else(|| panic!("{path:?} is {found}"))
}

fn total(split: &Value) -> f64 {
    split.as_object().unwrap().values().map(|part| part.as_f64().unwrap()).sum()
}

#[track_caller]
fn close(what: &str, modelled: f64, synthesised: f64) {
    let ratio = modelled / synthesised;
    println!("{what}: modelled {modelled:.4e}, synthesised {synthesised:.4e}: {ratio:.2}");
    assert!((1.0 - TOLERANCE..=1.0 + TOLERANCE).contains(&ratio), "{what}: {ratio:.3}");
}

#[test]
fn shares_of_an_inference_agree() {
    let kept = kept();
    for phase in kept["power"]["phases"].as_array().unwrap() {
        let part = &phase["parts"][0];
        let (synthesised, modelled) = (&part["image"], &part["modelled"]["image"]);
        let name = phase["name"].as_str().unwrap();
        close(&format!("{name}, an inference"), total(modelled), total(synthesised));
        for what in ["memories", "logic", "clock"] {
            let share = |split: &Value| number(split, &[what]) / total(split);
            close(&format!("{name}, share of {what}"), share(modelled), share(synthesised));
        }
    }
}

#[test]
fn learning_costs_as_much_more() {
    let kept = kept();
    for phase in kept["power"]["phases"].as_array().unwrap() {
        let (synthesised, modelled) = (&phase["learning"], &phase["learning_modelled"]);
        let name = phase["name"].as_str().unwrap();
        for what in ["without_update", "update", "update_cycles"] {
            close(&format!("{name}, {what}"), number(modelled, &[what]), number(synthesised, &[what]));
        }
    }
    let power = &kept["power"];
    close("overhead of a training", number(power, &["overhead_modelled"]), number(power, &["overhead"]));
}

#[test]
fn the_model_still_says_so() {
    let Some(folder) = std::env::var_os("APICAL_TEST_MNIST").map(PathBuf::from) else {
        assert!(
            std::env::var("CI").as_deref() != Ok("true"),
            "MNIST is needed: APICAL_TEST_MNIST names no folder"
        );
        eprintln!("SKIPPED: APICAL_TEST_MNIST names no folder");
        return;
    };
    let kept = kept();
    let design = model::design("apical", number(&kept, &["conditions", "supply"])).unwrap();
    let stimulus = Stimulus::new(design.preset().config().unwrap(), Some(folder), IMAGES, EPOCHS).unwrap();
    let phases = kept["power"]["phases"].as_array().unwrap();
    assert_eq!(phases.len(), stimulus.phases.len());
    for (phase, expected) in stimulus.phases.iter().zip(phases) {
        let parts = expected["parts"].as_array().unwrap();
        let modelled = model::phase(&design, phase).unwrap();
        assert_eq!(modelled.len(), parts.len());
        for (found, part) in modelled.iter().zip(parts) {
            assert_eq!(found.cycles, part["modelled"]["cycles"].as_u64().unwrap(), "{}", part["name"]);
            let expected = total(&part["modelled"]["image"]);
            let ratio = found.image.total() / expected;
            assert!((ratio - 1.0).abs() < 1e-9, "{}: {ratio}; make results/apical.json anew", part["name"]);
        }
    }
}
