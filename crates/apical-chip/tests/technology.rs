//! Technology files that cannot be used, and what their reader says of them.

use std::error::Error;

use apical_chip::technology::{Technology, TechnologyError, TechnologyFile};
use toml::{Table, Value};

fn document() -> Table {
    Technology::builtin_text("65nm").unwrap().parse().unwrap()
}

/// The table that holds the last part of a path.
fn parent<'a>(document: &'a mut Table, path: &str) -> (&'a mut Table, String) {
    let (before, last) = path.rsplit_once('.').unwrap_or(("", path));
    let mut table = document;
    for part in before.split('.').filter(|part| !part.is_empty()) {
        table = table.get_mut(part).unwrap().as_table_mut().unwrap();
    }
    (table, last.to_owned())
}

fn set(path: &str, value: impl Into<Value>) -> Table {
    let mut document = document();
    let (table, key) = parent(&mut document, path);
    table.insert(key, value.into());
    document
}

fn without(path: &str) -> Table {
    let mut document = document();
    let (table, key) = parent(&mut document, path);
    table.remove(&key).unwrap_or_else(|| panic!("{path} is there"));
    document
}

#[track_caller]
fn refusal(document: &Table) -> String {
    match Technology::parse(&document.to_string()) {
        Ok(_) => panic!("it was accepted"),
        Err(error) => error.to_string(),
    }
}

/// Paths of all entries with a value, conditions and a source.
fn entries() -> Vec<String> {
    let technology = Technology::find("65nm").unwrap();
    technology.entries.iter().map(|entry| entry.path.clone()).collect()
}

#[test]
fn every_entry_has_value_conditions_and_source() {
    let entries = Technology::find("65nm").unwrap().entries;
    assert!(entries.len() > 35, "{}", entries.len());
    for entry in entries {
        assert!(
            !entry.value.is_empty() && !entry.conditions.is_empty() && entry.source.len() > 8,
            "{entry:?}"
        );
    }
}

#[test]
fn an_entry_that_is_missing_is_named() {
    for path in entries() {
        assert_eq!(refusal(&without(&path)), format!("{path}: missing; a technology has no defaults"));
        for part in ["value", "conditions", "source"] {
            let path = format!("{path}.{part}");
            assert_eq!(refusal(&without(&path)), format!("{path}: missing; a technology has no defaults"));
        }
    }
    for path in
        ["name", "summary", "format_version", "sram.cacti.rows", "sram.cacti.source", "sram.macros.rows"]
    {
        assert_eq!(refusal(&without(path)), format!("{path}: missing; a technology has no defaults"));
    }
}

#[test]
fn negative_values_and_zero_are_refused_where_none_can_be() {
    let mut signed = Vec::new();
    for path in entries() {
        let value = format!("{path}.value");
        let (mut whole, part) = (document(), value.clone());
        let (table, key) = parent(&mut whole, &part);
        let (negative, zero): (Value, Value) = match &table[&key] {
            Value::String(text) => {
                let unit = text.split_once(' ').unwrap().1;
                (format!("-1 {unit}").into(), format!("0.0 {unit}").into())
            }
            _ => ((-1.0).into(), 0.into()),
        };
        for (value_text, wrong) in [("-1", negative), ("0", zero)] {
            match Technology::parse(&set(&value, wrong).to_string()) {
                Ok(_) => signed.push(path.clone()),
                Err(error) => {
                    let error = error.to_string();
                    // A coefficient may have any sign, but what comes of all three not.
                    if error.starts_with("scaling.node_")
                        && error.ends_with("out of range: an energy above 0")
                    {
                        signed.push(path.clone());
                        continue;
                    }
                    let expected = format!("{path}: {value_text}");
                    let names_range = error.contains("is out of range: above 0");
                    assert!(error.starts_with(&expected) && names_range, "{error}");
                }
            }
        }
    }
    signed.dedup();
    // Coefficients of a polynomial may have any sign.
    let curves =
        ["node_65nm", "node_45nm"].map(|node| ["a", "b", "c"].map(|c| format!("scaling.{node}.{c}")));
    assert_eq!(signed, curves.concat());
}

#[test]
fn what_is_no_finite_number_is_refused() {
    for path in entries() {
        let value = format!("{path}.value");
        let is_text = document_value(&value).is_str();
        let wrong: Vec<Value> = if is_text {
            let unit = document_value(&value).as_str().unwrap().split_once(' ').unwrap().1.to_owned();
            ["nan", "inf", "1e999", "", "x"].map(|number| format!("{number} {unit}").into()).to_vec()
        } else {
            vec![f64::NAN.into(), f64::INFINITY.into(), f64::NEG_INFINITY.into()]
        };
        for wrong in wrong {
            let error = refusal(&set(&value, wrong.clone()));
            let says =
                if is_text { "is no quantity: expected a number and a unit" } else { "is out of range" };
            assert!(error.starts_with(&format!("{path}: ")) && error.contains(says), "{wrong}: {error}");
        }
    }
    // Finite as written, infinite in the unit of the SI.
    let error = refusal(&set("supply.maximum.value", "1e308 GV"));
    assert!(error.starts_with("supply.maximum: \"1e308 GV\" is no quantity"), "{error}");
}

