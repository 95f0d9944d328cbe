//! Fields of a line.

use std::borrow::Cow;

use memchr::memchr;

use super::number::{EXACT_DIGITS, POWERS};

/// What stands between two fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separator {
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// A tab.
    Tab,
    /// One or more spaces or tabs.
    Spaces,
}

impl Separator {
    fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
            Self::Spaces => b' ',
        }
    }

    /// What it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Comma => "commas",
            Self::Semicolon => "semicolons",
            Self::Tab => "tabs",
            Self::Spaces => "spaces",
        }
    }
}

/// How lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dialect {
    pub(super) separator: Separator,
    /// ARFF: quotes of either kind, within which a backslash takes the meaning of what follows.
    pub(super) arff: bool,
}

/// A field as it is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Field<'a> {
    /// One to nine digits and nothing else: most fields of most tables.
    Whole(u32),
    /// A sign perhaps, digits and a point: few enough to be exact.
    Decimal(f64),
    /// Anything else, without spaces around it.
    Text(&'a [u8]),
    /// What stands between two quotes.
    Quoted(&'a [u8]),
    /// A quote that is not closed in its line, or that something follows.
    Broken(&'a [u8]),
}

pub(super) struct Fields<'a> {
    line: &'a [u8],
    at: usize,
    byte: u8,
    dialect: Dialect,
    done: bool,
}

impl<'a> Fields<'a> {
    #[inline]
    pub(super) fn new(line: &'a [u8], dialect: Dialect) -> Self {
        let line = if dialect.separator == Separator::Spaces { line.trim_ascii() } else { line };
        Self { line, at: 0, byte: dialect.separator.byte(), dialect, done: false }
    }

    /// The next field; `None` at the end of the line.
    // Inlined by force, as crates that read are not always compiled with much optimisation.
    #[inline(always)]
    pub(super) fn next(&mut self) -> Option<Field<'a>> {
        if self.done {
            return None;
        }
        let (start, end) = (self.at, self.line.len());
        // One digit: four of five pixels of a drawing are 0.
        if let [digit, after, ..] = self.line[start..]
            && after == self.byte
            && digit.is_ascii_digit()
        {
            self.at = start + 2;
            return Some(Field::Whole(u32::from(digit - b'0')));
        }
        let stop = if end - start > 9 { start + 9 } else { end };
        let (mut at, mut number) = (start, 0_u32);
        while at < stop {
            let digit = self.line[at].wrapping_sub(b'0');
            if digit > 9 {
                break;
            }
            number = number * 10 + u32::from(digit);
            at += 1;
        }
        if at > start {
            if at == end {
                self.done = true;
                return Some(Field::Whole(number));
            }
            if self.line[at] == self.byte {
                self.at = at + 1;
                return Some(Field::Whole(number));
            }
        }
        if at < end
            && matches!(self.line[at], b'.' | b'-')
            && let Some(number) = self.decimal()
        {
            return Some(Field::Decimal(number));
        }
        Some(self.text())
    }

    #[inline(always)]
    fn decimal(&mut self) -> Option<f64> {
        let line = self.line;
        let negative = line.get(self.at) == Some(&b'-');
        let start = self.at + usize::from(negative);
        let (mut at, mut mantissa, mut mark) = (start, 0_u64, None);
        while at < line.len() {
            let digit = line[at].wrapping_sub(b'0');
            if digit <= 9 {
                mantissa = mantissa * 10 + u64::from(digit);
            } else if line[at] == b'.' && mark.is_none() {
                mark = Some(at);
            } else if line[at] == self.byte {
                break;
            } else {
                return None;
            }
            at += 1;
            if at - start > EXACT_DIGITS {
                return None;
            }
        }
        let point = mark?;
        if at - start < 2 {
            return None;
        }
        if at == line.len() {
            self.done = true;
        }
        self.at = at + 1;
        // Both are exact, so the quotient is the nearest number there is.
        let value = mantissa as f64 / POWERS[at - point - 1];
        Some(if negative { -value } else { value })
    }

    #[inline(never)]
    fn text(&mut self) -> Field<'a> {
        let spaces = self.dialect.separator == Separator::Spaces;
        let is_space = |byte: u8| byte == b' ' || byte == b'\t' && self.byte != b'\t';
        let rest = &self.line[self.at..];
        let skipped = rest.iter().take_while(|byte| is_space(**byte)).count();
        let (rest, from) = (&rest[skipped..], self.at + skipped);
        if let Some(&quote) = rest.first()
            && (quote == b'"' || quote == b'\'' && self.dialect.arff)
        {
            return self.quoted(quote, from + 1);
        }
        let length =
            if spaces { rest.iter().position(|byte| is_space(*byte)) } else { memchr(self.byte, rest) };
        match length {
            Some(length) => {
                self.at = from + length + 1;
                whole(rest[..length].trim_ascii())
            }
            None => {
                self.done = true;
                whole(rest.trim_ascii())
            }
        }
    }

    fn quoted(&mut self, quote: u8, from: usize) -> Field<'a> {
        let mut at = from;
        let broken = Field::Broken(&self.line[from - 1..]);
        let close = loop {
            match self.line.get(at) {
                None => {
                    self.done = true;
                    return broken;
                }
                Some(b'\\') if self.dialect.arff => at += 2,
                Some(&byte) if byte == quote => {
                    if self.line.get(at + 1) != Some(&quote) || self.dialect.arff {
                        break at;
                    }
                    at += 2;
                }
                Some(_) => at += 1,
            }
        };
        let spaces = self.dialect.separator == Separator::Spaces;
        let rest = &self.line[close + 1..];
        let padding =
            rest.iter().take_while(|byte| byte.is_ascii_whitespace() && **byte != self.byte).count();
        match rest.get(padding) {
            None => self.done = true,
            Some(&byte) if byte == self.byte || spaces && padding > 0 => {
                self.at = close + 1 + padding + 1 - usize::from(byte != self.byte)
            }
            Some(_) => {
                self.done = true;
                return broken;
            }
        }
        Field::Quoted(&self.line[from..close])
    }
}

