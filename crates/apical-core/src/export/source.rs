//! What the exports as source text have in common.

use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt::{Display, Write};

use super::pack;
use crate::{Config, Format, Layer, SPECIFICATION_VERSION};

/// A layer's weights as the sources hold them.
pub(super) enum Stored<'a> {
    /// Weights of up to 4 bits, two a byte.
    Nibbles(alloc::vec::Vec<u8>),
    /// Wider weights, one a byte.
    Bytes(&'a [i8]),
}

/// What the network's function takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Input {
    /// Pixels that spike from 128 on: specification 1, whose exports are as they always were.
    Pixels,
    /// Raw values, of which the front end makes bits.
    Bits,
}

impl Input {
    pub(super) fn of(config: &Config) -> Self {
        if config.specification_version() == SPECIFICATION_VERSION { Self::Pixels } else { Self::Bits }
    }

    /// Name of the parameter.
    pub(super) fn values(self) -> &'static str {
        match self {
            Self::Pixels => "pixels",
            Self::Bits => "values",
        }
    }
}

/// Whether two weights share a byte.
pub(super) fn is_packed(format: Format) -> bool {
    format.weight_bits() <= 4
}

impl<'a> Stored<'a> {
    pub(super) fn new(layer: &'a Layer, format: Format) -> Self {
        if is_packed(format) {
            Self::Nibbles(pack::nibbles(&layer.weights, layer.neurons))
        } else {
            Self::Bytes(&layer.weights)
        }
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Self::Nibbles(bytes) => bytes.len(),
            Self::Bytes(values) => values.len(),
        }
    }

    pub(super) fn numbers(&self) -> String {
        match self {
            Self::Nibbles(bytes) => numbers(bytes),
            Self::Bytes(values) => numbers(values),
        }
    }
}

/// Numbers with commas, in indented lines of less than 100 columns.
pub(super) fn numbers<T: Display>(values: &[T]) -> String {
    let mut text = String::new();
    for line in values.chunks(19) {
        text.push_str("   ");
        for value in line {
            // Writing to a string cannot fail.
            let _ = write!(text, " {value},");
        }
        text.push('\n');
    }
    text
}

/// A name that C accepts: letters, digits and underscores, not starting with a digit, not empty, not starting with
/// an underscore (those are the compiler's own).
pub(super) fn identifier(name: &str) -> Cow<'_, str> {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    if name.starts_with(|letter: char| letter.is_ascii_alphabetic()) && name.chars().all(allowed) {
        return Cow::Borrowed(name);
    }
    let replaced = name.chars().map(|letter| if allowed(letter) { letter } else { '_' });
    Cow::Owned("model_".chars().chain(replaced).collect())
}

/// Text as part of a comment of either language: nothing in it ends the comment, begins another or turns its direction.
pub(super) fn comment(text: &str) -> String {
    let shown = |letter: char| letter.is_alphanumeric() || letter == ' ' || letter.is_ascii_graphic();
    let line: String = text.chars().map(|letter| if shown(letter) { letter } else { '?' }).collect();
    line.replace("*/", "* /").replace("/*", "/ *").replace('\\', "/")
}

/// A string literal of C with the text in UTF-8. Whatever is not plain is a number of three octal digits, which no digit behind it
/// can lengthen.
pub(super) fn c_string(text: &str) -> String {
    let mut literal = String::from('"');
    for byte in text.bytes() {
        let plain = byte.is_ascii_graphic() || byte == b' ';
        // Two question marks may begin a trigraph.
        if plain && !b"\"\\?".contains(&byte) {
            literal.push(byte.into());
        } else {
            let _ = write!(literal, "\\{byte:03o}");
        }
    }
    literal.push('"');
    literal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_end_neither_comments_nor_strings() {
        assert_eq!(comment("width */ x /* (\u{b5}m)\n\u{202e}\\"), "width * / x / * (\u{b5}m)??/");
        assert_eq!(comment("*/*/"), "* / * /");
        assert_eq!(c_string("a \"b\\?\u{e4}1"), "\"a \\042b\\134\\077\\303\\2441\"");
    }
}
