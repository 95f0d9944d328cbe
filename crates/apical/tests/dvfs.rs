//! `apical dvfs`: what it prints, draws and refuses.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use crate::common::{apical, refused, succeeded};
use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

fn dvfs(arguments: &[&str]) -> Command {
    let mut command = apical();
    command.arg("dvfs").args(arguments);
    command
}

/// A network to count with, so that not every run has to learn one.
static MODEL: LazyLock<(TempDir, String)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("model.safetensors").to_str().unwrap().to_owned();
    let mut command = apical();
    command.args(["train", "--front-end", "threshold", "--epochs", "2", "--quiet", "--out", &model]);
    succeeded(command);
    (folder, model)
});

fn counted(arguments: &[&str]) -> Command {
    let mut command = dvfs(arguments);
    command.args(["--model", &MODEL.1]);
    command
}

fn dvfs_in(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = counted(arguments);
    command.current_dir(folder);
    command
}

fn json(mut command: Command) -> Value {
    command.arg("--json");
    let text = succeeded(command);
    assert_eq!(text.lines().count(), 1, "one line: {text}");
    serde_json::from_str(&text).unwrap()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("no number: {value}"))
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs())
}

fn policy<'a>(trace: &'a Value, name: &str) -> &'a Value {
    let mut policies = trace["policies"].as_array().unwrap().iter();
    policies.find(|policy| policy["policy"] == name).unwrap_or_else(|| panic!("no {name} in {trace}"))
}

#[test]
fn the_text_has_the_table_the_least_energy_and_what_it_is_worth() {
    let text = succeeded(dvfs(&["--rate", "500000", "--trace", "bursty"]));
    let rows: Vec<&str> =
        text.lines().filter(|line| line.starts_with("0.") || line.starts_with("1.")).collect();
    assert_eq!(rows.len(), 22, "a table and bars: {text}");
    let (rows, bars) = rows.split_at(11);
    assert!(bars.iter().all(|bar| bar.contains(" V █")), "{text}");
    assert_eq!(bars.iter().position(|bar| bar.ends_with('*')), Some(0), "{text}");
    assert!(rows[0].starts_with("0.70 ") && rows[10].starts_with("1.20 "), "{text}");
    // The least energy of both tasks is marked, once each.
    assert_eq!(rows[0].matches('*').count(), 2, "{text}");
    assert!(rows[1..].iter().all(|row| !row.contains('*')), "{text}");
    for part in [
        "(modelled)",
        "changed synapses",
        "least energy, inference: ",
        "least energy, training: ",
        "below it there might be less",
        "target --rate 500000 images/s, inference: met at ",
        "  500 k images/s, ",
        "trace bursty, inference: 10,000 images in ",
        "\nfixed, 0.80 V ",
        "\nbest fixed, ",
        "\nrace to idle, 0.80 V ",
        "\nrace to idle, 1.20 V ",
        "\ngovernor ",
        "Everything here is modelled.",
        "calibrated: memory energy times ",
        "Not counted: I/O pads",
    ] {
        assert!(text.contains(part), "{part:?} is missing in:\n{text}");
    }
    assert!(text.lines().all(|line| line.chars().count() <= 120), "{text}");
}

#[test]
fn the_json_says_what_it_is_and_rises_with_the_supply() {
    let report = json(dvfs(&["--preset", "park2019"]));
    for (key, expected) in [
        ("label", "modelled"),
        ("preset", "park2019"),
        ("technology", "65nm"),
        ("data", "builtin"),
        ("task", "inference"),
    ] {
        assert_eq!(report[key], expected, "{key}");
    }
    assert_eq!(report["format_version"], 1);
    assert_eq!(report["supply_range_v"], serde_json::json!([0.7, 1.2]));
    assert!(report["target"].is_null() && report["trace"].is_null());
    assert!(number(&report["calibration_factor"]) > 0.0 && report["not_counted"].is_string());
    assert!((0.0..=1.0).contains(&number(&report["update_rate"])));
    let points = report["points"].as_array().unwrap();
    assert_eq!(points.len(), 11);
    for pair in points.windows(2) {
        for key in ["supply_v", "clock_mhz", "leakage_mw"] {
            assert!(number(&pair[1][key]) > number(&pair[0][key]), "{key}");
        }
        for task in ["inference", "training"] {
            for key in ["energy_nj_per_image", "power_mw", "images_per_second"] {
                assert!(number(&pair[1][task][key]) > number(&pair[0][task][key]), "{task} {key}");
            }
        }
    }
    for point in points {
        for task in ["inference", "training"] {
            let work = &point[task];
            let energy = number(&work["energy_nj_per_image"]);
            let [low, high] = [0, 1].map(|end| number(&work["energy_nj_bounds"][end]));
            assert!(low < energy && energy < high, "{task} {low} {energy} {high}");
            // Nanojoules an image times images a second are nanowatts.
            let power = energy * number(&work["images_per_second"]) * 1e-6;
            assert!(close(power, number(&work["power_mw"])));
            assert!(number(&work["power_mw_bounds"][0]) < power && number(&work["latency_us"]) > 0.0);
        }
    }
    // The published inference that the calibration was fitted to: 0.8 V, 20 MHz.
    let own = points.iter().find(|point| point["supply_v"] == 0.8).unwrap();
    assert!((number(&own["clock_mhz"]) - 20.0).abs() < 1e-6);
    assert!((number(&own["inference"]["energy_nj_per_image"]) / 236.5 - 1.0).abs() < 0.01);
    let least = &report["least_energy"]["inference"];
    assert_eq!((&least["supply_v"], &least["edge"]), (&serde_json::json!(0.7), &serde_json::json!("lowest")));
    assert_eq!(report["least_energy"]["training"]["training"], points[0]["training"]);
}

