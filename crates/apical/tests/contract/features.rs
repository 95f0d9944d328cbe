//! Numbers as measured.

use std::fmt::Write as _;
use std::fs;

use apical_core::random::SplitMix64;
use apical_data::FeatureScale;

use super::{c_says, hexadecimal};
use crate::common::{Sandbox, succeeded};

/// For each row: numbers outside, class by name, values.
const FEATURES: &str = r#"
#include "m.h"
#include <stdio.h>
int main(void)
{
    static uint8_t values[M_INPUTS];
    static double features[M_INPUTS];
    while (fread(features, sizeof *features, M_INPUTS, stdin) == M_INPUTS) {
        uint32_t clamped = 0;
        if (m_prepare_features(features, values, &clamped)) {
            return 1;
        }
        printf("%u,%s,", (unsigned)clamped, m_class_names[m_infer(values)]);
        for (unsigned value = 0; value < M_INPUTS; value++) {
            printf("%02x", values[value]);
        }
        printf("\n");
    }
    return 0;
}
"#;

/// Four features and three classes, as the iris has.
fn flowers(rows: std::ops::Range<usize>) -> Vec<([f64; 4], &'static str)> {
    let mut random = SplitMix64::new(rows.start as u64);
    let mut near = |middle: f64, spread: f64| {
        let sum: u32 = (0..4).map(|_| random.below(1000)).sum();
        ((middle + spread * (f64::from(sum) / 2000.0 - 1.0)) * 10.0).round() / 10.0
    };
    rows.map(|row| match row % 3 {
        0 => ([near(5.0, 1.0), near(3.4, 1.1), near(1.5, 0.6), near(0.2, 0.3)], "setosa"),
        1 => ([near(5.9, 1.5), near(2.8, 0.9), near(4.3, 1.4), near(1.3, 0.6)], "versicolor"),
        _ => ([near(6.6, 1.9), near(3.0, 0.9), near(5.6, 1.6), near(2.0, 0.8)], "virginica"),
    })
    .collect()
}

#[test]
fn rows_of_features_are_classified_by_an_export_as_by_the_program() {
    let sandbox = Sandbox::new();
    let write = |name: &str, rows: &[([f64; 4], &str)]| {
        let mut text = "sepal length,sepal width,petal length,petal width,species\n".to_owned();
        for ([a, b, c, d], name) in rows {
            let _ = writeln!(text, "{a},{b},{c},{d},{name}");
        }
        fs::write(sandbox.path(name), text).unwrap();
    };
    write("flowers.csv", &flowers(0..150));
    // Some are smaller and some larger than all that were learned.
    let mut others = flowers(150..450);
    others.iter_mut().step_by(7).for_each(|(row, _)| row[2] *= 1.7);
    others.iter_mut().step_by(11).for_each(|(row, _)| row[0] = -3.25);
    write("others.csv", &others);
    succeeded(sandbox.apical(&["train", "--data", "flowers.csv", "--epochs", "30", "--out", "m"]));
    let said = succeeded(sandbox.apical(&["export", "m", "--to", "c"]));
    assert!(
        said.ends_with("\ntakes numbers as measured (4 ranges): prepare_features, then infer\n"),
        "{said}"
    );
    let header = String::from_utf8(sandbox.read("m.h")).unwrap();
    assert!(
        header.contains("/* petal width */")
            && header.contains("m_prepare_features, then m_infer, then m_class_names")
    );

    let bytes: Vec<u8> =
        others.iter().flat_map(|(row, _)| row).flat_map(|value| value.to_le_bytes()).collect();
    let Some(found) = c_says(&sandbox.path(""), FEATURES, &bytes) else { return };
    let predicted = succeeded(sandbox.apical(&["predict", "m", "others.csv"]));
    let expected: Vec<&str> = predicted.lines().skip(1).map(|line| line.split(',').nth(2).unwrap()).collect();
    assert_eq!(found.iter().map(|[_, name, _]| name.as_str()).collect::<Vec<_>>(), expected);
    for name in ["setosa", "versicolor", "virginica"] {
        assert!(expected.iter().filter(|found| **found == name).count() > 30, "few of {name}: {expected:?}");
    }

    let learned = flowers(0..150);
    let ends = |feature: usize| {
        let values = || learned.iter().map(move |(row, _)| row[feature]);
        (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max))
    };
    let scale = FeatureScale::Each((0..4).map(ends).collect());
    let mut outside = 0;
    for (index, ([clamped, _, values], (row, _))) in found.iter().zip(&others).enumerate() {
        let scaled = row.iter().enumerate().map(|(feature, &value)| scale.byte(feature, value).unwrap());
        let (bytes, beyond): (Vec<u8>, Vec<bool>) = scaled.unzip();
        let beyond = beyond.into_iter().filter(|&beyond| beyond).count();
        let both = (clamped.as_str(), values.as_str());
        assert_eq!(both, (&beyond.to_string()[..], &hexadecimal(&bytes)[..]), "row {index}");
        outside += beyond;
    }
    assert!(outside > 30, "{outside}");
}
