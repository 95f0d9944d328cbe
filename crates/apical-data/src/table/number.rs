//! Numbers in text: of any size, with a point or a comma for the decimals, and the other one between thousands.

use super::fields::Separator;
use super::marks::{Marks, Written};

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

/// Reads numbers as a table writes them.
#[derive(Debug, Clone)]
pub(super) struct Numbers {
    commas: Commas,
    /// Which mark is that of decimals; `None` as long as nothing tells.
    marks: Option<Marks>,
    /// How the last number was written.
    written: Written,
}

/// Where there may be commas in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Commas {
    Anywhere,
    /// Between thousands, in quotes.
    Thousands,
    Nowhere,
}

impl Numbers {
    /// Of a table of which nothing is known yet: numbers of any form are numbers.
    pub(super) fn new(separator: Separator) -> Self {
        let commas = if separator == Separator::Comma { Commas::Thousands } else { Commas::Anywhere };
        Self { commas, marks: None, written: Written::Plain }
    }

    /// Of a table whose marks are known: numbers with others are none.
    pub(super) fn with(separator: Separator, marks: Marks) -> Self {
        Self { marks: Some(marks), ..Self::new(separator) }
    }

    /// Of texts that are no table: with a point, or with nothing.
    #[cfg(any(test, feature = "parquet"))]
    pub(super) fn alone() -> Self {
        Self { commas: Commas::Nowhere, marks: Some(Marks::Point), written: Written::Plain }
    }

    /// How the last number was written.
    pub(super) fn written(&self) -> Written {
        self.written
    }

    pub(super) fn parse(&mut self, text: &[u8]) -> Value {
        let (value, written) = parse(text, self.commas);
        self.written = written;
        let (Value::Number(number), Some(marks)) = (value, self.marks) else { return value };
        match written {
            Written::Plain => value,
            Written::Decimals(mark) if mark == marks => value,
            Written::Thousands(decimal) if decimal == marks && self.commas != Commas::Nowhere => value,
            Written::Perhaps(mark) if mark == marks => value,
            Written::Perhaps(_) if self.commas != Commas::Nowhere => Value::Number(without_mark(number)),
            _ => Value::OtherMark,
        }
    }

    /// A number that was written with a point; `perhaps`: and with three digits behind it, as thousands are.
    #[inline]
    pub(super) fn with_point(&mut self, number: f64, perhaps: bool) -> Value {
        self.written = if perhaps { Written::Perhaps(Marks::Point) } else { Written::Decimals(Marks::Point) };
        match self.marks {
            Some(Marks::Comma) if perhaps => Value::Number(without_mark(number)),
            Some(Marks::Comma) => Value::OtherMark,
            _ => Value::Number(number),
        }
    }
}

/// Whether it is a number but for apostrophes, underscores or spaces between thousands, as `1'817`.
pub(super) fn has_other_marks(text: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(text) else { return false };
    let is_mark = |sign: char| matches!(sign, '\'' | '_' | '\u{2019}') || sign.is_whitespace();
    let mut groups = text.trim_start_matches(['-', '+']).split(is_mark);
    let leading = groups.next().unwrap_or_default();
    let mut groups = groups.map(|group| group.split(['.', ',']).next().unwrap_or_default()).peekable();
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    groups.peek().is_some()
        && matches!(leading.len(), 1..=3)
        && are_digits(leading)
        && groups.all(|group| group.len() == 3 && are_digits(group))
}

/// What a number of at most six digits is, the last three behind a mark, if the mark separates thousands.
fn without_mark(number: f64) -> f64 {
    (number * 1000.0).round()
}

/// Whether digits of which `fraction` are behind a mark may be thousands, which do not begin with a zero.
#[inline]
pub(super) fn may_be_thousands(first: u8, whole: usize, fraction: usize) -> bool {
    fraction == 3 && matches!(whole, 1..=3) && first != b'0'
}

/// The value if a mark is that of decimals, and how it is written.
fn parse(text: &[u8], commas: Commas) -> (Value, Written) {
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
            b'.' if mark.is_none() => mark = Some((Marks::Point, at)),
            b',' if mark.is_none() && commas != Commas::Nowhere => mark = Some((Marks::Comma, at)),
            _ => return by_library(text, digits, commas),
        }
    }
    if count == 0 {
        return by_library(text, digits, commas);
    }
    // Both are exact, so the quotient is the nearest number there is.
    let fraction = mark.map_or(0, |(_, at)| digits.len() - at - 1);
    let value = mantissa as f64 / POWERS[fraction];
    let written = match mark {
        None => Written::Plain,
        Some((mark, at)) if may_be_thousands(digits[0], at, fraction) => Written::Perhaps(mark),
        Some((Marks::Comma, _)) if commas == Commas::Thousands => return (Value::Word, Written::Plain),
        Some((mark, _)) => Written::Decimals(mark),
    };
    (Value::Number(if negative { -value } else { value }), written)
}

