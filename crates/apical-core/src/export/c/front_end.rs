//! A front end in C.

use alloc::format;
use alloc::string::{String, ToString};
use core::fmt::Display;

use crate::front_end::{Code, Levels, RetinaInput};

use super::super::tables::{RetinaTables, Tables, level_values};
use super::super::template::{displayed, fill};

const SET: &str = include_str!("../templates/set.c");
const ENCODE: &str = include_str!("../templates/encode.c");
const LEVELS: &str = include_str!("../templates/levels.c");
const RETINA: &str = include_str!("../templates/retina.c");

/// Tables, and the function `NAME_encode`.
pub(super) fn front_end(tables: &Tables<'_>, name: &str, capital: &str) -> String {
    let names: [(&str, &dyn Display); 2] = [("name", &name), ("NAME", &capital)];
    let mut text = fill(SET, &names);
    let mut calls = String::new();
    let mut first = 0;
    if let Some(levels) = &tables.levels {
        text += &self::levels(levels, tables.inverted, &names);
        calls += &format!("    {name}_encode_levels(values, bits);\n");
        first = levels.bits();
    }
    if let Some(retina) = &tables.retina {
        text += &self::retina(retina, first, tables.inverted, &names);
        calls += &format!("    {name}_encode_retina(values, bits);\n");
    }
    text += &fill(ENCODE, &[&names[..], &[("calls", &calls)]].concat());
    text
}

fn levels(levels: &Levels, inverted: bool, names: &[(&str, &dyn Display)]) -> String {
    let set = |bit: &str, indent: &str| fill(&format!("{indent}@name@_set(bits, first + {bit});\n"), names);
    let (reached, highest) = match levels.code {
        Code::Thermometer => (set("level", "            "), String::new()),
        Code::Highest => {
            let set = set("level - 1", "            ");
            (String::new(), format!("        if (level > 0) {{\n{set}        }}\n"))
        }
    };
    let next = if levels.is_shared() {
        String::new()
    } else {
        fill("        thresholds += @NAME@_LEVELS;\n", names)
    };
    let shared = level_values(levels);
    let own: [(&str, &dyn Display); 4] = [
        ("value", &if inverted { "(uint8_t)(255 - values[input])" } else { "values[input]" }),
        ("reached", &reached),
        ("highest", &highest),
        ("next", &next),
    ];
    fill(LEVELS, &[names, &displayed(&shared), &own].concat())
}

fn retina(tables: &RetinaTables<'_>, first: usize, inverted: bool, names: &[(&str, &dyn Display)]) -> String {
    let retina = tables.retina;
    let pixel = if inverted { "(255 - pixels[x])" } else { "pixels[x]" };
    let seen = match retina.input {
        RetinaInput::Grey => pixel.to_string(),
        // Compilers warn of comparisons that always hold.
        RetinaInput::Spikes(0) => "1".to_string(),
        RetinaInput::Spikes(threshold) => format!("({pixel} >= {threshold})"),
    };
    let shared = tables.values(first);
    let own: [(&str, &dyn Display); 3] =
        [("half", &(retina.kernel / 2)), ("pitch", &tables.pitch()), ("seen", &seen)];
    fill(RETINA, &[names, &displayed(&shared), &own].concat())
}
