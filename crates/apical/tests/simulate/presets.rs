//! Presets and technologies: shown, edited, used, and those that are wrong.

use std::fs;

use serde_json::Value;

use super::{json, number, refuses, small, sum};
use crate::common::{Sandbox, apical, succeeded};

#[test]
fn presets_that_are_wrong() {
    let sandbox = Sandbox::new();
    let text = succeeded(sandbox.apical(&["preset", "show", "apical", "--toml"]));
    fs::write(sandbox.path("more.toml"), text.replace("[queue]", "[queue]\ndepth = 3")).unwrap();
    fs::write(sandbox.path("narrow.toml"), text.replace("word_bits = 40", "word_bits = 39")).unwrap();
    fs::write(sandbox.path("none.toml"), "= 3").unwrap();
    fs::write(sandbox.path("volts.toml"), text.replace("0.8 V", "0.8 mm2")).unwrap();
    for (preset, expected) in [
        ("more.toml", vec!["more.toml", "unknown field `depth`", "line 21"]),
        ("narrow.toml", vec!["narrow.toml", "word of 39 bits is too narrow", "need 40"]),
        ("none.toml", vec!["none.toml", "line 1"]),
        ("volts.toml", vec!["volts.toml", "supply"]),
        ("absent.toml", vec!["cannot read absent.toml"]),
        ("apicl", vec!["there is no preset \"apicl\"", "park2019"]),
    ] {
        refuses(&sandbox, small(&sandbox, &["--preset", preset]), &expected);
    }
    for (setting, expected) in [
        ("nowhere.words=3", vec!["setting nowhere.words", "there is no \"nowhere\""]),
        ("layers.7.neurons=3", vec!["setting layers.7.neurons", "elements 0 to 2"]),
        ("queue.depth=3", vec!["unknown field `depth`"]),
        ("queue.words=1", vec!["queue.words: 1 is out of range: 2 to 1024"]),
        ("queue.words", vec!["--set", "expected PATH=VALUE"]),
    ] {
        refuses(&sandbox, small(&sandbox, &["--set", setting]), &expected);
    }
    refuses(&sandbox, small(&sandbox, &["--technology", "7nm"]), &["there is no technology \"7nm\"", "65nm"]);
}

#[test]
fn a_preset_can_be_saved_edited_and_used() {
    let sandbox = Sandbox::new();
    let text = succeeded(sandbox.apical(&["preset", "show", "apical", "--toml"]));
    fs::write(sandbox.path("mine.toml"), text.replace("20 MHz", "10 MHz")).unwrap();
    let mine = json(small(&sandbox, &["--preset", "mine.toml"]));
    let set = json(small(&sandbox, &["--set", "clock=10MHz"]));
    assert_eq!(mine, set);
    assert_eq!(mine["clock_mhz"], 10.0);
    assert_eq!(
        succeeded(sandbox.apical(&["preset", "show", "mine.toml", "--toml"])).matches("10 MHz").count(),
        1
    );
    let shown = json(sandbox.apical(&["preset", "show", "mine.toml"]));
    let built_in = json(sandbox.apical(&["preset", "show", "apical", "--set", "clock=10MHz"]));
    assert_eq!(shown, built_in);
}

#[test]
fn presets_and_technologies_are_shown() {
    let sandbox = Sandbox::new();
    let list = json(sandbox.apical(&["preset", "list"]));
    let presets = list["presets"].as_array().unwrap();
    assert!(presets.len() >= 4 && list["technologies"][0]["name"] == "65nm");
    for preset in presets {
        let name = preset["name"].as_str().unwrap();
        let shown = json(sandbox.apical(&["preset", "show", name]));
        assert_eq!((&shown["name"], &shown["kind"]), (&preset["name"], &"preset".into()));
        assert_eq!(shown["area_mm2"], preset["area_mm2"]);
        assert!((sum(&shown["area_mm2_breakdown"]) - number(&shown, "area_mm2")).abs() < 1e-9);
        let memories = shown["layers"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|layer| [&layer["weights"]["total_bits"], &layer["accumulators"]["total_bits"]]);
        let bits: u64 = memories.filter_map(Value::as_u64).sum();
        assert_eq!(Some(bits), shown["memory_bits"].as_u64(), "{name}");
    }
    insta::assert_snapshot!("preset_list", succeeded(sandbox.apical(&["preset", "list"])));
    insta::assert_snapshot!("preset_show", succeeded(sandbox.apical(&["preset", "show", "apical"])));
    let technology = succeeded(sandbox.apical(&["preset", "show", "65nm"]));
    assert!(technology.contains("supply 0.70 V to 1.20 V") && technology.contains("Stillmaker"));
    let technology = json(sandbox.apical(&["preset", "show", "65nm"]));
    assert_eq!(technology["kind"], "technology");
    assert!(technology["entries"].as_array().unwrap().iter().all(|entry| entry["source"] != ""));
    let text = succeeded({
        let mut command = apical();
        command.args(["preset", "show", "65nm", "--toml"]);
        command
    });
    fs::write(sandbox.path("mine.toml"), text.replace("\"65nm\"", "\"mine\"")).unwrap();
    let mine = json(sandbox.apical(&["preset", "show", "mine.toml"]));
    assert_eq!((&mine["name"], &mine["entries"]), (&"mine".into(), &technology["entries"]));
}