#[inline(never)]
fn by_library(text: &[u8], digits: &[u8], commas: Commas) -> (Value, Written) {
    let Ok(text) = std::str::from_utf8(text) else { return (Value::Word, Written::Plain) };
    if text.is_empty() || text == "?" {
        return (Value::Missing, Written::Plain);
    }
    if commas != Commas::Nowhere
        && let Some((number, decimal)) = thousands(digits)
    {
        let number = if text.starts_with('-') { -number } else { number };
        return (Value::Number(number), Written::Thousands(decimal));
    }
    let comma = commas == Commas::Anywhere && text.contains(',') && !text.contains('.');
    let parsed = if comma { text.replacen(',', ".", 1).parse::<f64>() } else { text.parse::<f64>() };
    let written = match comma {
        true => Written::Decimals(Marks::Comma),
        false if text.contains('.') => Written::Decimals(Marks::Point),
        false => Written::Plain,
    };
    match parsed {
        Ok(number) if number.is_nan() => (Value::Missing, Written::Plain),
        Ok(number) if number.is_infinite() => (Value::Infinite, Written::Plain),
        Ok(number) => (Value::Number(number), written),
        Err(_) => (Value::Word, Written::Plain),
    }
}

/// A number without its sign that has both marks, or one of them several times, and the mark of its decimals.
fn thousands(digits: &[u8]) -> Option<(f64, Marks)> {
    let first = digits.iter().find(|byte| matches!(byte, b'.' | b','))?;
    let (other, decimal) = if *first == b',' { (b'.', Marks::Point) } else { (b',', Marks::Comma) };
    let mut halves = digits.split(|byte| *byte == other);
    let (whole, fraction, further) = (halves.next()?, halves.next(), halves.next());
    let mut groups = whole.split(|byte| byte == first);
    let are_digits = |text: &[u8]| text.iter().all(u8::is_ascii_digit);
    let leading = groups.next().filter(|group| matches!(group.len(), 1..=3) && group[0] != b'0')?;
    let (mut number, mut count) = (String::from_utf8_lossy(leading).into_owned(), 0);
    for group in groups {
        if group.len() != 3 || !are_digits(group) {
            return None;
        }
        number += &String::from_utf8_lossy(group);
        count += 1;
    }
    if further.is_some() || !are_digits(leading) || count < 2 && fraction.is_none() {
        return None;
    }
    if let Some(fraction) = fraction.filter(|fraction| are_digits(fraction)) {
        number = number + "." + &String::from_utf8_lossy(fraction);
    } else if fraction.is_some() {
        return None;
    }
    number.parse().ok().map(|number| (number, decimal))
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
        for text in ["x", "1.5.2", "1,23,456", "01,234.5", "0x10", "1 2", "-", ".", "\"", "\u{661}", "12%"] {
            assert_eq!(value(text), Value::Word, "{text}");
        }
        assert_eq!(Numbers::new(Separator::Comma).parse(b"1,5"), Value::Word);
    }

    #[test]
    fn a_table_has_one_decimal_mark() {
        let read = |marks, text: &str| Numbers::with(Separator::Semicolon, marks).parse(text.as_bytes());
        let number = Value::Number;
        for (text, point, comma) in [
            ("2", number(2.0), number(2.0)),
            ("1,5", Value::OtherMark, number(1.5)),
            ("1.5", number(1.5), Value::OtherMark),
            ("-1,817", number(-1817.0), number(-1.817)),
            ("-1.817", number(-1.817), number(-1817.0)),
            ("0,817", Value::OtherMark, number(0.817)),
            ("1817,125", Value::OtherMark, number(1817.125)),
            ("1,234.5", number(1234.5), Value::OtherMark),
            ("-1.234,5", Value::OtherMark, number(-1234.5)),
            ("1,234,567", number(1_234_567.0), Value::OtherMark),
            ("1.234.567,25", Value::OtherMark, number(1_234_567.25)),
        ] {
            assert_eq!((read(Marks::Point, text), read(Marks::Comma, text)), (point, comma), "{text}");
        }
        let mut quoted = Numbers::with(Separator::Comma, Marks::Point);
        assert_eq!([&b"1,5"[..], b"1,817"].map(|text| quoted.parse(text)), [Value::Word, number(1817.0)]);
        assert_eq!(Numbers::alone().parse(b"1,817"), Value::Word);
    }

    #[test]
    fn other_marks_between_thousands() {
        for text in ["1'817", "-12_345", "1 817", "1\u{a0}817,5", "1\u{2019}234\u{2019}567.25"] {
            assert!(has_other_marks(text.as_bytes()) && value(text) == Value::Word, "{text}");
        }
        for text in ["1817", "a_123", "1_23", "1234 567", "rot 123", "", "1'8x7"] {
            assert!(!has_other_marks(text.as_bytes()), "{text}");
        }
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
