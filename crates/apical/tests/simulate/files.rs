//! Files beside the result: timelines, pictures, ledgers.

use std::fs;

use serde_json::Value;

use super::{json, number, refuses, small};
use crate::common::{Sandbox, succeeded};

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
