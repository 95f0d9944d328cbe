//! Numbers as measured.

use std::fs;
use std::path::Path;
use std::process::Command;

use apical_core::Config;
use apical_core::export::{Contract, Prepare, npz_with};
use apical_core::random::SplitMix64;
use apical_core::run::{Range, Real};

use super::super::{npz, tools};
use super::{ODD_NAMES, c_says, first_difference, odd_names, rust_says};

const FEATURES_C: &str = r#"
#include "model.h"
#include <stdio.h>
int main(void)
{
    static double features[DIGITS_INPUTS];
    static uint8_t values[DIGITS_INPUTS];
    for (unsigned class = 0; class < DIGITS_CLASSES; class++) {
        printf("%s\n", digits_class_names[class]);
    }
    while (fread(features, sizeof *features, DIGITS_INPUTS, stdin) == DIGITS_INPUTS) {
        uint32_t clamped = 0, wrong = digits_prepare_features(features, values, &clamped);
        if (wrong) {
            printf("feature %u\n", (unsigned)wrong - 1u);
            continue;
        }
        for (unsigned value = 0; value < DIGITS_INPUTS; value++) {
            printf("%u ", values[value]);
        }
        printf("%u\n", (unsigned)clamped);
    }
    return 0;
}
"#;

const FEATURES_RUST: &str = r#"
use std::io::Read;
fn main() {
    let mut bytes = [0; 8 * library::INPUTS];
    library::CLASS_NAMES.iter().for_each(|name| println!("{name}"));
    while std::io::stdin().read_exact(&mut bytes).is_ok() {
        let features = std::array::from_fn(|at| f64::from_le_bytes(bytes[8 * at..][..8].try_into().unwrap()));
        let mut values = [0; library::INPUTS];
        match library::prepare_features(&features, &mut values) {
            Err(feature) => println!("feature {feature}"),
            Ok(clamped) => {
                values.iter().for_each(|value| print!("{value} "));
                println!("{clamped}");
            }
        }
    }
}
"#;

/// Ranges of every kind: negative, tiny, empty, with a distance or a product that is no number.
fn ranges() -> Vec<Range> {
    [
        (-1.5, 2.25),
        (0.1, 0.3),
        (5.0, 5.0),
        (-1e308, 1.7e308),
        (f64::MIN, f64::MAX),
        (0.0, 5e-324),
        (0.0, 8e307),
    ]
    .map(|(lower, upper)| (Real(lower), Real(upper)))
    .to_vec()
}

/// The formula, and how many are outside.
fn prepared(ranges: &[Range], row: &[f64]) -> String {
    if let Some(feature) = row.iter().position(|value| !value.is_finite()) {
        return format!("feature {feature}\n");
    }
    let (mut text, mut outside) = (String::new(), 0);
    for (index, &value) in row.iter().enumerate() {
        let (Real(lower), Real(upper)) = ranges[index % ranges.len()];
        outside += usize::from(value < lower || value > upper);
        let scaled = if (upper - lower).is_finite() {
            (value - lower) * 255.0 / (upper - lower)
        } else {
            (value / 2.0 - lower / 2.0) / (upper / 2.0 - lower / 2.0) * 255.0
        };
        text += &format!("{} ", if lower < upper { (scaled + 0.5) as u8 } else { 0 });
    }
    format!("{text}{outside}\n")
}

/// Rows about every half, beyond both ends, and with what is no number.
fn rows(ranges: &[Range], count: usize) -> Vec<Vec<f64>> {
    let mut random = SplitMix64::new(5);
    let mut rows = Vec::new();
    for step in 0..1100 {
        let value = |&(Real(lower), Real(upper)): &Range| {
            let (share, near) = (f64::from(step) / 1020.0 - 0.02, random.below(3) as f64 - 1.0);
            let value = lower + share * (upper / 2.0 - lower / 2.0) * 2.0;
            if value.is_finite() { value + near * value.abs() * f64::EPSILON } else { f64::MAX }
        };
        rows.push((0..count).map(|index| &ranges[index % ranges.len()]).map(value).collect::<Vec<f64>>());
    }
    for (feature, value) in [(0, f64::NAN), (2, f64::INFINITY), (1, f64::NEG_INFINITY)] {
        let mut row = rows[500].clone();
        row[feature] = value;
        rows.push(row);
    }
    rows
}

#[test]
fn features_become_values_by_the_formula() {
    let ranges = ranges();
    let config = Config::new(vec![ranges.len(), 4, 3]).unwrap();
    let names: Vec<String> = (0..ranges.len()).map(|index| ODD_NAMES[index % 3].to_owned()).collect();
    for ranges in [ranges.clone(), ranges[..1].to_vec(), ranges[4..5].to_vec()] {
        let rows = rows(&ranges, config.raw_inputs());
        let prepare = Prepare::Features { ranges: ranges.clone(), names: names.clone() };
        let contract = Contract { class_names: odd_names(), prepare };
        let mut expected: String = ODD_NAMES.map(|name| format!("{name}\n")).concat();
        expected.extend(rows.iter().map(|row| prepared(&ranges, row)));
        let input: Vec<u8> = rows.iter().flatten().flat_map(|value| value.to_le_bytes()).collect();
        if let Some(found) = c_says(&config, &contract, FEATURES_C, &input) {
            assert!(found == expected, "{}", first_difference(&found, &expected));
        }
        if let Some(found) = rust_says(&config, &contract, FEATURES_RUST, &input) {
            assert!(found == expected, "{}", first_difference(&found, &expected));
        }
    }
}

/// What the code of `docs/exports.md` makes of features is what the formula does.
#[test]
fn numpy_prepares_features_by_the_formula() {
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".into());
    if !tools::is_there(&python, &["-c", "import numpy"], false) {
        return;
    }
    let Some(code) = npz::documented() else { return };
    let ranges: Vec<Range> = ranges().into_iter().filter(|(_, Real(upper))| *upper < 1e300).collect();
    let rows: Vec<Vec<f64>> = rows(&ranges, ranges.len()).into_iter().take(1100).collect();
    let config = Config::new(vec![ranges.len(), 4, 3]).unwrap();
    let prepare = Prepare::Features { ranges: ranges.clone(), names: Vec::new() };
    let archive =
        npz_with(&config.initial_state(1), &Contract { class_names: odd_names(), prepare }).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path: &Path = &folder.path().join("model.npz");
    fs::write(path, archive).unwrap();
    let script = "
import sys
m = numpy.load(sys.argv[1])
features = numpy.frombuffer(sys.stdin.buffer.read()).reshape(-1, int(sys.argv[2]))
values, outside = prepare(m, features)
for row, count in zip(values, outside.sum(axis=1)):
    print(*row, count)
print(*m['class_names'], sep='\\n')
";
    let mut command = Command::new(&python);
    command.arg("-c").arg(format!("{code}{script}")).arg(path).arg(ranges.len().to_string());
    let input: Vec<u8> = rows.iter().flatten().flat_map(|value| value.to_le_bytes()).collect();
    let mut expected: String = rows.iter().map(|row| prepared(&ranges, row)).collect();
    expected += &ODD_NAMES.map(|name| format!("{name}\n")).concat();
    let found = tools::run(command.env("PYTHONIOENCODING", "utf-8"), &input);
    assert!(found == expected, "{}", first_difference(&found, &expected));
}
