//! `apical sweep` and `apical report`: points, the store, other machines, and what is refused.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::common::{Sandbox, refused, shown, succeeded};
use serde_json::Value;

/// Four configurations, two networks each shared by two, two seeds.
const PLAN: &str = "\
format_version = 1
name = \"small\"
strategy = \"grid\"
data = \"set\"
seeds = [1, 2]
images = 20
learning_images = 8
[fixed]
hidden = [12, 9]
epochs = 2
[axes]
weight_bits = [3, 5]
supply_v = [0.7, 0.9]
";

fn sandbox_with(plan: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    fs::write(sandbox.path("plan.toml"), plan).unwrap();
    sandbox
}

fn sweep(sandbox: &Sandbox, arguments: &[&str]) -> assert_cmd::Command {
    let mut command = sandbox.apical(&["sweep", "plan.toml"]);
    command.args(arguments);
    command
}

fn json(command: assert_cmd::Command) -> Value {
    serde_json::from_str(&succeeded(command)).unwrap()
}

/// Names and contents of all files below a folder, temporary ones left out.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            found.extend(
                files(&path).into_iter().map(|(below, content)| (format!("{name}/{below}"), content)),
            );
        } else if !name.starts_with(".apical-") {
            found.insert(name, fs::read(&path).unwrap());
        }
    }
    found
}

fn modified(folder: &Path) -> Vec<std::time::SystemTime> {
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|path| fs::metadata(path).unwrap().modified().unwrap()).collect()
}

#[test]
fn a_grid_is_run_once_and_points_share_their_networks() {
    let sandbox = sandbox_with(PLAN);
    let first = json(sweep(&sandbox, &["--out", "a", "--jobs", "2", "--json"]));
    assert_eq!((&first["run"], &first["complete"]), (&Value::from(8), &Value::from(true)));
    assert_eq!(first["points"].as_array().unwrap().len(), 8);
    assert_eq!(first["configurations"].as_array().unwrap().len(), 4);
    let stored = files(&sandbox.path("a"));
    let count = |part: &str| stored.keys().filter(|name| name.starts_with(part)).count();
    assert_eq!(count("points/"), 8);
    assert_eq!(count("networks/"), 4 * 5, "two widths and two seeds, each as it was at four checkpoints");
    let before = modified(&sandbox.path("a/points"));
    let second = json(sweep(&sandbox, &["--out", "a", "--json"]));
    assert_eq!(second["run"], 0);
    assert_eq!(second["points"], first["points"]);
    assert_eq!(modified(&sandbox.path("a/points")), before, "nothing is run again");
    // One job gives the same as two.
    succeeded(sweep(&sandbox, &["--out", "b", "--jobs", "1", "--json"]));
    assert_eq!(files(&sandbox.path("b")), stored);
}

#[test]
fn a_point_is_what_train_and_simulate_say() {
    let sandbox = sandbox_with(PLAN);
    let swept = json(sweep(&sandbox, &["--json"]));
    let point = swept["points"].as_array().unwrap().iter().find(|point| {
        point["labels"]["weight_bits"] == 5 && point["labels"]["supply_v"] == 0.9 && point["seed"] == 2
    });
    let result = &point.unwrap()["result"];
    let arguments = ["train", "--data", "set", "--layers", "64,12,9,4", "--format", "w5g8", "--epochs", "2"];
    let mut train = sandbox.apical(&arguments);
    train.args(["--front-end", "threshold", "--seed", "2", "--out", "own.safetensors", "--json"]);
    let trained = json(train);
    assert_eq!(trained["test_accuracy"], result["accuracy"], "{trained}");
    let key = swept["points"][0]["point"].as_str().unwrap();
    assert_eq!(key.len(), 32);
    let training = result["config"]["training"].clone();
    let network = json(sweep(&sandbox, &["--list-json"]))["points"]
        .as_array()
        .unwrap()
        .iter()
        .find(|listed| listed["config"]["training"] == training)
        .map(|listed| listed["network"].as_str().unwrap().to_owned())
        .unwrap();
    let kept = format!("apical-sweep/networks/{network}.safetensors");
    let states = [kept.as_str(), "own.safetensors"].map(|file| {
        let snapshot = apical_core::snapshot::Snapshot::load(sandbox.path(file)).unwrap();
        snapshot.state
    });
    assert!(states[0] == states[1], "the network is that of train, bit for bit");
    let evaluated = json(sandbox.apical(&["eval", &kept, "--data", "set", "--json"]));
    assert_eq!(evaluated["accuracy"], result["accuracy"], "the kept network is a model");
    let processor = &result["processor"];
    let number = |value: &Value| value.as_f64().unwrap();
    assert_eq!(processor["images"], 20);
    assert!(number(&processor["nj_low"]) <= number(&processor["nj_per_image"]));
    assert!(number(&processor["nj_per_image"]) <= number(&processor["nj_high"]));
    let learning = &processor["learning"];
    let overhead = number(&learning["nj_per_image"]) / number(&processor["nj_per_image"]) - 1.0;
    assert!((overhead - number(&learning["training_overhead"])).abs() < 1e-12);
    assert_eq!(number(&result["correct"]) / number(&result["tested"]), number(&result["accuracy"]));
}