fn document_value(path: &str) -> Value {
    let mut document = document();
    let (table, key) = parent(&mut document, path);
    table[&key].clone()
}

#[test]
fn another_unit_is_refused_with_the_one_expected() {
    for (path, value, says) in [
        (
            "cells.gate",
            "8 fF",
            "cells.gate: unit \"fF\" does not fit: expected J, or a multiple such as mJ or uJ",
        ),
        (
            "supply.minimum",
            "0.7",
            "supply.minimum: unit \"\" does not fit: expected V, or a multiple such as mV or uV",
        ),
        (
            "leakage.gate_equivalent",
            "81.2 pJ",
            "leakage.gate_equivalent: unit \"pJ\" does not fit: expected W",
        ),
        ("cells.gate_area", "7.2576 um2", "cells.gate_area: unit \"um2\" does not fit: expected mm2"),
        ("logic.add_8", "0.03 PJ", "logic.add_8: unit \"PJ\" does not fit: expected J"),
    ] {
        let error = refusal(&set(&format!("{path}.value"), value));
        assert!(error.starts_with(says), "{error}");
    }
}

#[test]
fn another_form_is_refused_with_the_one_expected() {
    for (path, value, says) in [
        ("cells.gate.value", Value::Float(8e-15), "cells.gate: expected a number with a unit, in quotes"),
        ("delay.alpha.value", "1.52".into(), "delay.alpha: expected a number without unit"),
        ("cells.gate", "8 fJ".into(), "cells.gate: expected a table of value, conditions and source"),
        ("cells.gate.source", "".into(), "cells.gate.source: expected a string that is not empty"),
        ("cells.gate.conditions", "  ".into(), "cells.gate.conditions: expected a string that is not empty"),
        ("cells.gate.source", Value::Integer(3), "cells.gate.source: expected a string that is not empty"),
        ("name", Value::Integer(3), "name: expected a string that is not empty"),
        ("format_version", Value::Integer(2), "format_version: expected 1"),
        ("format_version", "1".into(), "format_version: expected 1"),
        ("sram.cacti.rows", "none".into(), "sram.cacti.rows: expected rows of as many numbers as columns"),
        ("sram.macros.source", "".into(), "sram.macros.source: expected a string that is not empty"),
    ] {
        assert_eq!(refusal(&set(path, value)), says);
    }
}

#[test]
fn what_nothing_reads_is_refused() {
    for (path, named) in [
        ("colour", "colour"),
        ("cells.inverter", "cells.inverter"),
        ("cells.gate.note", "cells.gate.note"),
        ("sram.cacti.columns", "sram.cacti.columns"),
    ] {
        assert_eq!(refusal(&set(path, "x")), format!("{named}: unknown entry"));
    }
    // A table without anything in it is as unknown as one with.
    let mut whole = document();
    whole.insert("package".to_owned(), Value::Table(Table::new()));
    assert_eq!(refusal(&whole), "package: unknown entry");
}

fn rows(path: &str, change: impl FnOnce(&mut Vec<Value>)) -> Table {
    let mut document = document();
    let (table, key) = parent(&mut document, path);
    change(table[&key].as_array_mut().unwrap());
    document
}

#[test]
fn tables_of_memories_are_checked_row_by_row() {
    let cacti = |change: fn(&mut Vec<Value>)| refusal(&rows("sram.cacti.rows", change));
    let form = "sram.cacti.rows: expected rows of as many numbers as columns";
    assert_eq!(cacti(|rows| rows.clear()), form);
    assert_eq!(cacti(|rows| drop(rows[3].as_array_mut().unwrap().pop())), form);
    assert_eq!(cacti(|rows| rows[3] = Value::Integer(1)), form);
    assert_eq!(cacti(|rows| rows[3][2] = "1.7 pJ".into()), form);
    let range = |found: &str| format!("sram.cacti.rows.3: {found} is out of range: above 0");
    assert_eq!(cacti(|rows| rows[3][2] = Value::Float(-0.5)), range("-0.5"));
    assert_eq!(cacti(|rows| rows[3][6] = Value::Integer(0)), range("0"));
    assert_eq!(cacti(|rows| rows[3][0] = Value::Float(f64::NAN)), range("nan"));
    assert_eq!(cacti(|rows| rows[3][0] = Value::Float(f64::INFINITY)), range("inf"));
    let once = "sram.cacti.rows: expected at least two widths with two capacities each, each once";
    assert_eq!(cacti(|rows| rows.truncate(9)), once);
    assert_eq!(cacti(|rows| rows.truncate(10)), once);
    assert_eq!(cacti(|rows| rows.push(rows[5].clone())), once);
    let macros = |change: fn(&mut Vec<Value>)| refusal(&rows("sram.macros.rows", change));
    let two = "sram.macros.rows: expected at least two numbers of words with two widths each";
    assert_eq!(macros(|rows| rows.truncate(2)), two);
    assert_eq!(macros(|rows| rows.truncate(3)), two);
    assert_eq!(
        macros(|rows| rows[1][3] = Value::Float(-33.0)),
        "sram.macros.rows.1: -33.0 is out of range: above 0"
    );
}

