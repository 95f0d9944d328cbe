//! From a line to its fields, one after another.

use std::borrow::Cow;

use memchr::memchr;

use super::{Dialect, Field, Separator};
use crate::table::number::{EXACT_DIGITS, POWERS, may_be_thousands};

/// What is left of a line.
pub(in crate::table) struct Fields<'a> {
    line: &'a [u8],
    at: usize,
    byte: u8,
    dialect: Dialect,
    done: bool,
}

impl<'a> Fields<'a> {
    #[inline]
    pub(in crate::table) fn new(line: &'a [u8], dialect: Dialect) -> Self {
        let line = if dialect.separator == Separator::Spaces { line.trim_ascii() } else { line };
        Self { line, at: 0, byte: dialect.separator.byte(), dialect, done: false }
    }

    /// The next field; `None` at the end of the line.
    // Inlined by force, as crates that read are not always compiled with much optimisation.
    #[inline(always)]
    pub(in crate::table) fn next(&mut self) -> Option<Field<'a>> {
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
            && let Some(decimal) = self.decimal()
        {
            return Some(decimal);
        }
        Some(self.text())
    }

    /// The next field just as it is written, without quotes: numbers keep their zeros.
    pub(in crate::table) fn next_text(&mut self) -> Option<Cow<'a, str>> {
        let start = self.at;
        match self.next()? {
            Field::Whole(_) | Field::Decimal(..) => {
                let end = if self.done { self.line.len() } else { self.at - 1 };
                Some(String::from_utf8_lossy(self.line[start..end].trim_ascii()))
            }
            other => Some(other.text(self.dialect)),
        }
    }

    #[inline(always)]
    fn decimal(&mut self) -> Option<Field<'a>> {
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
        let perhaps = may_be_thousands(line[start], point - start, at - point - 1);
        Some(Field::Decimal(if negative { -value } else { value }, perhaps))
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