#[test]
fn the_processor_model_is_that_of_simulate() {
    // The preset's own network, untouched but for one epoch on ten images.
    let plan = "\
format_version = 1
name = \"own\"
strategy = \"grid\"
limit = 10
images = 30
[fixed]
epochs = 1
[axes]
\"preset.encoder.pixels_per_cycle\" = [16]
supply_v = [0.9]
";
    let sandbox = sandbox_with(plan);
    let swept = json(sweep(&sandbox, &["--json"]));
    let processor = &swept["points"][0]["result"]["processor"];
    let networks = files(&sandbox.path("apical-sweep/networks"));
    let model = format!("apical-sweep/networks/{}", networks.keys().next().unwrap());
    let mut command = sandbox.apical(&["simulate", &model, "--limit", "30", "--voltage", "0.9", "--json"]);
    command.args(["--set", "encoder.pixels_per_cycle=16"]);
    let simulated = json(command);
    for (own, other) in [
        ("nj_per_image", "energy_nj_per_image"),
        ("mm2", "area_mm2"),
        ("images_per_second", "images_per_second"),
        ("cycles_per_image", "cycles_per_image"),
    ] {
        assert_eq!(processor[own], simulated[other], "{own}");
    }
    assert_eq!(simulated["energy_nj_bounds"], serde_json::json!([processor["nj_low"], processor["nj_high"]]));
}

/// Kills a sweep in the middle of its points.
#[cfg(unix)]
fn killed(sandbox: &Sandbox, out: &str, after: usize) {
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin!("apical"))
        .current_dir(sandbox.path("."))
        .args(["sweep", "plan.toml", "--jobs", "1", "--out", out])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let deadline = Instant::now() + Duration::from_secs(120);
    let points = sandbox.path(out).join("points");
    // Not files that are being written.
    let finished = |entry: &fs::DirEntry| entry.path().extension().is_some_and(|end| end == "json");
    let stored = || fs::read_dir(&points).map_or(0, |files| files.flatten().filter(finished).count());
    while stored() < after {
        assert!(Instant::now() < deadline, "no points came");
        assert_eq!(child.try_wait().unwrap(), None, "the sweep ended before it was killed");
        std::thread::sleep(Duration::from_millis(1));
    }
    // SIGKILL: nothing can be tidied up.
    child.kill().unwrap();
    child.wait().unwrap();
}

