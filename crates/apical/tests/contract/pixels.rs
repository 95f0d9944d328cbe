//! Grey pictures.

use std::fs;

use apical_core::Config;
use apical_core::export::{Contract, Prepare, c_header_with, rust_source_with};
use apical_core::random::SplitMix64;
use apical_core::run;
use apical_data::Normalised;

use super::picture::{Picture, input, picture};
use super::{c_says, hexadecimal, rust_says};
use crate::common::{Sandbox, refused, succeeded, write_bmp};
use crate::own_data::write_pictures;

/// For each picture, after its width and height: outcome, class by name, values.
const PIXELS: &str = r#"
#include "m.h"
#include <stdio.h>
int main(void)
{
    static uint8_t values[M_INPUTS], picture[255 * 255];
    uint8_t sides[2];
    while (fread(sides, 1, 2, stdin) == 2 && fread(picture, 1, (size_t)sides[0] * sides[1], stdin) > 0) {
        int outcome = m_prepare_pixels(picture, sides[0], sides[1], values);
        printf("%d,%s,", outcome, outcome == M_PREPARED ? m_class_names[m_infer(values)] : "");
        for (unsigned value = 0; value < M_INPUTS; value++) {
            printf("%02x", values[value]);
        }
        printf("\n");
    }
    return 0;
}
"#;

/// The same in Rust.
const PIXELS_RUST: &str = r#"
mod m;
use std::io::Read;
fn main() {
    let (mut bytes, mut values) = (Vec::new(), [0; m::INPUTS]);
    std::io::stdin().read_to_end(&mut bytes).unwrap();
    let mut left = &bytes[..];
    while let [width, height, rest @ ..] = left {
        let (width, height) = (usize::from(*width), usize::from(*height));
        let (picture, rest) = rest.split_at(width * height);
        left = rest;
        let outcome = m::prepare_pixels(picture, width, height, &mut values);
        let name = if outcome == m::Prepared::Ready { m::CLASS_NAMES[usize::from(m::infer(&values))] } else { "" };
        let values: String = values.iter().map(|value| format!("{value:02x}")).collect();
        println!("{},{name},{values}", outcome as u8);
    }
}
"#;

/// The contract between the program's preparation and the exported one.
#[test]
fn exported_source_normalises_pictures_to_the_bytes_of_the_program() {
    let mut random = SplitMix64::new(3);
    let pictures: Vec<Picture> = (0..6000).map(|_| picture(&mut random)).collect();
    let input = input(&pictures);
    for (height, width) in [(28, 28), (9, 31), (64, 48), (1, 1)] {
        let config = Config::new(vec![height * width, 4, 2]).unwrap();
        let prepare = Prepare::Normalise(run::ImageSize { height, width });
        let contract = Contract { class_names: vec!["a".into(), "b".into()], prepare };
        let folder = tempfile::tempdir().unwrap();
        let state = config.initial_state(1);
        fs::write(folder.path().join("m.h"), c_header_with(&state, "m", &contract).unwrap()).unwrap();
        fs::write(folder.path().join("m.rs"), rust_source_with(&state, &contract).unwrap()).unwrap();
        let expected: Vec<Normalised> =
            pictures.iter().map(|picture| picture.normalised(width, height)).collect();
        let blank = expected.iter().filter(|expected| expected.blank).count();
        assert!((200..3000).contains(&blank), "{blank} blank");
        let c = c_says(folder.path(), PIXELS, &input);
        let rust = rust_says(folder.path(), PIXELS_RUST, &input);
        assert!(c.as_ref().zip(rust.as_ref()).is_none_or(|(c, rust)| c == rust), "C and Rust differ");
        for found in c.iter().chain(&rust) {
            assert_eq!(found.len(), pictures.len());
            for (index, ([outcome, _, values], expected)) in found.iter().zip(&expected).enumerate() {
                let wanted = (if expected.blank { "1" } else { "0" }, &hexadecimal(&expected.pixels)[..]);
                let size = (pictures[index].width, pictures[index].height);
                assert!(
                    (outcome.as_str(), values.as_str()) == wanted,
                    "picture {index} of {size:?} to {width} x {height}"
                );
            }
        }
    }
}

#[test]
fn pictures_are_classified_by_an_export_as_by_the_program() {
    let sandbox = Sandbox::new();
    write_pictures(&sandbox, "figures", &[0, 1, 2], 0..24);
    let train = ["train", "--data", "figures", "--image-size", "20x20", "--epochs", "20", "--out", "m"];
    succeeded(sandbox.apical(&train));
    let said = succeeded(sandbox.apical(&["export", "m", "--to", "c"]));
    assert!(said.contains("sides up to 63") && said.contains("scaled to 20x20: prepare_pixels"), "{said}");

    // The figures as they learned, magnified off the centre, and others light on dark; blank ones; anything.
    let mut random = SplitMix64::new(8);
    let mut pictures: Vec<Picture> = (0..60).map(|_| picture(&mut random)).collect();
    for number in 0..60 {
        let (width, height) = (40 + number % 24, 63 - number % 20);
        let (dark, scale) = (number % 3 > 0, 1 + number % 3);
        let ink = |x: usize, y: usize| match number % 4 {
            0 => x < 10 && y < 12 && (!(2..=7).contains(&x) || !(2..=9).contains(&y)),
            1 => (4..7).contains(&x) && y < 12,
            2 => x < 10 && y < 12 && x.abs_diff(y) < 2,
            _ => false,
        };
        let level = |at: usize| {
            let (x, y) = (at % width, at / width);
            let inked = ink(x.wrapping_sub(number % 9) / scale, y.wrapping_sub(number % 11) / scale);
            if inked == dark { 40 } else { 210 }
        };
        pictures.push(Picture { width, height, grey: (0..width * height).map(level).collect() });
    }
    fs::create_dir(sandbox.path("others")).unwrap();
    for (number, Picture { width, height, grey }) in pictures.iter().enumerate() {
        write_bmp(&sandbox.path("others").join(format!("{number:03}.bmp")), *width, *height, grey);
    }
    let Some(found) = c_says(&sandbox.path(""), PIXELS, &input(&pictures)) else { return };
    let predicted = succeeded(sandbox.apical(&["predict", "m", "others"]));
    let expected: Vec<&str> = predicted.lines().skip(1).map(|line| line.split(',').nth(3).unwrap()).collect();
    let found: Vec<&str> = found.iter().map(|[_, name, _]| name.as_str()).collect();
    assert_eq!(found, expected);
    for name in ["", "box", "line", "slope"] {
        assert!(found.iter().filter(|found| **found == name).count() > 5, "few of {name:?}: {found:?}");
    }
    let message = refused(sandbox.apical(&["export", "m", "--to", "c", "--prepare", "as-is"]));
    assert!(message.contains("the model says itself"), "{message}");
}
