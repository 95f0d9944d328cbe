//! What comes before and after the network, in Rust.

use alloc::format;
use alloc::string::String;
use core::fmt::Display;

use super::super::contract::{Contract, Prepare, is_widest};
use super::super::preparation::{self, Spelling};
use super::super::template::{displayed, fill};

const FEATURES: &str = include_str!("../templates/features.rs");
const AS_IS: &str = include_str!("../templates/as_is.rs");
const NORMALISE: &str = include_str!("../templates/normalise.rs");

const SPELLING: Spelling = Spelling { pair: ["(", ")"], comment: ["// ", ""] };

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
    let way = preparation::way(contract, |what| format!("`{what}`"), "CLASS_NAMES");
    let mut text = format!("// {way}\n\n");
    if !contract.class_names.is_empty() {
        text += "/// Names of the classes.\n#[rustfmt::skip]\npub static CLASS_NAMES: [&str; CLASSES] = [\n";
        for class in &contract.class_names {
            text += &format!("    {class:?},\n");
        }
        text += "];\n\n";
    }
    let shared = preparation::values(&contract.prepare, &SPELLING);
    let values = displayed(&shared);
    text += &match &contract.prepare {
        Prepare::Nothing => String::new(),
        Prepare::AsIs(_) => fill(AS_IS, &values),
        Prepare::Normalise(_) => fill(NORMALISE, &values),
        Prepare::Features { ranges, .. } => {
            let one = ranges.len() == 1;
            let own: [(&str, &dyn Display); 2] = [
                ("of_features", if one { &"core::iter::repeat(&RANGES[0])" } else { &"&RANGES" }),
                ("scaled", if ranges.iter().any(is_widest) { &WIDEST } else { &SCALED }),
            ];
            fill(FEATURES, &[&values[..], &own].concat())
        }
    };
    text
}