#[test]
fn a_technology_beside_its_preset_is_found_from_anywhere() {
    let sandbox = Sandbox::new();
    let folder = sandbox.path("mine");
    std::fs::create_dir(&folder).unwrap();
    let preset = succeeded(sandbox.apical(&["preset", "show", "apical", "--toml"]));
    let technology = succeeded(sandbox.apical(&["preset", "show", "65nm", "--toml"]));
    std::fs::write(folder.join("own.toml"), preset.replace("\"65nm\"", "\"own-technology.toml\"")).unwrap();
    std::fs::write(folder.join("own-technology.toml"), technology).unwrap();
    let arguments = ["simulate", "--random", "--limit", "5", "--preset", "mine/own.toml", "--json"];
    let result: serde_json::Value = serde_json::from_str(&succeeded(sandbox.apical(&arguments))).unwrap();
    assert_eq!(result["images"], 5);
}

#[test]
fn the_example_of_preset_show_works() {
    let sandbox = Sandbox::new();
    let arguments =
        ["preset", "show", "park2019", "--set", "clock=10MHz", "--set", "network.layers.1=300", "--json"];
    let shown: serde_json::Value = serde_json::from_str(&succeeded(sandbox.apical(&arguments))).unwrap();
    assert!(shown.to_string().contains("300"), "{shown}");
}

/// A technology that is a cell library: at its own supply, without a fitted number.
#[test]
fn a_cell_library_takes_the_place_of_the_presets_technology() {
    let sandbox = Sandbox::new();
    for arguments in [
        &["--technology", "sg13g2"][..],
        &["--set", "technology=sg13g2"][..],
        &["--technology", "sg13g2", "--set", "supply=1.2 V"][..],
        &["--technology", "sg13g2", "--voltage", "1.2"][..],
    ] {
        let report = json(small(&sandbox, arguments));
        assert_eq!((report["technology"].as_str(), number(&report, "supply_v")), (Some("sg13g2"), 1.2));
        assert_eq!(number(&report, "clock_mhz"), 20.0);
        assert!(report["calibration_factor"].is_null());
        let energy = number(&report, "energy_nj_per_image");
        assert_eq!(report["energy_nj_bounds"], serde_json::json!([energy, energy]));
        // 160 x 67,035 + 80 x 78,616 + 8 x 50,489 square micrometres of weight memories.
        let weights = report["area_mm2_breakdown"]["weight memory"].as_f64().unwrap();
        assert!((weights - 17.418_89).abs() < 1e-4, "{weights}");
        let accumulators = report["area_mm2_breakdown"]["accumulator memory"].as_f64().unwrap();
        assert!((accumulators - 410.0 * 0.049_488_499_2).abs() < 1e-9, "{accumulators}");
    }
    let text = succeeded(small(&sandbox, &["--technology", "sg13g2"]));
    assert!(
        text.contains("in sg13g2") && text.contains("fitted: memories are macros of a library"),
        "{text}"
    );
    let only = "1.2 V, the only supply that the constants of technology sg13g2 hold at";
    refuses(
        &sandbox,
        small(&sandbox, &["--technology", "sg13g2", "--voltage", "0.8"]),
        &["supply: 0.8 V", only],
    );
    let own = ["--technology", "sg13g2", "--set", "supply=0.8 V"];
    refuses(&sandbox, small(&sandbox, &own), &["supply: 0.8 V", only]);
    let mut command = sandbox.apical(&["dvfs"]);
    command.args(["--technology", "sg13g2"]);
    refuses(&sandbox, command, &["technology sg13g2", "no voltage to scale"]);
    let mut command = sandbox.apical(&["preset", "show", "apical"]);
    command.args(["--set", "technology=sg13g2", "--set", "supply=0.8 V"]);
    refuses(&sandbox, command, &["supply: 0.8 V", only]);
}
