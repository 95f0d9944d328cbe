//! What comes before and after the network, in C.

use alloc::format;
use alloc::string::String;
use core::fmt::Display;

use super::super::contract::{Contract, Prepare, is_widest};
use super::super::preparation::{self, Spelling};
use super::super::source::c_string;
use super::super::template::{displayed, fill};

const FEATURES: &str = include_str!("../templates/features.c");
const AS_IS: &str = include_str!("../templates/as_is.c");
const NORMALISE: &str = include_str!("../templates/normalise.c");

const SPELLING: Spelling = Spelling { pair: ["{", "}"], comment: ["/* ", " */"] };

const WIDEST: &str = "            if (upper - lower > DBL_MAX) {
                /* Half of the distance is a number; stored before anything is added to it. */
                const volatile double product = (value / 2.0 - lower / 2.0) / (upper / 2.0 - lower / 2.0) * 255.0;
                scaled = product;
            }
";

/// Nothing of a contract that says nothing.
pub(super) fn contract(contract: &Contract, name: &str, capital: &str) -> String {
    if *contract == Contract::default() {
        return String::new();
    }
    let way = preparation::way(contract, |what| format!("{name}_{what}"), "class_names");
    let mut text = format!("/* {way} */\n\n");
    if !contract.class_names.is_empty() {
        text += &format!(
            "/* Names of the classes, in UTF-8. */\nstatic const char *const {name}_class_names[{}] = {{\n",
            contract.class_names.len()
        );
        for class in &contract.class_names {
            text += &format!("    {},\n", c_string(class));
        }
        text += "};\n\n";
    }
    let names: [(&str, &dyn Display); 2] = [("name", &name), ("NAME", &capital)];
    let shared = preparation::values(&contract.prepare, &SPELLING);
    let values = [&names[..], &displayed(&shared)].concat();
    text += &match &contract.prepare {
        Prepare::Nothing => String::new(),
        Prepare::AsIs(_) => fill(AS_IS, &values),
        Prepare::Normalise(_) => fill(NORMALISE, &values),
        Prepare::Features { ranges, .. } => {
            let own: [(&str, &dyn Display); 2] = [
                ("index", if ranges.len() == 1 { &"0" } else { &"feature" }),
                ("widest", if ranges.iter().any(is_widest) { &WIDEST } else { &"" }),
            ];
            fill(FEATURES, &[&values[..], &own].concat())
        }
    };
    text
}
