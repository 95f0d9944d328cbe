//! What comes before and after the network, in C.

use alloc::format;
use alloc::string::{String, ToString};
use core::fmt::Display;

use super::super::contract::{Contract, LONGEST_SIDE, Prepare, ink_box, is_widest};
use super::super::source::{c_string, comment};
use super::super::tables::normalise_stack;
use super::super::template::fill;
use crate::run::ImageSize;

const FEATURES: &str = include_str!("../templates/features.c");
const AS_IS: &str = include_str!("../templates/as_is.c");
const NORMALISE: &str = include_str!("../templates/normalise.c");

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
    let names: [(&str, &dyn Display); 2] = [("name", &name), ("NAME", &capital)];
    let first = match contract.prepare {
        Prepare::Nothing => "values from 0 to 255, such as those that it learned from, then ".to_string(),
        Prepare::Features { .. } => format!("{name}_prepare_features, then "),
        Prepare::AsIs(_) | Prepare::Normalise(_) => format!("{name}_prepare_pixels, then, unless blank, "),
    };
    let last = if contract.class_names.is_empty() { "" } else { ", then @name@_class_names" };
    let mut text = fill(&format!("/* From raw data to a class: {first}@name@_infer{last}. */\n\n"), &names);
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
    text += &match &contract.prepare {
        Prepare::Nothing => String::new(),
        Prepare::AsIs(size) => {
            fill(AS_IS, &[&names[..], &[("width", &size.width), ("height", &size.height)]].concat())
        }
        Prepare::Normalise(size) => normalise(*size, &names),
        Prepare::Features { ranges, names: features } => {
            let mut lines = String::new();
            for (index, (lower, upper)) in ranges.iter().enumerate() {
                // The shortest decimals that are these numbers again.
                lines += &format!("    {{{:?}, {:?}}},", lower.0, upper.0);
                if let Some(feature) = features.get(index).filter(|_| ranges.len() > 1 || features.len() == 1)
                {
                    lines += &format!(" /* {} */", comment(feature));
                }
                lines += "\n";
            }
            let one = ranges.len() == 1;
            let values: [(&str, &dyn Display); 5] = [
                ("whose", if one { &"all numbers" } else { &"each number" }),
                ("count", &ranges.len()),
                ("ranges", &lines),
                ("index", if one { &"0" } else { &"feature" }),
                ("widest", if ranges.iter().any(is_widest) { &WIDEST } else { &"" }),
            ];
            fill(FEATURES, &[&names[..], &values].concat())
        }
    };
    text
}

fn normalise(size: ImageSize, names: &[(&str, &dyn Display)]) -> String {
    let [box_height, box_width] = ink_box(size);
    let values: [(&str, &dyn Display); 6] = [
        ("width", &size.width),
        ("height", &size.height),
        ("box_width", &box_width),
        ("box_height", &box_height),
        ("longest", &LONGEST_SIDE),
        ("stack", &normalise_stack()),
    ];
    fill(NORMALISE, &[names, &values].concat())
}
