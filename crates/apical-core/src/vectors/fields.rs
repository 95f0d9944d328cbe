//! Lines and fields of a vector file.

use alloc::string::String;
use alloc::vec::Vec;
use core::iter::{Enumerate, Peekable};
use core::ops::RangeInclusive;
use core::str::{Lines, Split};

use super::error::VectorError;

/// The lines of a file.
pub(super) struct Records<'a> {
    lines: Peekable<Enumerate<Lines<'a>>>,
    /// Number of the line read last, from 1.
    pub(super) line: usize,
}

/// The fields of a line after its keyword.
pub(super) struct Fields<'a> {
    fields: Split<'a, char>,
    record: &'static str,
    line: usize,
    /// Fields read; the keyword is field 0.
    read: usize,
}

impl<'a> Records<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { lines: text.lines().enumerate().peekable(), line: 0 }
    }

    /// The next record, which must have the given keyword.
    pub(super) fn next(&mut self, expected: &'static str) -> Result<Fields<'a>, VectorError> {
        self.next_of(&[expected])
    }

    /// The next record, which must have one of the given keywords. The first is named in errors.
    pub(super) fn next_of(&mut self, expected: &[&'static str]) -> Result<Fields<'a>, VectorError> {
        let first = expected.first().copied().unwrap_or_default();
        let Some((index, line)) = self.lines.next() else {
            return Err(VectorError::End { line: self.line + 1, expected: first });
        };
        self.line = index + 1;
        let mut fields = line.split(' ');
        let found = fields.next().unwrap_or_default();
        match expected.iter().find(|&&keyword| keyword == found) {
            Some(record) => Ok(Fields { fields, record, line: self.line, read: 0 }),
            None => Err(VectorError::Record { line: self.line, expected: first, found: shortened(found) }),
        }
    }

    /// Checks that nothing follows.
    pub(super) fn end(&mut self, record: &'static str) -> Result<(), VectorError> {
        match self.lines.next() {
            None => Ok(()),
            Some((index, line)) => {
                Err(VectorError::Surplus { line: index + 1, record, found: shortened(line) })
            }
        }
    }
}

impl<'a> Fields<'a> {
    /// The keyword.
    pub(super) fn record(&self) -> &'static str {
        self.record
    }

    /// The next field.
    pub(super) fn text(&mut self) -> Result<&'a str, VectorError> {
        self.read += 1;
        let missing = VectorError::Missing { line: self.line, record: self.record, field: self.read };
        self.fields.next().ok_or(missing)
    }

    /// The next field, a decimal number in a range.
    pub(super) fn number(&mut self, range: RangeInclusive<i64>) -> Result<i64, VectorError> {
        let text = self.text()?;
        let digits = text.strip_prefix('-').unwrap_or(text);
        let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let Some(found) = text.parse::<i64>().ok().filter(|_| plain) else {
            return Err(self.no_number(text, "decimal"));
        };
        if range.contains(&found) {
            return Ok(found);
        }
        let (minimum, maximum) = range.into_inner();
        Err(VectorError::Range {
            line: self.line,
            record: self.record,
            field: self.read,
            found,
            minimum,
            maximum,
        })
    }

    /// The next field, a number that is not negative and fits the type.
    pub(super) fn unsigned<T: TryFrom<i64> + Bounded>(&mut self) -> Result<T, VectorError> {
        let found = self.number(0..=T::GREATEST)?;
        // In range by the line before; the message is for a type whose bound is wrong.
        T::try_from(found).map_err(|_| self.no_number("", "decimal"))
    }

    /// The next field, a number from 0 that is below a bound.
    pub(super) fn index(&mut self, below: usize) -> Result<usize, VectorError> {
        self.number(0..=below as i64 - 1).map(|found| found as usize)
    }

    /// The next field, 0 or 1.
    pub(super) fn bit(&mut self) -> Result<bool, VectorError> {
        self.number(0..=1).map(|bit| bit == 1)
    }

    /// The next field, hexadecimal with exactly so many lower-case digits (at most 16).
    pub(super) fn hexadecimal(&mut self, digits: usize) -> Result<u64, VectorError> {
        let text = self.text()?;
        let plain = text.len() == digits
            && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        let number = u64::from_str_radix(text, 16).ok().filter(|_| plain);
        number.ok_or_else(|| self.no_number(text, "hexadecimal"))
    }

    /// A list after its length, which must be `length`.
    pub(super) fn list<T>(
        &mut self,
        length: usize,
        mut element: impl FnMut(&mut Self) -> Result<T, VectorError>,
    ) -> Result<Vec<T>, VectorError> {
        self.number(length as i64..=length as i64)?;
        // Grows with what is there, not with what the file promises.
        let mut list = Vec::new();
        for _ in 0..length {
            list.push(element(self)?);
        }
        Ok(list)
    }

    /// Checks that no field is left over.
    pub(super) fn finish(mut self) -> Result<(), VectorError> {
        match self.fields.next() {
            None => Ok(()),
            Some(found) => {
                Err(VectorError::Surplus { line: self.line, record: self.record, found: shortened(found) })
            }
        }
    }

    fn no_number(&self, found: &str, kind: &'static str) -> VectorError {
        VectorError::Number {
            line: self.line,
            record: self.record,
            field: self.read,
            found: shortened(found),
            kind,
        }
    }
}

/// Types that [`Fields::unsigned`] reads.
pub(super) trait Bounded {
    const GREATEST: i64;
}

impl Bounded for u8 {
    const GREATEST: i64 = u8::MAX as i64;
}

impl Bounded for u16 {
    const GREATEST: i64 = u16::MAX as i64;
}

impl Bounded for u32 {
    const GREATEST: i64 = u32::MAX as i64;
}

/// What a message quotes of a field: a hostile file may hold a very long one.
pub(super) fn shortened(found: &str) -> String {
    let mut text: String = found.chars().take(24).collect();
    if text.len() < found.len() {
        text.push_str("...");
    }
    text
}
