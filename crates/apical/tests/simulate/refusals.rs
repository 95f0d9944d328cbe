//! What is refused.

use super::{json, refuses, small};
use crate::common::{Sandbox, refused, succeeded};

#[test]
fn operating_points_out_of_range() {
    let sandbox = Sandbox::new();
    let range = "is out of range: 0.7 V to 1.2 V";
    for (arguments, expected) in [
        (vec!["--voltage", "0.5"], vec!["supply: 0.5 V", range]),
        (vec!["--voltage", "1.21"], vec!["supply: 1.21 V", range]),
        (vec!["--voltage", "nan"], vec!["supply: NaN V", range]),
        (vec!["--frequency", "21"], vec!["frequency: 21.000 MHz", "at most 20.000 MHz at 0.8 V"]),
        (vec!["--voltage", "0.7", "--frequency", "20"], vec!["frequency: 20.000 MHz", "at 0.7 V"]),
        (vec!["--frequency", "0"], vec!["--frequency: 0 MHz", "at least 0.000001 MHz"]),
        (vec!["--frequency", "fast"], vec!["--frequency", "fast"]),
    ] {
        refuses(&sandbox, small(&sandbox, &arguments), &expected);
    }
}

#[test]
fn networks_and_images_that_do_not_fit() {
    let sandbox = Sandbox::new();
    refuses(
        &sandbox,
        sandbox.apical(&["simulate", "--random", "--data", "set"]),
        &["8 x 8 pixels", "preset apical", "784 values"],
    );
    // A column of labels counts without a model too.
    std::fs::write(sandbox.path("rows.csv"), "a,b,label\n1,2,u\n3,4,v\n5,6,u\n7,8,v\n").unwrap();
    refuses(
        &sandbox,
        sandbox.apical(&["simulate", "--random", "--data", "rows.csv", "--label-column", "kind"]),
        &["rows.csv", "no column \"kind\"", "a, b, label"],
    );
    succeeded(sandbox.train(&["--epochs", "1", "--out", "m.safetensors"]));
    let ten =
        ["train", "--data", "set", "--layers", "64,24,16,10", "--front-end", "threshold", "--epochs", "1"];
    succeeded(sandbox.apical(&[&ten[..], &["--out", "ten"]].concat()));
    // Another size than the model's.
    refuses(
        &sandbox,
        sandbox.apical(&["simulate", "ten", "--data", "builtin"]),
        &["builtin", "28 x 28", "8 x 8"],
    );
    // Classes that it does not have.
    refuses(
        &sandbox,
        sandbox.apical(&["simulate", "m.safetensors", "--data", "builtin"]),
        &["builtin has images of classes that are not known: \"4\"", "Known are \"0\", \"1\", \"2\", \"3\""],
    );
    // The model is smaller than the preset, which is fine, but not larger.
    let report = json(sandbox.apical(&["simulate", "m.safetensors", "--limit", "5"]));
    assert_eq!(report["images"], 5);
    for (layers, out) in [("--layers=64,201,4", "--out=two"), ("--layers=64,201,9,4", "--out=wide")] {
        let front_end = "--front-end=threshold";
        succeeded(sandbox.apical(&["train", "--data", "set", layers, front_end, "--epochs=1", out]));
    }
    for (model, expected) in [
        ("two", "the network has 2 layers of neurons, the processor 3"),
        ("wide", "layer 1: the network has 201 neurons, the processor holds 200"),
    ] {
        let fits = format!("{model} does not fit preset apical");
        refuses(&sandbox, sandbox.apical(&["simulate", model]), &[&fits, expected]);
    }
}

#[test]
fn flags_that_contradict_each_other() {
    let sandbox = Sandbox::new();
    for (arguments, expected) in [
        (vec!["simulate"], "<MODEL>"),
        (vec!["simulate", "m", "--random"], "cannot be used with"),
        (vec!["simulate", "--random", "--epochs", "2"], "--learn"),
        (vec!["preset", "show", "apical", "--toml", "--json"], "cannot be used with"),
        (vec!["preset", "show", "apical", "--toml", "--set", "clock=1MHz"], "cannot be used with"),
        (vec!["preset", "show", "65nm", "--set", "clock=1MHz"], "65nm is a technology"),
    ] {
        let message = refused(sandbox.apical(&arguments));
        assert!(message.contains(expected), "{arguments:?}: {message}");
    }
}

#[test]
fn a_clock_that_stands_still_is_refused() {
    let sandbox = Sandbox::new();
    let message = refused(sandbox.apical(&["simulate", "--random", "--limit", "1", "--frequency", "1e-20"]));
    assert!(message.contains("--frequency: ") && message.contains("at least 0.000001 MHz"), "{message}");
}
