//! What comes before and after the network, in Rust.

use alloc::format;
use alloc::string::String;
use core::fmt::Display;

use super::super::contract::{Contract, LONGEST_SIDE, Prepare, ink_box, is_widest};
use super::super::source::comment;
use super::super::tables::normalise_stack;
use super::super::template::fill;
use crate::run::{ImageSize, Range};

const FEATURES: &str = include_str!("../templates/features.rs");
const AS_IS: &str = include_str!("../templates/as_is.rs");
const NORMALISE: &str = include_str!("../templates/normalise.rs");

const SCALED: &str = "(feature - lower) * 255.0 / (upper - lower)";
/// Half of the distance is a number where the whole is none.
const WIDEST: &str = "if (upper - lower).is_finite() {
            (feature - lower) * 255.0 / (upper - lower)
        } else {
            (feature / 2.0 - lower / 2.0) / (upper / 2.0 - lower / 2.0) * 255.0
        }";

/// Nothing of a contract that says nothing.
pub(super) fn contract(contract: &Contract) -> String {
    if *contract == Contract::default() {
        return String::new();
    }
    let first = match contract.prepare {
        Prepare::Nothing => "values from 0 to 255, such as those that it learned from, then",
        Prepare::Features { .. } => "`prepare_features`, then",
        Prepare::AsIs(_) | Prepare::Normalise(_) => "`prepare_pixels`, then, unless blank,",
    };
    let last = if contract.class_names.is_empty() { "" } else { ", then `CLASS_NAMES`" };
    let mut text = format!("// From raw data to a class: {first} `infer`{last}.\n\n");
    if !contract.class_names.is_empty() {
        text += "/// Names of the classes.\n#[rustfmt::skip]\npub static CLASS_NAMES: [&str; CLASSES] = [\n";
        for class in &contract.class_names {
            text += &format!("    {class:?},\n");
        }
        text += "];\n\n";
    }
    text += &match &contract.prepare {
        Prepare::Nothing => String::new(),
        Prepare::AsIs(size) => fill(AS_IS, &[("width", &size.width), ("height", &size.height)]),
        Prepare::Normalise(size) => normalise(*size),
        Prepare::Features { ranges, names } => features(ranges, names),
    };
    text
}

fn features(ranges: &[Range], names: &[String]) -> String {
    let mut lines = String::new();
    for (index, (lower, upper)) in ranges.iter().enumerate() {
        // The shortest decimals that are these numbers again.
        lines += &format!("    ({:?}, {:?}),", lower.0, upper.0);
        if let Some(feature) = names.get(index).filter(|_| ranges.len() > 1 || names.len() == 1) {
            lines += &format!(" // {}", comment(feature));
        }
        lines += "\n";
    }
    let one = ranges.len() == 1;
    let values: [(&str, &dyn Display); 5] = [
        ("whose", if one { &"all numbers" } else { &"each number" }),
        ("count", &ranges.len()),
        ("ranges", &lines),
        ("of_features", if one { &"core::iter::repeat(&RANGES[0])" } else { &"&RANGES" }),
        ("scaled", if ranges.iter().any(is_widest) { &WIDEST } else { &SCALED }),
    ];
    fill(FEATURES, &values)
}

fn normalise(size: ImageSize) -> String {
    let [box_height, box_width] = ink_box(size);
    let values: [(&str, &dyn Display); 6] = [
        ("width", &size.width),
        ("height", &size.height),
        ("box_width", &box_width),
        ("box_height", &box_height),
        ("longest", &LONGEST_SIDE),
        ("stack", &normalise_stack()),
    ];
    fill(NORMALISE, &values)
}
