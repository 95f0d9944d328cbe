//! `apical simulate` and `apical preset`: results, files, and what is refused.
//! `INSTA_UPDATE=always cargo test -p apical --test all simulate::` takes over new golden results.

use std::fs;

use crate::common::{Sandbox, apical, refused, succeeded};
use serde_json::Value;

/// A small run, which needs no file and no dataset.
const SMALL: [&str; 5] = ["simulate", "--random", "--limit", "12", "--seed=7"];

fn small(sandbox: &Sandbox, arguments: &[&str]) -> assert_cmd::Command {
    let mut command = sandbox.apical(&SMALL);
    command.args(arguments);
    command
}

fn json(mut command: assert_cmd::Command) -> Value {
    command.arg("--json");
    serde_json::from_str(&succeeded(command)).unwrap()
}

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

fn number(report: &Value, key: &str) -> f64 {
    report[key].as_f64().unwrap_or_else(|| panic!("{key} is no number: {}", report[key]))
}

fn sum(values: &Value) -> f64 {
    values.as_object().unwrap().values().map(|value| value.as_f64().unwrap()).sum()
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

#[test]
fn timelines_are_whole_files_of_every_cycle() {
    let sandbox = Sandbox::new();
    for (arguments, learned) in [(&[][..], false), (&["--learn"][..], true)] {
        let with = |file: &str| {
            let mut all = vec!["--trace", file];
            all.extend(arguments);
            json(small(&sandbox, &all))
        };
        let report = with("t.json");
        assert_eq!(report, json(small(&sandbox, arguments)), "a trace changes nothing");
        let counters = &report["counters"];
        let cycles: u64 = ["forward_cycles", "handoff_cycles", "broadcast_cycles", "update_cycles"]
            .iter()
            .map(|key| counters[key].as_u64().unwrap())
            .sum();
        assert_eq!(counters["update_cycles"].as_u64().unwrap() > 0, learned);
        let trace: Value = serde_json::from_slice(&sandbox.read("t.json")).unwrap();
        let events = trace["traceEvents"].as_array().unwrap();
        let controller = events.iter().filter(|event| event["ph"] == "X" && event["tid"] == 1);
        assert_eq!(controller.map(|event| event["args"]["cycles"].as_u64().unwrap()).sum::<u64>(), cycles);
        assert_eq!(events[0]["args"]["name"], "apical at 0.80 V and 20.00 MHz");

        with("t.vcd");
        let vcd = String::from_utf8(sandbox.read("t.vcd")).unwrap();
        // The clock is the first variable and rises once a cycle.
        assert_eq!(vcd.lines().filter(|line| *line == "1!").count() as u64, cycles);
        assert_eq!(vcd.lines().last().unwrap(), format!("#{}", 50 * cycles), "1 ns at 20 MHz");
    }
    assert_eq!(sandbox.files(), ["t.json", "t.vcd"]);
}

#[test]
fn pictures_are_drawn_into_a_new_folder() {
    let sandbox = Sandbox::new();
    let text =
        succeeded(small(&sandbox, &["--learn", "--plot", "new/figures", "--trace", "new/figures/t.vcd"]));
    let mut files: Vec<String> = fs::read_dir(sandbox.path("new/figures"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    let expected = ["area.svg", "cycles.svg", "energy-flow.svg", "energy.svg", "t.vcd", "utilisation.svg"];
    assert_eq!(files, expected);
    for file in files {
        assert!(text.contains(&format!("new/figures/{file}")), "{file} in:\n{text}");
        let content = String::from_utf8(sandbox.read(&format!("new/figures/{file}"))).unwrap();
        if file.ends_with(".svg") {
            assert!(content.starts_with("<svg ") && content.ends_with("</svg>\n"), "{file}");
            assert!(!content.contains("NaN") && !content.contains("inf "), "{file}");
        }
    }
}

/// Fields of a line of a CSV file, of which some are in quotes.
fn fields(line: &str) -> Vec<String> {
    let (mut fields, mut quoted) = (vec![String::new()], false);
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            other => fields.last_mut().unwrap().push(other),
        }
    }
    fields
}

#[test]
fn the_ledger_has_every_joule_of_the_result() {
    let sandbox = Sandbox::new();
    for arguments in [&[][..], &["--learn"], &["--preset", "park2019"], &["--technology", "sg13g2"]] {
        let with = |file: &str| {
            let mut all = vec!["--ledger", file];
            all.extend(arguments);
            json(small(&sandbox, &all))
        };
        let report = with("l.json");
        assert_eq!(report, json(small(&sandbox, arguments)), "a ledger changes nothing");
        assert_eq!(report, with("l.csv"));
        let ledger: Value = serde_json::from_slice(&sandbox.read("l.json")).unwrap();
        for key in ["preset", "technology", "supply_v", "clock_mhz", "calibration_factor", "images"] {
            assert_eq!(ledger[key], report[key], "{key}");
        }
        let rows = ledger["rows"].as_array().unwrap();
        let images = number(&report, "images");
        let near = |a: f64, b: f64| assert!((a - b).abs() <= 1e-9 * b.abs(), "{a} and {b}: {report}");
        let total = |column: &str, condition: &dyn Fn(&Value) -> bool| {
            rows.iter().filter(|row| condition(row)).map(|row| number(row, column)).sum::<f64>() / images
        };
        near(total("total_nj_calibrated", &|_| true), number(&report, "energy_nj_per_image"));
        near(total("total_nj_low", &|_| true), report["energy_nj_bounds"][0].as_f64().unwrap());
        near(total("total_nj_high", &|_| true), report["energy_nj_bounds"][1].as_f64().unwrap());
        near(
            total("total_nj_calibrated", &|row| row["kind"] == "memory"),
            number(&report, "memory_access_energy_nj"),
        );
        for (key, column) in [("energy_nj_breakdown", "block"), ("energy_nj_causes", "cause")] {
            for (name, energy) in report[key].as_object().unwrap() {
                near(total("total_nj_calibrated", &|row| row[column] == **name), energy.as_f64().unwrap());
            }
        }
        for row in rows {
            near(
                number(row, "total_nj_high"),
                number(row, "count") * number(row, "energy_of_one_pj_high") * 1e-3,
            );
            let name = row["counter"].as_str().unwrap();
            let of_layer =
                row["layer"].as_u64().map(|layer| &report["layer_counters"][layer as usize - 1][name]);
            let counter = of_layer.filter(|value| !value.is_null()).unwrap_or(&report["counters"][name]);
            if !["cycles", "seconds"].contains(&name) {
                assert_eq!(row["count"].as_f64(), counter.as_f64(), "{row}");
            }
        }
        // The table has the same rows.
        let table = String::from_utf8(sandbox.read("l.csv")).unwrap();
        let mut lines = table.lines().map(fields);
        let head = lines.next().unwrap();
        assert_eq!(head.iter().collect::<std::collections::BTreeSet<_>>().len(), 14);
        assert_eq!(table.lines().count(), rows.len() + 1);
        for (line, row) in lines.zip(rows) {
            assert_eq!(line.len(), head.len(), "{line:?}");
            for (name, field) in head.iter().zip(&line) {
                match &row[name] {
                    Value::Null => assert_eq!(field, ""),
                    Value::Number(number) => assert_eq!(field.parse::<f64>().ok(), number.as_f64(), "{name}"),
                    Value::Array(all) => {
                        assert!(!all.is_empty());
                        assert_eq!(field.split(' ').collect::<Vec<_>>(), all.iter().collect::<Vec<_>>());
                    }
                    text => assert_eq!(text, field),
                }
            }
        }
    }
    let text = succeeded(small(&sandbox, &["--ledger", "l.csv"]));
    assert!(text.contains("ledger    l.csv"), "{text}");
    assert_eq!(sandbox.files(), ["l.csv", "l.json"]);
}

#[test]
fn ledgers_that_cannot_be() {
    let sandbox = Sandbox::new();
    for (file, expected) in [
        ("l.txt", "--ledger: the name of l.txt must end in .csv (a table) or .json (one object)"),
        ("none/l.csv", "cannot write none/l.csv"),
    ] {
        refuses(&sandbox, small(&sandbox, &["--ledger", file]), &[expected]);
    }
}

/// A run that must be refused with all of `expected`, and leave nothing.
fn refuses(sandbox: &Sandbox, command: assert_cmd::Command, expected: &[&str]) {
    let before = sandbox.files();
    let message = refused(command);
    for part in expected {
        assert!(message.contains(part), "{part:?} is missing in: {message}");
        assert_eq!(message.matches(part).count(), 1, "{part:?} is told twice in: {message}");
    }
    assert_eq!(sandbox.files(), before, "{message}");
}

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
fn timelines_and_pictures_that_cannot_be() {
    let sandbox = Sandbox::new();
    fs::write(sandbox.path("old.vcd"), "precious").unwrap();
    for (file, expected) in [
        ("t.txt", "--trace: the name of t.txt must end in .vcd"),
        ("t", "--trace: the name of t must end in .vcd"),
        ("none/t.vcd", "cannot write none/t.vcd"),
    ] {
        refuses(&sandbox, small(&sandbox, &["--trace", file]), &[expected]);
    }
    refuses(&sandbox, small(&sandbox, &["--plot", "old.vcd"]), &["cannot write old.vcd"]);
    let many = ["simulate", "--random", "--trace", "old.vcd"];
    refuses(&sandbox, sandbox.apical(&many), &["--trace: 2000 images is out of range: 1 to 1000", "--limit"]);
    let epochs = ["simulate", "--random", "--learn", "--limit=501", "--epochs=2", "--trace=old.vcd"];
    refuses(&sandbox, sandbox.apical(&epochs), &["--trace: 1002 images is out of range"]);
    // Fails after it has begun to look at the data.
    let late = ["simulate", "--random", "--data", "set", "--trace", "old.vcd", "--plot", "new"];
    refuses(&sandbox, sandbox.apical(&late), &["8 x 8 pixels"]);
    assert_eq!(sandbox.read("old.vcd"), b"precious");
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
fn a_clock_that_stands_still_is_refused() {
    let sandbox = Sandbox::new();
    let message = refused(sandbox.apical(&["simulate", "--random", "--limit", "1", "--frequency", "1e-20"]));
    assert!(message.contains("--frequency: ") && message.contains("at least 0.000001 MHz"), "{message}");
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