#[test]
fn shares_above_one_are_refused() {
    for path in ["gates.utilisation", "activity.registers"] {
        let error = refusal(&set(&format!("{path}.value"), 1.5));
        assert_eq!(error, format!("{path}: 1.5 is out of range: above 0, at most 1"));
        assert!(Technology::parse(&set(&format!("{path}.value"), 1.0).to_string()).is_ok());
    }
}

#[test]
fn supplies_must_be_in_order() {
    for (path, value) in [
        ("supply.minimum", "0.9 V"),
        ("supply.maximum", "0.75 V"),
        ("supply.reference", "1.3 V"),
        ("delay.threshold", "0.7 V"),
    ] {
        let error = refusal(&set(&format!("{path}.value"), value));
        assert!(error.starts_with("supply: "), "{error}");
        assert!(
            error.ends_with(
                "is out of range: above the threshold, with the reference between minimum and maximum"
            ),
            "{error}"
        );
    }
}

#[test]
fn names_that_are_none_list_those_that_are() {
    assert_eq!(
        Technology::find("28nm").unwrap_err().to_string(),
        "there is no technology \"28nm\"; there are 65nm, sg13g2 (or give the path of a TOML file)"
    );
}

/// As the program prints it: the file, then what is wrong in it. Causes that a text ends with are not repeated.
fn chain(error: &TechnologyError) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let message = error.to_string();
        if !text.ends_with(&message) {
            text = format!("{text}: {message}");
        }
        cause = error.source();
    }
    text
}