#[cfg(unix)]
#[test]
fn kill_9_loses_at_most_the_points_in_work() {
    // Many points of a network, so that the kill falls between them.
    let plan = PLAN.replace("[0.7, 0.9]", "{ from = 0.7, to = 1.0, steps = 40 }").replace("= 20", "= 40");
    let sandbox = sandbox_with(&plan);
    succeeded(sweep(&sandbox, &["--out", "whole"]));
    let whole = files(&sandbox.path("whole"));
    killed(&sandbox, "cut", 3);
    let cut = files(&sandbox.path("cut"));
    let points = cut.keys().filter(|name| name.starts_with("points/")).count();
    assert!((3..160).contains(&points), "{points} points before the kill");
    assert!(cut.iter().all(|(name, content)| whole.get(name) == Some(content)), "what is there is whole");
    let resumed = json(sweep(&sandbox, &["--out", "cut", "--json"]));
    assert_eq!(resumed["run"], 160 - points);
    assert_eq!(files(&sandbox.path("cut")), whole, "byte for byte as without the kill");
    // And once more while networks are being trained.
    killed(&sandbox, "early", 0);
    succeeded(sweep(&sandbox, &["--out", "early"]));
    assert_eq!(files(&sandbox.path("early")), whole);
}

#[test]
fn points_run_one_by_one_give_the_same_store() {
    let sandbox = sandbox_with(PLAN);
    succeeded(sweep(&sandbox, &["--out", "whole"]));
    let list = json(sweep(&sandbox, &["--list-json", "--out", "single"]));
    assert!(!sandbox.path("single").exists(), "a list leaves nothing behind");
    assert_eq!(list["complete"], true);
    let listed = list["points"].as_array().unwrap();
    assert_eq!(listed.len(), 8);
    let commands = succeeded(sweep(&sandbox, &["--print", "--out", "single"]));
    assert_eq!(commands.lines().count(), 8);
    for (line, point) in commands.lines().zip(listed) {
        let words: Vec<&str> = line.split(' ').collect();
        let key = point["point"].as_str().unwrap();
        assert_eq!(words, ["apical", "sweep", "plan.toml", "--point", key, "--out", "single"]);
        let mut command = sandbox.apical(&words[1..]);
        command.arg("--json");
        let printed = succeeded(command);
        let stored = fs::read_to_string(sandbox.path(&format!("single/points/{key}.json"))).unwrap();
        assert_eq!(printed, stored + "\n", "what is printed is what is stored");
    }
    assert_eq!(files(&sandbox.path("single")), files(&sandbox.path("whole")));
    assert_eq!(succeeded(sweep(&sandbox, &["--print", "--out", "single"])), "", "nothing is left to run");
}