#[test]
fn targets_are_met_and_no_more() {
    for (arguments, kind, asked, work, key, value) in [
        (&["--rate", "400000"][..], "rate", 400_000.0, "inference", "images_per_second", 400_000.0),
        (&["--power", "5", "--learn"], "power", 5.0, "training", "power_mw", 5.0),
        (&["--deadline", "4"], "deadline", 4.0, "inference", "latency_us", 4.0),
    ] {
        let report = json(counted(arguments));
        let target = &report["target"];
        assert_eq!((&target["kind"], &report["task"]), (&Value::from(kind), &Value::from(work)));
        assert!(close(number(&target["asked"]), asked), "{target}");
        assert!((number(&target[work][key]) / value - 1.0).abs() < 1e-6, "{target}");
        assert!((0.7..=1.2).contains(&number(&target["supply_v"])));
    }
}

#[test]
fn policies_sum_and_the_governor_does_what_it_is_for() {
    let report = json(counted(&["--trace", "bursty"]));
    let trace = &report["trace"];
    assert_eq!((&trace["name"], &trace["images"]), (&Value::from("bursty"), &Value::from(10_000)));
    for name in ["fixed", "best-fixed", "race-at-own", "race-to-idle", "governor"] {
        let policy = policy(trace, name);
        let parts = policy["energy_nj_split"].as_object().unwrap();
        assert_eq!(parts.keys().collect::<Vec<_>>(), ["idle", "switching", "working"]);
        let energy = number(&policy["energy_nj_per_image"]);
        assert!(close(parts.values().map(number).sum(), energy), "{policy}");
        assert_eq!(policy["images"], 10_000);
        // Energy over time is power.
        let power = energy * 10_000.0 / number(&policy["duration_s"]) * 1e-6;
        assert!(close(power, number(&policy["power_mw"])), "{policy}");
        let late = number(&policy["longest_latency_us"]) > number(&trace["deadline_us"]);
        assert_eq!(late, policy["missed"] != 0, "{policy}");
        assert_eq!(policy["supply_v"].is_null(), name == "governor");
    }
    let energy = |name| number(&policy(trace, name)["energy_nj_per_image"]);
    let missed = |name| policy(trace, name)["missed"].as_u64().unwrap();
    assert_eq!((missed("best-fixed"), missed("governor")), (0, 0));
    assert!(missed("fixed") > 0);
    assert!(energy("governor") < energy("best-fixed") && energy("best-fixed") < energy("race-to-idle"));
    assert!(policy(trace, "governor")["switches"].as_u64().unwrap() > 0);

    // Nothing to gain where images come one by one: the lowest supply.
    let report = json(counted(&["--trace", "periodic", "--learn"]));
    let governor = policy(&report["trace"], "governor");
    assert_eq!((&governor["missed"], &governor["switches"]), (&Value::from(0), &Value::from(0)));
    assert_eq!(policy(&report["trace"], "best-fixed")["supply_v"], 0.7);
}

#[test]
fn a_file_is_a_trace_and_a_change_costs_what_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("camera.csv");
    let times: String = (0..50).map(|number| format!("{}\n", f64::from(number) * 0.01)).collect();
    fs::write(&file, format!("seconds\n{times}")).unwrap();
    let file = file.to_str().unwrap();
    let arguments =
        ["--trace", file, "--governor-deadline", "500", "--switch-time", "20", "--switch-capacitance", "4"];
    let trace = &json(counted(&arguments))["trace"];
    assert_eq!((&trace["name"], &trace["images"]), (&Value::from(file), &Value::from(50)));
    assert!(close(number(&trace["deadline_us"]), 500.0) && close(number(&trace["switch_time_us"]), 20.0));
    assert!(close(number(&trace["switch_capacitance_nf"]), 4.0));
    let race = policy(trace, "race-to-idle");
    assert_eq!(race["switches"], 100, "there and back for each image");
    // 4 nF between 0.7 V and 1.2 V are 1.9 nJ a change; the rest leaks.
    let switching = number(&race["energy_nj_split"]["switching"]) / 2.0;
    assert!((1.9..8.0).contains(&switching), "{switching}");
    let text = succeeded(counted(&["--trace", file, "--governor-deadline", "12"]));
    assert!(text.contains("the governor waits at the highest"), "{text}");
}

