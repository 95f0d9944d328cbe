//! What the templates of every language call by the same keys, of what comes before and after the network.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::contract::{Contract, LONGEST_SIDE, Prepare, ink_box};
use super::source::comment;
use super::tables::normalise_stack;
use crate::run::Range;

/// How a language writes what differs in one line from another's.
pub(super) struct Spelling {
    /// Around two numbers that belong together.
    pub(super) pair: [&'static str; 2],
    /// Around the rest of a line that is a comment.
    pub(super) comment: [&'static str; 2],
}

/// Values of a template; none of a step that has none.
pub(super) fn values(prepare: &Prepare, spelling: &Spelling) -> Vec<(&'static str, String)> {
    match prepare {
        Prepare::Nothing => Vec::new(),
        Prepare::AsIs(size) => {
            [("width", size.width), ("height", size.height)].map(|(key, side)| (key, side.to_string())).into()
        }
        Prepare::Normalise(size) => {
            let [box_height, box_width] = ink_box(*size);
            let numbers = [
                ("width", size.width),
                ("height", size.height),
                ("box_width", box_width),
                ("box_height", box_height),
                ("longest", LONGEST_SIDE),
                ("stack", normalise_stack()),
            ];
            numbers.map(|(key, number)| (key, number.to_string())).into()
        }
        Prepare::Features { ranges, names } => {
            let whose = if ranges.len() == 1 { "all numbers" } else { "each number" };
            alloc::vec![
                ("whose", whose.to_string()),
                ("count", ranges.len().to_string()),
                ("ranges", lines(ranges, names, spelling)),
            ]
        }
    }
}

/// A line for each range, with the name of its number where there are names.
fn lines(ranges: &[Range], names: &[String], spelling: &Spelling) -> String {
    let ([open, close], [before, after]) = (spelling.pair, spelling.comment);
    let mut lines = String::new();
    for (index, (lower, upper)) in ranges.iter().enumerate() {
        // The shortest decimals that are these numbers again.
        lines += &format!("    {open}{:?}, {:?}{close},", lower.0, upper.0);
        if let Some(name) = names.get(index).filter(|_| ranges.len() > 1 || names.len() == 1) {
            lines += &format!(" {before}{}{after}", comment(name));
        }
        lines.push('\n');
    }
    lines
}

/// The way from raw data to a class in words; `named` writes the name of a function or a table as the language has it.
pub(super) fn way(contract: &Contract, named: impl Fn(&str) -> String, class_names: &str) -> String {
    let first = match contract.prepare {
        Prepare::Nothing => "values from 0 to 255, such as those that it learned from, then".to_string(),
        Prepare::Features { .. } => format!("{}, then", named("prepare_features")),
        Prepare::AsIs(_) | Prepare::Normalise(_) => {
            format!("{}, then, unless blank,", named("prepare_pixels"))
        }
    };
    let last = if contract.class_names.is_empty() {
        String::new()
    } else {
        format!(", then {}", named(class_names))
    };
    format!("From raw data to a class: {first} {}{last}.", named("infer"))
}
