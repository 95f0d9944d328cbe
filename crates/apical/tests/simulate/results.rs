//! The figures of a result, and that they agree.

use serde_json::Value;

use super::{json, number, refuses, small, sum};
use crate::common::{Sandbox, succeeded};

/// Six significant digits, which no rounding of the last bit changes.
fn rounded(value: &Value) -> Value {
    match value {
        Value::Number(number) if number.is_f64() => {
            let rounded: f64 = format!("{:.5e}", number.as_f64().unwrap()).parse().unwrap();
            rounded.into()
        }
        Value::Array(values) => values.iter().map(rounded).collect(),
        Value::Object(entries) => entries.iter().map(|(key, value)| (key.clone(), rounded(value))).collect(),
        other => other.clone(),
    }
}

#[test]
fn golden_results_of_a_small_run() {
    let sandbox = Sandbox::new();
    for (name, arguments) in [
        ("inference", &[][..]),
        ("learning", &["--learn", "--epochs", "2"][..]),
        ("learning_park2019", &["--learn", "--preset", "park2019"][..]),
    ] {
        let report = rounded(&json(small(&sandbox, arguments)));
        insta::assert_snapshot!(name, serde_json::to_string_pretty(&report).unwrap());
    }
}

#[test]
fn figures_of_a_result_agree_with_each_other() {
    let sandbox = Sandbox::new();
    for arguments in [
        &[][..],
        &["--learn"],
        &["--preset", "park2019"],
        &["--preset", "retina"],
        &["--preset", "retina", "--learn"],
        &["--voltage", "1.1"],
    ] {
        let report = json(small(&sandbox, arguments));
        let near = |a: f64, b: f64| assert!((a - b).abs() <= 1e-9 * b.abs(), "{a} and {b}: {report}");
        let energy = number(&report, "energy_nj_per_image");
        near(sum(&report["energy_nj_breakdown"]), energy);
        near(sum(&report["energy_nj_causes"]), energy);
        near(sum(&report["area_mm2_breakdown"]), number(&report, "area_mm2"));
        let [low, high] = [0, 1].map(|index| report["energy_nj_bounds"][index].as_f64().unwrap());
        assert!(low < energy && energy < high, "{report}");
        let rate = number(&report, "images_per_second");
        near(rate * number(&report, "cycles_per_image"), 1e6 * number(&report, "clock_mhz"));
        // Power is over the whole run, with the slots in which the pipeline fills and empties.
        let states = ["forward", "handoff", "broadcast", "update"];
        let cycles: f64 =
            states.iter().map(|state| report["counters"][format!("{state}_cycles")].as_f64().unwrap()).sum();
        let time_us = cycles / number(&report, "clock_mhz");
        near(number(&report, "power_mw"), energy * number(&report, "images") / time_us);
        assert!(number(&report, "memory_access_energy_nj") < energy);
        assert!((0.0..=1.0).contains(&number(&report, "accuracy")));
        assert_eq!(report["update_rate"].is_null(), !arguments.contains(&"--learn"));
        for layer in report["layers"].as_array().unwrap() {
            near(sum(layer) - number(layer, "bank_conflicts"), 1.0);
        }
    }
}

#[test]
fn the_text_has_the_same_figures() {
    let sandbox = Sandbox::new();
    let report = json(small(&sandbox, &["--learn"]));
    let text = succeeded(small(&sandbox, &["--learn"]));
    for expected in [
        format!("{:.2} nJ an image calibrated", number(&report, "energy_nj_per_image")),
        format!("{:.2} mW calibrated", number(&report, "power_mw")),
        format!("{:.1} an image", number(&report, "cycles_per_image")),
        format!("{:.2} mm²", number(&report, "area_mm2")),
        format!("{:.2} %", 100.0 * number(&report, "accuracy")),
        format!("{:.2} % of the images", 100.0 * number(&report, "update_rate")),
        "12 training images of builtin learned".to_owned(),
        "modelled".to_owned(),
        "Not counted".to_owned(),
    ] {
        assert!(text.contains(&expected), "{expected:?} is missing in:\n{text}");
    }
    assert!(text.lines().all(|line| line.chars().count() <= 120), "{text}");
}

/// Raw values go in; classes are those of the software, and whoever has no such front end says who has.
#[test]
fn a_model_that_sees_through_a_retina_is_simulated_whole() {
    let sandbox = Sandbox::new();
    let train = |front_end: &str, out: &str| {
        let mut command = sandbox.apical(&["train", "--data", "builtin", "--epochs=1", "--limit=400"]);
        command.args(["--front-end", front_end, "--out", out]);
        succeeded(command);
    };
    train("retina", "retina.safetensors");
    let simulate = ["simulate", "retina.safetensors", "--preset", "retina"];
    let few = |arguments: &[&str]| {
        let mut command = sandbox.apical(arguments);
        command.args(["--limit", "150"]);
        command
    };
    let report = json(few(&simulate));
    let evaluated = json(few(&["eval", "retina.safetensors"]));
    assert_eq!(report["accuracy"], evaluated["accuracy"], "{evaluated}");
    assert_eq!((&report["preset"], &report["spec_version"]), (&"retina".into(), &2.into()));
    let (images, counters) = (report["images"].as_u64().unwrap(), &report["counters"]);
    let counted = |name: &str| counters[name].as_u64().unwrap();
    assert_eq!((counted("values"), counted("positions")), (784 * images, 784 * images));
    assert_eq!((counted("band_steps"), counted("pixels")), (31 * images, 1176 * images));
    assert!(number(&report["energy_nj_breakdown"], "front end") > 0.0);
    assert!(number(&report["area_mm2_breakdown"], "front end") > 0.0);
    assert!(succeeded(few(&simulate)).contains("\nfront end "));

    let with = |arguments: &[&str]| {
        let mut command = sandbox.apical(&simulate);
        command.args(["--limit", "3", "--learn"]).args(arguments);
        succeeded(command);
    };
    with(&["--trace", "t.vcd", "--ledger", "l.csv"]);
    with(&["--trace", "t.json"]);
    let text = |name: &str| String::from_utf8(sandbox.read(name)).unwrap();
    assert!(text("t.vcd").contains("$scope module front_end $end"));
    assert!(text("t.json").contains("\"name\":\"front end\"") && text("t.json").contains("take and filter"));
    assert!(text("l.csv").lines().any(|line| line.starts_with("front end,") && line.contains("active_rows")));

    // The model's front end chooses the preset, unless one is named.
    let chosen = few(&["simulate", "retina.safetensors"]);
    let text = succeeded(chosen);
    assert!(
        text.contains("\npreset    retina, for the front end of the model and as large as it needs; --preset names another\n"),
        "{text}"
    );
    assert_eq!(json(few(&["simulate", "retina.safetensors"])), report);
    assert!(!succeeded(few(&simulate)).contains("\npreset "));

    refuses(
        &sandbox,
        sandbox.apical(&["simulate", "retina.safetensors", "--preset", "apical"]),
        &[
            "retina.safetensors does not fit preset apical",
            "the network has a retina, the processor none",
            "retina can hold it",
        ],
    );
    train("thermometer:2", "levels.safetensors");
    refuses(
        &sandbox,
        sandbox.apical(&["simulate", "levels.safetensors", "--preset", "retina"]),
        &[
            "levels.safetensors does not fit preset retina",
            "the network has levels: 2, the processor 0",
            "none of the presets does",
        ],
    );
}