#[test]
fn pictures_are_written_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let names = |folder: &Path| {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    succeeded(dvfs_in(folder.path(), &["--plot", "energy.svg", "--deadline", "5"]));
    assert_eq!(names(folder.path()), ["energy-rate.svg", "energy.svg"]);
    succeeded(dvfs_in(folder.path(), &["--plot", "energy.svg", "--trace", "periodic"]));
    assert_eq!(names(folder.path()), ["energy-policies.svg", "energy-rate.svg", "energy.svg"]);
    for (name, parts) in [
        ("energy.svg", &["modelled", "least, inference", "least: inference ", "<circle"][..]),
        ("energy-rate.svg", &["modelled", "1000 images/s"]),
        ("energy-policies.svg", &["modelled", "governor", "race to idle, 1.20 V", "switching"]),
    ] {
        let picture = fs::read_to_string(folder.path().join(name)).unwrap();
        assert!(picture.starts_with("<svg") && picture.trim_end().ends_with("</svg>"), "{name}");
        for part in parts {
            assert!(picture.contains(part), "{part:?} is missing in {name}");
        }
    }
}

#[test]
fn what_no_supply_can_do_is_refused_with_its_limits() {
    for (arguments, parts) in [
        (&["--rate", "1e9"][..], &["--rate: 1000000000 images/s", "0.001 to ", "1.2 V"][..]),
        (&["--rate", "-5"], &["--rate: -5 images/s is out of range"]),
        (&["--power", "0.001", "--learn"], &["--power: 0.001 mW is out of range: more than ", "0.7 V"]),
        (&["--deadline", "0.1"], &["--deadline: 0.1 us is out of range: at least ", "1.2 V"]),
        (&["--set", "supply=1.3V"], &["preset apical: supply: 1.3 V is out of range: 0.7 V to 1.2 V"]),
        (&["--set", "supply=0.5V"], &["supply: 0.5 V is out of range: 0.7 V to 1.2 V"]),
        (&["--rate", "5", "--power", "3"], &["--rate", "--power", "cannot be used with"]),
        (&["--rate", "fast"], &["--rate", "fast"]),
        (&["--preset", "none"], &["there is no preset \"none\"", "park2019"]),
        (&["--plot", "no-such-folder/a.svg"], &["cannot write no-such-folder/a.svg"]),
    ] {
        let message = refused(counted(arguments));
        for part in parts {
            assert!(message.contains(part), "{arguments:?}: {part:?} is missing in: {message}");
        }
    }
}

#[test]
fn what_is_no_trace_is_refused_with_file_and_line() {
    let folder = tempfile::tempdir().unwrap();
    for (name, content, expected) in [
        ("back.csv", "seconds\n0\n0.5\n0.2\n", "back.csv: line 4: time goes backwards: 0.2 s after 0.5 s"),
        ("word.csv", "0\nsoon\n", "word.csv: line 2: \"soon\" is no number"),
        ("negative.csv", "-1\n", "negative.csv: line 1: -1 s is out of range: 0 to 1000000 s"),
        ("wide.csv", "0,1\n", "wide.csv: line 1: 2 columns"),
        ("empty.csv", "", "empty.csv: no arrivals"),
    ] {
        fs::write(folder.path().join(name), content).unwrap();
        let message = refused(dvfs_in(folder.path(), &["--trace", name]));
        assert!(message.contains(expected), "{name}: {message}");
    }
    for (arguments, expected) in [
        (&["--trace", "no-such-file.csv"][..], "cannot read no-such-file.csv"),
        (&["--trace", "burst"], "--trace: there is no trace \"burst\"; there are bursty, periodic"),
        (
            &["--trace", "bursty", "--governor-deadline", "0"],
            "--governor-deadline: 0 us is out of range: 0.001",
        ),
        (&["--trace", "bursty", "--switch-time", "-1"], "--switch-time: -1 us is out of range: 0 to"),
        (&["--trace", "bursty", "--switch-capacitance", "nan"], "--switch-capacitance: NaN nF is out of"),
        (&["--governor-deadline", "5"], "--trace"),
    ] {
        let message = refused(counted(arguments));
        assert!(message.contains(expected), "{arguments:?}: {expected:?} is missing in: {message}");
    }
}
