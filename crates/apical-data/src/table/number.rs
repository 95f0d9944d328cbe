//! Numbers in text: of any size, with a point or, where fields are not separated by commas, a comma.

use super::fields::Separator;

/// Powers of ten that are exact in 64 bits of floating point.
pub(super) const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20, 1e21, 1e22,
];
/// As many digits as are always exact.
pub(super) const EXACT_DIGITS: usize = 15;

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Value {
    Number(f64),
    /// Nothing, `?` or `NaN`.
    Missing,
    /// An infinity, or more than a number can be.
    Infinite,
    /// A comma in a table with points, or the other way round.
    OtherMark,
    Word,
}

/// Reads numbers, and holds a table to one decimal mark.
#[derive(Debug, Clone)]
pub(super) struct Numbers {
    comma: bool,
    mark: Option<u8>,
}

impl Numbers {
    pub(super) fn new(separator: Separator) -> Self {
        Self { comma: separator != Separator::Comma, mark: None }
    }

    pub(super) fn parse(&mut self, text: &[u8]) -> Value {
        let (value, mark) = parse(text, self.comma);
        match (value, mark) {
            (Value::Number(number), Some(mark)) => self.with_mark(number, mark),
            _ => value,
        }
    }

    /// A number that was written with this decimal mark.
    #[inline]
    pub(super) fn with_mark(&mut self, number: f64, mark: u8) -> Value {
        if *self.mark.get_or_insert(mark) == mark { Value::Number(number) } else { Value::OtherMark }
    }
}

/// The value, and the decimal mark that it has.
fn parse(text: &[u8], comma: bool) -> (Value, Option<u8>) {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let (mut mantissa, mut count, mut mark) = (0_u64, 0, None);
    for (at, &byte) in digits.iter().enumerate() {
        match byte {
            b'0'..=b'9' if count < EXACT_DIGITS => {
                mantissa = mantissa * 10 + u64::from(byte - b'0');
                count += 1;
            }
            b'.' if mark.is_none() => mark = Some((b'.', at)),
            b',' if mark.is_none() && comma => mark = Some((b',', at)),
            _ => return by_library(text, comma),
        }
    }
    if count == 0 {
        return by_library(text, comma);
    }
    // Both are exact, so the quotient is the nearest number there is.
    let fraction = mark.map_or(0, |(_, at)| digits.len() - at - 1);
    let value = mantissa as f64 / POWERS[fraction];
    (Value::Number(if negative { -value } else { value }), mark.map(|(mark, _)| mark))
}

#[inline(never)]
fn by_library(text: &[u8], comma: bool) -> (Value, Option<u8>) {
    let Ok(text) = std::str::from_utf8(text) else { return (Value::Word, None) };
    if text.is_empty() || text == "?" {
        return (Value::Missing, None);
    }
    let with_comma = comma && text.contains(',') && !text.contains('.');
    let parsed = if with_comma { text.replacen(',', ".", 1).parse::<f64>() } else { text.parse::<f64>() };
    let mark = if with_comma { Some(b',') } else { text.contains('.').then_some(b'.') };
    match parsed {
        Ok(number) if number.is_nan() => (Value::Missing, None),
        Ok(number) if number.is_infinite() => (Value::Infinite, None),
        Ok(number) => (Value::Number(number), mark),
        Err(_) => (Value::Word, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn value(text: &str) -> Value {
        Numbers::new(Separator::Semicolon).parse(text.as_bytes())
    }

    #[test]
    fn numbers_of_each_kind() {
        for (text, number) in [
            ("0", 0.0),
            ("12.0", 12.0),
            ("-1", -1.0),
            ("+1.5", 1.5),
            (".5", 0.5),
            ("5.", 5.0),
            ("1e2", 100.0),
            ("1,5", 1.5),
            ("-1,5e-3", -0.0015),
            ("0.1", 0.1),
            ("123456789012345678", 123_456_789_012_345_678.0),
            ("0.000000000000000000000000001", 1e-27),
            ("0012", 12.0),
        ] {
            assert_eq!(value(text), Value::Number(number), "{text}");
        }
        for text in ["", "?", "NaN", "nan", "-nan"] {
            assert_eq!(value(text), Value::Missing, "{text}");
        }
        for text in ["inf", "-Infinity", "1e999"] {
            assert_eq!(value(text), Value::Infinite, "{text}");
        }
        for text in ["x", "1.5.2", "1,234.5", "0x10", "1 2", "-", ".", "\"", "\u{661}", "12%"] {
            assert_eq!(value(text), Value::Word, "{text}");
        }
        assert_eq!(Numbers::new(Separator::Comma).parse(b"1,5"), Value::Word);
    }

    #[test]
    fn a_table_has_one_decimal_mark() {
        let mut numbers = Numbers::new(Separator::Semicolon);
        assert_eq!(numbers.parse(b"1,5"), Value::Number(1.5));
        assert_eq!(numbers.parse(b"2"), Value::Number(2.0));
        assert_eq!(numbers.parse(b"1.5"), Value::OtherMark);
    }

    proptest! {
        #[test]
        fn as_the_library_reads_it(number in any::<f64>(), digits in 0_usize..20, text in "[-+]?[0-9]{0,9}[.][0-9]{1,9}") {
            for text in [number.to_string(), format!("{number:.digits$}"), format!("{number:e}"), text] {
                let expected = text.parse::<f64>().unwrap();
                if expected.is_finite() {
                    prop_assert_eq!(value(&text), Value::Number(expected), "{}", text);
                }
            }
        }
    }
}
