//! `testcases/runs.txt` against the specification's text.

use std::fs;
use std::path::Path;

use apical_core::vectors;

use super::seeds::at;

fn below(z: u64, bound: u64) -> u64 {
    ((z >> 32) * bound) >> 32
}

fn order(seed: u64, epoch: u64, images: usize) -> Vec<i64> {
    let start = at(at(seed, 2), epoch);
    let mut order: Vec<i64> = (0..images as i64).collect();
    for (output, i) in (1..images).rev().enumerate() {
        order.swap(i, below(at(start, output as u64), i as u64 + 1) as usize);
    }
    order
}

fn shift(seed: u64, image: u64, most: i64) -> Vec<i64> {
    let (z, bound) = (at(at(seed, 4), image), 2 * most as u64 + 1);
    vec![(((z & 0xFFFF_FFFF) * bound) >> 32) as i64 - most, below(z, bound) as i64 - most]
}

fn shifted(height: i64, width: i64, right: i64, down: i64, pixels: &[i64]) -> Vec<i64> {
    let from = |index: i64| {
        let (y, x) = (index / width - down, index % width - right);
        let inside = (0..height).contains(&y) && (0..width).contains(&x);
        if inside { pixels[(y * width + x) as usize] } else { 0 }
    };
    (0..height * width).map(from).collect()
}

fn rate(start: i64, end: i64, bits: i64, images: i64, image: i64) -> Vec<i64> {
    let last = (images - 1).max(1);
    let value = start + ((end - start) * image.min(last)).div_euclid(last);
    let register = if bits == 8 { value } else { (value + (1 << (7 - bits))) >> (8 - bits) };
    vec![value, register]
}

#[test]
fn known_answers_are_what_the_text_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testcases").join(vectors::RUNS_FILE);
    let text = fs::read_to_string(path).expect("it is there");
    assert!(text == vectors::runs(), "`apical vectors` rewrites the file");
    let mut seen = std::collections::BTreeMap::<&str, u32>::new();
    for line in text.lines().skip(1) {
        let fields: Vec<&str> = line.split(' ').collect();
        let hexadecimal = |index: usize| u64::from_str_radix(fields[index], 16).unwrap();
        let number = |index: usize| fields[index].parse::<i64>().unwrap();
        let rest =
            |from: usize| fields[from..].iter().map(|field| field.parse().unwrap()).collect::<Vec<i64>>();
        match fields[0] {
            "splitmix64" => assert_eq!(at(hexadecimal(1), number(2) as u64), hexadecimal(3), "{line}"),
            "below" => assert_eq!(below(at(hexadecimal(1), 0), number(2) as u64), number(3) as u64, "{line}"),
            "stream" => assert_eq!(at(hexadecimal(1), number(2) as u64), hexadecimal(3), "{line}"),
            "order" => {
                assert_eq!(order(hexadecimal(1), number(2) as u64, number(3) as usize), rest(4), "{line}")
            }
            "shift" => assert_eq!(shift(hexadecimal(1), number(2) as u64, number(3)), rest(4), "{line}"),
            "xorshift32" => {
                let mut y = hexadecimal(1) as u32;
                y ^= y << 13;
                y ^= y >> 17;
                y ^= y << 5;
                assert_eq!(u64::from(y), hexadecimal(2), "{line}");
            }
            "shifted" => {
                let pixels = rest(5);
                let expected = shifted(number(1), number(2), number(3), number(4), &pixels[..6]);
                assert_eq!(expected, pixels[6..], "{line}");
            }
            "text_rate" => {
                let (start, end) = fields[1].split_once(':').unwrap_or((fields[1], fields[1]));
                let register = |text: &str| (text.parse::<f64>().unwrap() * 256.0 + 0.5).floor() as i64;
                assert_eq!(vec![register(start), register(end)], rest(2), "{line}");
            }
            "rate" => {
                assert_eq!(rate(number(1), number(2), number(3), number(4), number(5)), rest(6), "{line}");
            }
            other => panic!("unknown record {other}"),
        }
        *seen.entry(fields[0]).or_default() += 1;
    }
    assert_eq!(seen.len(), 9, "{seen:?}");
}