#[test]
fn successive_halving_trains_the_best_longer() {
    let plan = "\
format_version = 1
name = \"halved\"
strategy = \"successive-halving\"
data = \"set\"
validation = true
points = 6
images = 4
[halving]
factor = 2
[fixed]
hidden = [8, 8]
epochs = 4
[axes]
initial_range = { from = 1, to = 4000, scale = \"log\" }
learning_rate_start = { from = 0.5, to = 20.0 }
";
    let sandbox = sandbox_with(plan);
    let before = json(sweep(&sandbox, &["--list-json"]));
    assert_eq!((&before["complete"], before["points"].as_array().unwrap().len()), (&Value::from(false), 6));
    let swept = json(sweep(&sandbox, &["--json"]));
    assert_eq!(swept["complete"], true);
    let rung = |epochs: u64| {
        let points = swept["points"].as_array().unwrap().iter();
        points.filter(move |point| point["labels"]["epochs"] == epochs).collect::<Vec<_>>()
    };
    assert_eq!([rung(1).len(), rung(2).len(), rung(4).len()], [6, 3, 2]);
    // Those that went on were the best.
    let accuracy = |point: &Value| point["result"]["accuracy"].as_f64().unwrap();
    let value_of = |point: &Value| point["labels"]["initial_range"].clone();
    let kept: Vec<Value> = rung(2).iter().map(|point| value_of(point)).collect();
    let (on, out): (Vec<&Value>, Vec<&Value>) =
        rung(1).into_iter().partition(|point| kept.contains(&value_of(point)));
    assert_eq!(on.len(), 3);
    let worst = on.iter().map(|point| accuracy(point)).fold(1.0, f64::min);
    assert!(out.iter().all(|point| accuracy(point) <= worst));
    assert_eq!(rung(1)[0]["result"]["tested"], 28, "a sixth of each class of 40 training images is held out");
    assert_eq!(json(sweep(&sandbox, &["--list-json"]))["points"].as_array().unwrap().len(), 11);
}

/// A driver elsewhere asks for the names of files and composes none.
#[test]
fn a_list_names_every_file_that_a_store_has() {
    for learning_images in ["learning_images = 8", "learning_images = 0"] {
        let sandbox = sandbox_with(&PLAN.replace("learning_images = 8", learning_images));
        json(sweep(&sandbox, &["--json"]));
        let list = json(sweep(&sandbox, &["--list-json"]));
        let texts = |value: &Value| -> Vec<String> {
            value.as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect()
        };
        let mut named: Vec<String> = texts(&list["index_files"]);
        for point in list["points"].as_array().unwrap() {
            named.push(point["result_file"].as_str().unwrap().to_owned());
            named.extend(texts(&point["network_files"]));
            named.push(point["counts_file"].as_str().unwrap().to_owned());
        }
        named.sort();
        named.dedup();
        let stored: Vec<String> = files(&sandbox.path("apical-sweep")).into_keys().collect();
        assert_eq!(named, stored, "{learning_images}");
    }
}

#[test]
fn impossible_and_failing_points_do_not_stop_the_others() {
    let plan = PLAN
        .replace("supply_v = [0.7, 0.9]", "supply_v = [0.2, 0.9]")
        .replace("images = 20", "images = 20\nretries = 2");
    let sandbox = sandbox_with(&plan);
    let swept = json(sweep(&sandbox, &["--out", "a", "--json"]));
    assert_eq!(swept["points"].as_array().unwrap().len(), 4);
    let impossible = swept["impossible"].as_array().unwrap();
    assert_eq!(impossible.len(), 2);
    assert!(impossible[0]["reason"].as_str().unwrap().contains("0.2 V"), "{impossible:?}");
    // A network that cannot be kept: a folder has its name.
    let list = json(sweep(&sandbox, &["--list-json"]));
    let (network, point) =
        (list["points"][0]["network"].as_str().unwrap(), list["points"][0]["point"].clone());
    fs::create_dir_all(sandbox.path(&format!("b/networks/{network}.safetensors/x"))).unwrap();
    let output = sweep(&sandbox, &["--out", "b", "--json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", shown(&output));
    let swept: Value = serde_json::from_slice(&output.stdout).unwrap();
    let failed = swept["failed"].as_array().unwrap();
    assert_eq!((failed.len(), &failed[0]["point"], &failed[0]["attempts"]), (1, &point, &Value::from(3)));
    assert!(failed[0]["reason"].as_str().unwrap().contains("networks/"), "{failed:?}");
    assert_eq!(swept["run"], 3);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(stderr.matches("failed: ").count(), 3, "each attempt is told: {stderr}");
    // Once the cause is gone the same command goes on.
    fs::remove_dir_all(sandbox.path(&format!("b/networks/{network}.safetensors"))).unwrap();
    assert_eq!(json(sweep(&sandbox, &["--out", "b", "--json"]))["run"], 1);
    assert_eq!(files(&sandbox.path("a")), files(&sandbox.path("b")));
}

#[test]
fn a_damaged_network_is_trained_again_and_a_damaged_point_is_named() {
    let sandbox = sandbox_with(PLAN);
    succeeded(sweep(&sandbox, &[]));
    let store = sandbox.path("apical-sweep");
    let whole = files(&store);
    let (network, _) = whole.iter().find(|(name, _)| name.starts_with("networks/")).unwrap();
    let (point, _) = whole.iter().find(|(name, _)| name.starts_with("points/")).unwrap();
    for name in whole.keys().filter(|name| name.starts_with("points/")) {
        fs::remove_file(store.join(name)).unwrap();
    }
    fs::write(store.join(network), b"no network").unwrap();
    succeeded(sweep(&sandbox, &[]));
    assert_eq!(files(&store), whole);
    fs::write(store.join(point), b"{\"store_version\":1,").unwrap();
    let message = refused(sweep(&sandbox, &[]));
    assert!(message.contains(point) && message.contains("damaged"), "{message}");
}

#[test]
fn bad_plans_name_file_field_and_range() {
    for (from, to, expected) in [
        ("weight_bits = [3, 5]", "weigth_bits = [3, 5]", "plan.toml: axes.weigth_bits: "),
        ("weight_bits = [3, 5]", "weigth_bits = [3, 5]", "did you mean weight_bits?"),
        (
            "weight_bits = [3, 5]",
            "weight_bits = [3, 9]",
            "axes.weight_bits: 9 is not allowed: a whole number from 2 to 8",
        ),
        ("weight_bits = [3, 5]", "weight_bits = []", "axes.weight_bits: it is empty"),
        ("weight_bits = [3, 5]", "\"preset.encoder.pixel\" = [3]", "preset.encoder.pixel"),
        ("weight_bits = [3, 5]\nsupply_v = [0.7, 0.9]", "", "axes: there are none"),
        ("[0.7, 0.9]", "[0.2, 0.3]", "none of the 4 points is possible; the first: "),
        ("epochs = 2", "preset = \"apicl\"", "there is no preset \"apicl\""),
        ("epochs = 2", "technology = \"gone.toml\"", "cannot read gone.toml"),
        ("seeds = [1, 2]", "seeds = [1, 2]\nspeed = 3", "unknown field `speed`"),
        ("format_version = 1", "format_version = 3", "format_version: 3 is not 1"),
        ("data = \"set\"", "data = \"nowhere/\"", "nowhere"),
    ] {
        assert!(PLAN.contains(from), "{from}");
        let sandbox = sandbox_with(&PLAN.replace(from, to));
        let message = refused(sweep(&sandbox, &[]));
        assert!(message.contains(expected), "{to}:\n{message}");
        if !to.contains("nowhere") {
            assert!(message.contains("plan.toml"), "{to}:\n{message}");
        }
    }
    let sandbox = Sandbox::new();
    let message = refused(sandbox.apical(&["sweep", "gone.toml"]));
    assert!(message.contains("cannot read the plan gone.toml"), "{message}");
    let sandbox = sandbox_with(PLAN);
    let message = refused(sweep(&sandbox, &["--point", "0000"]));
    assert!(message.contains("--point 0000") && message.contains("--list-json"), "{message}");
}

#[test]
fn stores_of_other_versions_and_folders_without_a_sweep_are_refused() {
    let sandbox = sandbox_with(PLAN);
    fs::create_dir(sandbox.path("old")).unwrap();
    fs::write(sandbox.path("old/store.json"), r#"{"store_version":9,"sweep_version":1}"#).unwrap();
    for mode in [&[][..], &["--print"], &["--list-json"]] {
        let mut command = sweep(&sandbox, &["--out", "old"]);
        command.args(mode);
        let message = refused(command);
        assert!(message.contains("old/store.json: store_version is 9, this program reads 1"), "{message}");
    }
    let message = refused(sandbox.apical(&["report", "old"]));
    assert!(message.contains("store_version is 9"), "{message}");
    let message = refused(sandbox.apical(&["report", "set"]));
    assert!(message.contains("set/store.json"), "{message}");
    // What comparisons keep is no sweep.
    fs::write(sandbox.path("old/store.json"), r#"{"store_version":1,"baselines_version":1}"#).unwrap();
    let message = refused(sandbox.apical(&["report", "old"]));
    assert!(message.contains("sweep_version is missing"), "{message}");
}

#[test]
fn a_report_is_one_page_and_two_tables() {
    let sandbox = sandbox_with(PLAN);
    succeeded(sweep(&sandbox, &[]));
    let text = succeeded(sandbox.apical(&["report", "apical-sweep"]));
    assert!(text.contains("8 points, 4 configurations"), "{text}");
    let page = String::from_utf8(sandbox.read("apical-sweep/report.html")).unwrap();
    for expected in [
        "<h2>Fronts</h2>",
        "Parallel coordinates",
        "Main effects",
        "explorer-data",
        "prefers-color-scheme:dark",
    ] {
        assert!(page.contains(expected), "{expected}");
    }
    for fetches in ["src=\"http", "href=\"http", "<link", "@import", "fetch("] {
        assert!(!page.contains(fetches), "{fetches}");
    }
    let csv = String::from_utf8(sandbox.read("apical-sweep/report.csv")).unwrap();
    assert_eq!(csv.lines().count(), 9);
    let names: Vec<&str> = csv.lines().next().unwrap().split(',').collect();
    for name in
        ["point", "weight_bits", "supply_v", "seed", "accuracy", "nj_per_image", "mm2", "training_overhead"]
    {
        assert_eq!(names.iter().filter(|known| **known == name).count(), 1, "{name}: {names:?}");
    }
    let parquet = sandbox.read("apical-sweep/report.parquet");
    assert!(parquet.starts_with(b"PAR1") && parquet.ends_with(b"PAR1"));
    let report = json(sandbox.apical(&["report", "apical-sweep", "--json", "--out", "other.html"]));
    assert_eq!(report["configurations"].as_array().unwrap().len(), 4);
    let effect = report["effects"]
        .as_array()
        .unwrap()
        .iter()
        .find(|effect| effect["axis"] == "supply_v" && effect["metric"] == "nj_per_image");
    let levels = effect.unwrap()["levels"].as_array().unwrap();
    let mean = |level: &Value| level["mean"].as_f64().unwrap();
    assert!(mean(&levels[0]) < mean(&levels[1]), "less voltage takes less energy: {levels:?}");
    assert_eq!(sandbox.read("other.csv"), csv.as_bytes());
    // Half of the points are as good as none: they are counted.
    let points: Vec<String> = files(&sandbox.path("apical-sweep/points")).into_keys().collect();
    fs::remove_file(sandbox.path("apical-sweep/points").join(&points[0])).unwrap();
    let text = succeeded(sandbox.apical(&["report", "apical-sweep"]));
    assert!(text.contains("8 points (1 have no result yet)"), "{text}");
    for point in &points[1..] {
        fs::remove_file(sandbox.path("apical-sweep/points").join(point)).unwrap();
    }
    let message = refused(sandbox.apical(&["report", "apical-sweep"]));
    assert!(message.contains("none of its 8 points has a result yet"), "{message}");
}

/// A network of a sweep knows how its data became values, as any other.
#[test]
fn networks_read_other_data_as_the_plan_read_its_own() {
    let plan = PLAN
        .replace("data = \"set\"", "data = \"rows.csv\"\nlabel_column = \"2\"")
        .replace("hidden = [12, 9]", "hidden = [12, 9]\nfront_end = \"thermometer:8\"");
    let sandbox = sandbox_with(&plan);
    let row = |index: usize| {
        let class = index % 2;
        format!("{},{},{}\n", 0.001 * (index % 7 + 20 * class) as f64, ["low", "high"][class], index % 5)
    };
    fs::write(sandbox.path("rows.csv"), (0..80).map(row).collect::<String>()).unwrap();
    let swept = json(sweep(&sandbox, &["--json"]));
    let list = json(sweep(&sandbox, &["--list-json"]));
    // Checkpoints come before it.
    let file = list["points"][0]["network_files"].as_array().unwrap().last().unwrap().as_str().unwrap();
    let model = format!("apical-sweep/{file}");
    let config = succeeded(sandbox.apical(&["info", &model, "--config"]));
    assert!(config.contains("label_column = \"2\"") && config.contains("ranges = [[0.0, 0.026"), "{config}");
    let result = json(sandbox.apical(&["eval", &model, "--json"]));
    let key = &list["points"][0]["point"];
    let point = swept["points"].as_array().unwrap().iter().find(|point| &point["point"] == key).unwrap();
    assert_eq!(result["accuracy"], point["result"]["accuracy"]);
    assert!(result["accuracy"].as_f64().unwrap() > 0.5, "{result}");
    let plan = plan.replace("label_column = \"2\"", "label_colum = \"2\"");
    fs::write(sandbox.path("plan.toml"), plan).unwrap();
    let message = refused(sweep(&sandbox, &["--json"]));
    assert!(message.contains("label_colum") && message.contains("class_weight"), "{message}");
}
