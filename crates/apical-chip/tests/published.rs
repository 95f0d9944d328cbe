//! What is published stands in one place.

use std::path::{Path, PathBuf};

use apical_chip::published;

/// Figures with so few digits stand for much else too.
const LEAST_DIGITS: usize = 3;

/// What a figure may be written as: itself, a share for a percentage, or with another prefix of its unit.
const MULTIPLES: [f64; 4] = [1.0, 0.01, 1e3, 1e-3];

/// The published numbers.
fn figures() -> Vec<f64> {
    let lines = published::lines();
    let numbers = lines.iter().map(|line| line.value.split(' ').next().unwrap());
    let digits = |number: &str| number.replace('.', "").trim_matches('0').len();
    numbers.filter(|number| digits(number) >= LEAST_DIGITS).map(|number| number.parse().unwrap()).collect()
}

fn is_published(number: &str, figures: &[f64]) -> bool {
    let Ok(number) = number.replace('_', "").parse::<f64>() else { return false };
    let is =
        |figure: &f64| MULTIPLES.iter().any(|multiple| (number / (figure * multiple) - 1.0).abs() < 1e-9);
    figures.iter().any(is)
}

/// Numbers of a text, without exponent and suffix.
fn numbers(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '#')))
        .filter(|word| word.starts_with(|c: char| c.is_ascii_digit()) && !word.starts_with("0x"))
        .map(|word| {
            let end = word.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '_')));
            &word[..end.unwrap_or(word.len())]
        })
}

/// Rust sources of the project's programs and libraries.
fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.map(|entry| entry.unwrap().path()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            // Tests may say what they expect in numbers of their own.
            if !["tests", "target", ".git"].contains(&name.as_str()) {
                sources(&path, files);
            }
        } else if name.ends_with(".rs") {
            files.push(path);
        }
    }
}

#[test]
fn no_other_source_repeats_a_published_figure() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = Vec::new();
    for part in ["crates", "xtask", "examples"] {
        sources(&root.join(part), &mut files);
    }
    assert!(!files.is_empty());
    let figures = figures();
    let mut found = Vec::new();
    for path in files.iter().filter(|path| !path.ends_with("apical-chip/src/published.rs")) {
        let text = std::fs::read_to_string(path).unwrap();
        let source = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        for (index, line) in source.lines().enumerate() {
            if numbers(line).any(|number| is_published(number, &figures)) {
                found.push(format!("{}:{}: {}", path.display(), index + 1, line.trim()));
            }
        }
    }
    assert!(
        found.is_empty(),
        "published figures outside of published.rs; take them from apical_chip::published:\n{}",
        found.join("\n")
    );
}

#[test]
fn a_repeated_figure_would_be_found() {
    let figures = figures();
    let has = |text: &str| numbers(text).any(|number| is_published(number, &figures));
    for text in
        ["236.5e-9", "the 236.5 nJ of", "99_800.0", "= 99.8e3;", "0.9783", "73.9 Mpixel/s", "(94.3)", "212.0"]
    {
        assert!(has(text), "{text}");
    }
    for text in ["1236.5", "#212a23", "0x212", "236.54", "u212", "7.5 %", "1.4 x", "236 MHz"] {
        assert!(!has(text), "{text}");
    }
}
