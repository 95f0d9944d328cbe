//! Source text with gaps to fill.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt::Display;

/// The template with each `@key@` replaced by its value.
pub(super) fn fill(template: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut text = String::with_capacity(2 * template.len());
    // Between the signs stand text and keys in turn.
    for (index, part) in template.split('@').enumerate() {
        match values.iter().find(|(key, _)| index % 2 == 1 && *key == part) {
            Some((_, value)) => text.push_str(&value.to_string()),
            None => text.push_str(part),
        }
    }
    text
}

/// Values that are text already, as [`fill`] takes them.
pub(super) fn displayed<'a>(values: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a dyn Display)> {
    values.iter().map(|(key, value)| (*key, value as &dyn Display)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_replaced_and_the_rest_stays() {
        assert_eq!(fill("a @b@ b @c@@b@", &[("b", &7), ("c", &"x")]), "a 7 b x7");
    }
}
