//! Metadata fields one by one: text, numbers and lists of numbers.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt::Display;
use core::str::FromStr;

use super::SnapshotError;
use super::container::shortened;

/// All fields of ours begin so. Others belong to other programs and are left alone.
pub(super) const PREFIX: &str = "apical.";

/// Fields on their way out of a file; taken out one by one, so that what remains is what nobody knows.
pub(super) struct Fields<'a>(pub(super) &'a mut BTreeMap<String, String>);

impl Fields<'_> {
    pub(super) fn text(&mut self, field: &'static str) -> Result<String, SnapshotError> {
        self.0.remove(field).ok_or(SnapshotError::MissingField { field })
    }

    /// A field that need not be there.
    pub(super) fn optional(&mut self, field: &str) -> Option<String> {
        self.0.remove(field)
    }

    /// A field that a type reads from text.
    pub(super) fn parsed<T>(&mut self, field: &'static str) -> Result<T, SnapshotError>
    where
        T: FromStr<Err: Display>,
    {
        let text = self.text(field)?;
        text.parse().map_err(|error: T::Err| not_allowed(field, &text, error.to_string()))
    }

    /// As [`parsed`](Self::parsed), of a field that need not be there.
    pub(super) fn parsed_or<T>(&mut self, field: &'static str, missing: T) -> Result<T, SnapshotError>
    where
        T: FromStr<Err: Display>,
    {
        Ok(self.parsed_if_there(field)?.unwrap_or(missing))
    }

    /// As [`parsed`](Self::parsed), of a field that need not be there.
    pub(super) fn parsed_if_there<T>(&mut self, field: &'static str) -> Result<Option<T>, SnapshotError>
    where
        T: FromStr<Err: Display>,
    {
        self.0.contains_key(field).then(|| self.parsed(field)).transpose()
    }

    /// A decimal number up to `maximum`.
    pub(super) fn number(&mut self, field: &'static str, maximum: u64) -> Result<u64, SnapshotError> {
        let text = self.text(field)?;
        number(&text, maximum)
            .ok_or_else(|| not_allowed(field, &text, format!("a whole number from 0 to {maximum}")))
    }

    /// As [`number`](Self::number), of a field that need not be there.
    pub(super) fn number_or(
        &mut self,
        field: &'static str,
        maximum: u64,
        missing: u64,
    ) -> Result<u64, SnapshotError> {
        if self.0.contains_key(field) { self.number(field, maximum) } else { Ok(missing) }
    }

    /// Decimal numbers up to `maximum`, separated by commas.
    pub(super) fn numbers(&mut self, field: &'static str, maximum: u64) -> Result<Vec<u64>, SnapshotError> {
        let text = self.text(field)?;
        if text.is_empty() {
            return Ok(Vec::new());
        }
        text.split(',').map(|part| number(part, maximum)).collect::<Option<_>>().ok_or_else(|| {
            not_allowed(field, &text, format!("whole numbers from 0 to {maximum}, separated by commas"))
        })
    }

    /// Checks that no field of ours is left.
    pub(super) fn finish(self) -> Result<(), SnapshotError> {
        match self.0.keys().find(|key| key.starts_with(PREFIX)) {
            Some(key) => Err(SnapshotError::UnknownField { field: shortened(key) }),
            None => Ok(()),
        }
    }
}

/// Digits only: no sign, no blanks, so that a number has one spelling (but for leading zeros).
fn number(text: &str, maximum: u64) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|&number| digits && number <= maximum)
}

fn not_allowed(field: &'static str, found: &str, expected: String) -> SnapshotError {
    SnapshotError::Field { field, found: shortened(found), expected }
}