#[test]
fn files_are_named_first() {
    let folder = std::env::temp_dir().join(format!("apical-technology-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("mine.toml");
    let name = path.display().to_string();
    let find = || Technology::find(&name);
    assert!(chain(&find().unwrap_err()).starts_with(&format!("cannot read {name}: ")));
    std::fs::write(&path, without("cells.gate").to_string()).unwrap();
    assert_eq!(
        chain(&find().unwrap_err()),
        format!("{name}: cells.gate: missing; a technology has no defaults")
    );
    std::fs::write(&path, set("cells.gate.value", "-8 fJ").to_string()).unwrap();
    assert_eq!(chain(&find().unwrap_err()), format!("{name}: cells.gate: -8 fJ is out of range: above 0"));
    std::fs::write(&path, "format_version = 1\nname = = 2\n").unwrap();
    let error = chain(&find().unwrap_err());
    assert!(error.starts_with(&format!("{name}: TOML parse error at line 2, column 8")), "{error}");
    assert_eq!(error.matches("TOML parse error").count(), 1, "said once: {error}");
    std::fs::write(&path, [0xFF, 0xFE, 0x00]).unwrap();
    assert!(chain(&find().unwrap_err()).starts_with(&format!("cannot read {name}: ")));
    std::fs::write(&path, document().to_string()).unwrap();
    assert_eq!(find().unwrap(), Technology::find("65nm").unwrap());
    std::fs::remove_dir_all(&folder).unwrap();
}

/// A technology that is a cell library: no scaling, memories from macros.
mod library {
    use apical_chip::energy::{Calibration, EnergyModel, OperatingPoint};
    use apical_chip::preset::Preset;
    use apical_chip::units::{Hertz, Volts};

    use super::*;

    fn document() -> Table {
        Technology::builtin_text("sg13g2").unwrap().parse().unwrap()
    }

    fn changed(path: &str, value: Option<Value>) -> Table {
        let mut document = document();
        let (table, key) = parent(&mut document, path);
        match value {
            Some(value) => drop(table.insert(key, value)),
            None => drop(table.remove(&key).unwrap_or_else(|| panic!("{path} is there"))),
        }
        document
    }

    fn rows(change: fn(&mut Vec<Value>)) -> String {
        let mut document = document();
        let (table, key) = parent(&mut document, "sram.library.rows");
        change(table[&key].as_array_mut().unwrap());
        refusal(&document)
    }

    #[test]
    fn an_entry_that_is_missing_is_named() {
        let technology = Technology::find("sg13g2").unwrap();
        assert!(technology.entries.len() > 25, "{}", technology.entries.len());
        let tables =
            ["sram.library.rows", "sram.library.source", "sram.library.conditions", "name", "summary"];
        for path in technology.entries.iter().map(|entry| entry.path.as_str()).chain(tables) {
            assert_eq!(
                refusal(&changed(path, None)),
                format!("{path}: missing; a technology has no defaults")
            );
        }
    }

    #[test]
    fn what_a_library_has_no_use_for_is_refused() {
        for path in ["scaling", "supply.minimum", "delay", "sram.cacti", "sram.macros", "sram.two_ports"] {
            let found = refusal(&changed(path, Some("x".into())));
            assert_eq!(found, format!("{path}: unknown entry"));
        }
        // Without macros it is a technology of the other form, of which much is missing.
        let error = refusal(&changed("sram.library", None));
        assert_eq!(error, "supply.minimum: missing; a technology has no defaults");
    }

    #[test]
    fn macros_are_checked_row_by_row() {
        assert_eq!(
            rows(|rows| rows.clear()),
            "sram.library.rows: expected rows of as many numbers as columns"
        );
        assert_eq!(rows(|rows| rows.push(rows[3].clone())), "sram.library.rows: expected each macro once");
        assert_eq!(
            rows(|rows| rows[2][3] = Value::Float(-1.5)),
            "sram.library.rows.2: -1.5 is out of range: above 0"
        );
        for change in [
            (|rows| rows[2][0] = Value::Integer(3)) as fn(&mut Vec<Value>),
            |rows| rows[2][1] = Value::Float(0.5),
            |rows| rows[2][2] = Value::Integer(100_000),
        ] {
            let error = rows(change);
            assert!(error.starts_with("sram.library.rows.2: ") && error.contains("1 or 2 ports"), "{error}");
        }
    }

    #[test]
    fn it_holds_at_its_supply_only() {
        let technology = Technology::find("sg13g2").unwrap();
        technology.check_supply(Volts::new(1.2)).unwrap();
        for supply in [0.8, 1.19, 1.32, f64::NAN] {
            let error = technology.check_supply(Volts::new(supply)).unwrap_err().to_string();
            let says =
                "is out of range: 1.2 V, the only supply that the constants of technology sg13g2 hold at";
            assert!(error.starts_with("supply: ") && error.ends_with(says), "{error}");
        }
        let mut preset = Preset::builtin("apical").unwrap();
        let point = OperatingPoint { supply: Volts::new(1.2), clock: Hertz::new(20e6) };
        assert!(EnergyModel::new(&preset, &technology, point, 1.0).is_err(), "its own supply is 0.8 V");
        preset.supply = point.supply;
        EnergyModel::new(&preset, &technology, point, 1.0).unwrap();
    }

    #[test]
    fn there_is_nothing_to_calibrate() {
        let technology = Technology::find("sg13g2").unwrap();
        assert!(!technology.has_bounds());
        let error = Calibration::of(&technology).unwrap_err().to_string();
        assert!(error.starts_with("technology sg13g2: its memories are macros of a library"), "{error}");
    }

    /// Constants that both files have from the same library are the same in both.
    #[test]
    fn cells_are_those_that_65nm_scales() {
        let of = |name: &str| Technology::find(name).unwrap().entries;
        let (scaled, own) = (of("65nm"), of("sg13g2"));
        let mut compared = 0;
        for entry in &own {
            if entry.path.starts_with("cells.") || entry.path.starts_with("gates.") {
                let same = scaled.iter().find(|other| other.path == entry.path).unwrap();
                assert_eq!(same.value, entry.value, "{}", entry.path);
                compared += 1;
            }
        }
        assert_eq!(compared, 20);
    }
}

/// Draws are technologies like others, but for the texts beside their entries.
#[test]
fn a_draw_is_the_technology_without_its_texts() {
    for name in ["65nm", "sg13g2"] {
        let file = TechnologyFile::find(name).unwrap();
        for factors in [&[][..], &[("cells.gate", 1.3), ("logic.add_8", 0.7), ("cells.gate", 2.0)]] {
            let whole = file.technology(factors).unwrap();
            let drawn = file.draw(factors).unwrap();
            assert!(drawn.entries.is_empty() && !whole.entries.is_empty());
            let mut bare = whole;
            bare.entries.clear();
            assert_eq!(drawn, bare);
        }
        // What is wrong with a technology is wrong with its draws.
        let wrong = [("supply.reference", 10.0)];
        if name == "65nm" {
            assert_eq!(
                file.draw(&wrong).unwrap_err().to_string(),
                file.technology(&wrong).unwrap_err().to_string()
            );
        }
    }
}