/// A number that had spaces around it is the same field as one that had none.
fn whole(text: &[u8]) -> Field<'_> {
    if (1..=9).contains(&text.len()) && text.iter().all(u8::is_ascii_digit) {
        return Field::Whole(text.iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0')));
    }
    Field::Text(text)
}

impl<'a> Field<'a> {
    /// What it says, for people and for names: without quotes, and with doubled ones as one.
    pub(super) fn text(self, dialect: Dialect) -> Cow<'a, str> {
        match self {
            Self::Whole(number) => number.to_string().into(),
            Self::Decimal(number) => number.to_string().into(),
            Self::Text(text) => String::from_utf8_lossy(unquote(text)),
            Self::Quoted(text) => match String::from_utf8_lossy(text.trim_ascii()) {
                text if dialect.arff && text.contains('\\') => unescape(&text).into(),
                text if text.contains("\"\"") => text.replace("\"\"", "\"").into(),
                text => text,
            },
            Self::Broken(text) => String::from_utf8_lossy(text),
        }
    }

    /// The bytes of a number or a word.
    pub(super) fn bytes(self) -> &'a [u8] {
        match self {
            Self::Whole(_) | Self::Decimal(_) => b"",
            Self::Text(text) => unquote(text),
            Self::Quoted(text) => text.trim_ascii(),
            Self::Broken(text) => text,
        }
    }
}

fn unescape(text: &str) -> String {
    let mut characters = text.chars();
    let mut found = String::new();
    while let Some(character) = characters.next() {
        found.extend(if character == '\\' { characters.next() } else { Some(character) });
    }
    found
}

/// Some write `'5'`.
fn unquote(text: &[u8]) -> &[u8] {
    match text {
        [b'\'', inner @ .., b'\''] => inner.trim_ascii(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(line: &str, separator: Separator, arff: bool) -> Vec<String> {
        let dialect = Dialect { separator, arff };
        let mut fields = Fields::new(line.as_bytes(), dialect);
        let mut found = Vec::new();
        while let Some(field) = fields.next() {
            found.push(match field {
                Field::Whole(number) => format!("#{number}"),
                Field::Broken(text) => format!("!{}", String::from_utf8_lossy(text)),
                other => other.text(dialect).into_owned(),
            });
        }
        found
    }

    #[test]
    fn fields_of_each_kind() {
        let comma = |line| fields(line, Separator::Comma, false);
        assert_eq!(comma("1,23, 4 ,1234567890,-1,,x y "), ["#1", "#23", "#4", "1234567890", "-1", "", "x y"]);
        assert_eq!(comma("1,"), ["#1", ""]);
        assert_eq!(comma("\"a,b\",\"c \"\"d\"\"\" , \"5\",'9'"), ["a,b", "c \"d\"", "5", "9"]);
        assert_eq!(comma("1,\"2,3"), ["#1", "!\"2,3"]);
        assert_eq!(comma("\"1\"2,3"), ["!\"1\"2,3"]);
        assert_eq!(fields("1\t\t x", Separator::Tab, false), ["#1", "", "x"]);
        assert_eq!(fields("  1   2 \t -3  ", Separator::Spaces, false), ["#1", "#2", "-3"]);
        assert_eq!(fields("\"a b\" 2", Separator::Spaces, false), ["a b", "#2"]);
        assert_eq!(fields("\"a b\"\t 2", Separator::Spaces, false), ["a b", "#2"]);
        assert_eq!(fields("1,5;2", Separator::Semicolon, false), ["1,5", "#2"]);
        assert_eq!(fields(r"'a \'b\', c',2", Separator::Comma, true), ["a 'b', c", "#2"]);
    }
}
