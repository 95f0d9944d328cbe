//! A front end in Rust.

use alloc::format;
use alloc::string::{String, ToString};
use core::fmt::Display;

use super::super::tables::{RetinaTables, Tables, level_values};
use super::super::template::{displayed, fill};
use crate::front_end::{Code, Levels, RetinaInput};

const SET: &str = include_str!("../templates/set.rs");
const ENCODE: &str = include_str!("../templates/encode.rs");
const LEVELS: &str = include_str!("../templates/levels.rs");
const RETINA: &str = include_str!("../templates/retina.rs");

/// Tables, and the function `encode`.
pub(super) fn front_end(tables: &Tables<'_>) -> String {
    let mut text = SET.to_string();
    let mut calls = String::new();
    let mut first = 0;
    if let Some(levels) = &tables.levels {
        text += &self::levels(levels, tables.inverted);
        calls += "    encode_levels(values, &mut bits);\n";
        first = levels.bits();
    }
    if let Some(retina) = &tables.retina {
        text += &self::retina(retina, first, tables.inverted);
        calls += "    encode_retina(values, &mut bits);\n";
    }
    text += &fill(ENCODE, &[("calls", &calls)]);
    text
}

fn levels(levels: &Levels, inverted: bool) -> String {
    let set = match levels.code {
        Code::Thermometer => {
            "        for level in 0..reached {\n            set(bits, first + level);\n        }\n"
        }
        Code::Highest => {
            "        if let Some(highest) = reached.checked_sub(1) {\n            set(bits, first + highest);\n        }\n"
        }
    };
    let of_values = if levels.is_shared() {
        "core::iter::repeat(&THRESHOLDS)"
    } else {
        "THRESHOLDS.chunks_exact(LEVELS)"
    };
    let shared = level_values(levels);
    let own: [(&str, &dyn Display); 3] = [
        ("of_values", &of_values),
        ("invert", &if inverted { "        let value = 255 - value;\n" } else { "" }),
        ("set", &set),
    ];
    fill(LEVELS, &[&displayed(&shared)[..], &own].concat())
}

fn retina(tables: &RetinaTables<'_>, first: usize, inverted: bool) -> String {
    let retina = tables.retina;
    let pixel = if inverted { "255 - pixel" } else { "pixel" };
    let seen = match retina.input {
        RetinaInput::Grey => pixel.to_string(),
        // Signed, so that 0 is no comparison of which the compiler warns.
        RetinaInput::Spikes(threshold) => format!("i16::from({pixel}) >= {threshold}"),
    };
    let shared = tables.values(first);
    let own: [(&str, &dyn Display); 1] = [("seen", &seen)];
    fill(RETINA, &[&displayed(&shared)[..], &own].concat())
}
