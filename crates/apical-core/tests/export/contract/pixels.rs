//! Grey pictures.

use apical_core::Config;
use apical_core::export::{Contract, LONGEST_SIDE, Prepare};
use apical_core::random::SplitMix64;
use apical_core::run::ImageSize;

use super::{c_says, first_difference, rust_says};

const PIXELS_C: &str = r#"
#include "model.h"
#include <stdio.h>
int main(void)
{
    static uint8_t values[DIGITS_INPUTS], picture[255 * 255];
    uint8_t sides[2];
    while (fread(sides, 1, 2, stdin) == 2 && fread(picture, 1, (size_t)sides[0] * sides[1], stdin) > 0) {
        printf("%d", digits_prepare_pixels(picture, sides[0], sides[1], values));
        for (unsigned value = 0; value < DIGITS_INPUTS; value++) {
            printf(" %u", values[value]);
        }
        printf("\n");
    }
    return 0;
}
"#;

const PIXELS_RUST: &str = r#"
use std::io::Read;
fn main() {
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes).unwrap();
    let (mut left, mut values) = (&bytes[..], [0; library::INPUTS]);
    while let [width, height, rest @ ..] = left {
        let (width, height) = (usize::from(*width), usize::from(*height));
        let (picture, rest) = rest.split_at(width * height);
        left = rest;
        print!("{}", library::prepare_pixels(picture, width, height, &mut values) as u8);
        values.iter().for_each(|value| print!(" {value}"));
        println!();
    }
}
"#;

/// Pictures with everything that preparing looks for, width and height before each.
fn pictures() -> Vec<u8> {
    let mut random = SplitMix64::new(9);
    let mut bytes = Vec::new();
    for number in 0..600 {
        let mut below = |limit: usize| random.below(limit as u32) as usize;
        let longest = if number % 3 == 0 { 12 } else { LONGEST_SIDE };
        let (width, height) = (1 + below(longest), 1 + below(longest));
        let (paper, ink, grain) = (below(256), below(256), below(20) * below(2) + 1);
        let mut picture: Vec<usize> = (0..width * height).map(|_| paper + below(grain)).collect();
        for _ in 0..below(4) {
            let (left, top) = (below(width), below(height));
            let (right, bottom) = (left + 1 + below(width - left), top + 1 + below(height - top));
            let dot =
                |at: usize| (left..right).contains(&(at % width)) && (top..bottom).contains(&(at / width));
            (0..picture.len()).filter(|&at| dot(at)).for_each(|at| picture[at] = ink);
        }
        // Strips of a scan along some sides.
        for side in 0..4 {
            let (deep, dark, strip) = (below(1 + width.min(height) / 8), below(256), below(2) * number % 2);
            let depth =
                |at: usize| [at % width, width - 1 - at % width, at / width, height - 1 - at / width][side];
            let inside = |at: &usize| strip == 1 && depth(*at) < deep;
            (0..picture.len()).filter(inside).for_each(|at| picture[at] = dark);
        }
        if number % 10 == 9 {
            picture.iter_mut().for_each(|pixel| *pixel = below(256));
        }
        bytes.extend([width as u8, height as u8]);
        bytes.extend(picture.into_iter().map(|pixel| pixel.min(255) as u8));
    }
    for (width, height) in [(LONGEST_SIDE + 1, 5), (5, LONGEST_SIDE + 1)] {
        bytes.extend([width as u8, height as u8]);
        bytes.extend(vec![0; width * height]);
    }
    bytes
}

#[test]
fn pictures_are_prepared_alike_in_both_languages() {
    let input = pictures();
    for (height, width) in [(28, 28), (1, 1), (20, 9), (70, 64)] {
        let config = Config::new(vec![height * width, 4, 3]).unwrap();
        let prepare = Prepare::Normalise(ImageSize { height, width });
        let contract = Contract { class_names: Vec::new(), prepare };
        let (Some(c), Some(rust)) = (
            c_says(&config, &contract, PIXELS_C, &input),
            rust_says(&config, &contract, PIXELS_RUST, &input),
        ) else {
            return;
        };
        assert!(c == rust, "{}", first_difference(&c, &rust));
        let outcomes = |outcome: &str| c.lines().filter(|line| line.starts_with(outcome)).count();
        assert!(outcomes("0 ") > 300 && outcomes("1 ") > 30 && outcomes("2 ") == 2, "{width} x {height}");
    }
}

#[test]
fn pictures_that_are_taken_as_they_are_must_have_the_size() {
    let config = Config::new(vec![6, 4, 3]).unwrap();
    let prepare = Prepare::AsIs(ImageSize { height: 2, width: 3 });
    let contract = Contract { class_names: Vec::new(), prepare };
    let input =
        [&[3, 2, 1, 0, 255, 4, 5, 6][..], &[2, 3, 1, 2, 3, 4, 5, 6], &[3, 2, 0, 0, 0, 0, 0, 0]].concat();
    let expected = "0 1 0 255 4 5 6\n2 1 0 255 4 5 6\n1 0 0 0 0 0 0\n";
    for found in
        [c_says(&config, &contract, PIXELS_C, &input), rust_says(&config, &contract, PIXELS_RUST, &input)]
    {
        assert_eq!(found.as_deref().unwrap_or(expected), expected);
    }
}
