//! Takes entries out of a technology file, one by one, each checked.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

use super::{EnergyCurve, Entry, TechnologyError};
use crate::units::Quantity;

/// Takes entries out of a document, and notes which.
pub(super) struct Reader<'a> {
    document: &'a Table,
    pub(super) entries: Vec<Entry>,
    used: BTreeSet<String>,
    factors: &'a [(&'a str, f64)],
    /// Values in SI units of entries that were read before, by their paths: neither they nor what stands beside them is looked at again.
    known: Option<&'a BTreeMap<String, f64>>,
    /// The same of this reading.
    pub(super) values: BTreeMap<String, f64>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(document: &'a Table, factors: &'a [(&'a str, f64)]) -> Self {
        Self {
            document,
            entries: Vec::new(),
            used: BTreeSet::new(),
            factors,
            known: None,
            values: BTreeMap::new(),
        }
    }

    /// Of a document that was read before, with the values that were found.
    pub(super) fn again(
        document: &'a Table,
        factors: &'a [(&'a str, f64)],
        known: &'a BTreeMap<String, f64>,
    ) -> Self {
        Self { known: Some(known), ..Self::new(document, factors) }
    }

    /// A value that is known, times its factors.
    fn known(&self, path: &str) -> Option<f64> {
        self.known?.get(path).map(|value| value * self.factor(path))
    }

    /// Whether a table is there. Asking does not count as use.
    pub(super) fn has(&self, table: &str, inner: &str) -> bool {
        self.document.get(table).is_some_and(|table| table.get(inner).is_some())
    }

    pub(super) fn find(&mut self, path: &str) -> Result<&'a Value, TechnologyError> {
        if self.known.is_none() {
            self.used.insert(path.to_owned());
        }
        let mut parts = path.split('.');
        let first = parts.next().and_then(|part| self.document.get(part));
        parts
            .try_fold(first, |value, part| value.map(|value| value.get(part)))
            .flatten()
            .ok_or_else(|| TechnologyError::Missing(path.to_owned()))
    }

    pub(super) fn text(&mut self, path: &str) -> Result<String, TechnologyError> {
        let expected =
            TechnologyError::Form { path: path.to_owned(), expected: "a string that is not empty" };
        match self.find(path)? {
            Value::String(text) if !text.trim().is_empty() => Ok(text.clone()),
            _ => Err(expected),
        }
    }

    /// The value of an entry, with everything that must stand beside it.
    fn entry(&mut self, path: &str) -> Result<Value, TechnologyError> {
        let Value::Table(table) = self.find(path)? else {
            let expected = "a table of value, conditions and source";
            return Err(TechnologyError::Form { path: path.to_owned(), expected });
        };
        if let Some(key) = table.keys().find(|key| !["value", "conditions", "source"].contains(&key.as_str()))
        {
            return Err(TechnologyError::UnknownEntry(format!("{path}.{key}")));
        }
        let (conditions, source) =
            (self.text(&format!("{path}.conditions"))?, self.text(&format!("{path}.source"))?);
        let value = self.find(&format!("{path}.value"))?.clone();
        let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        self.entries.push(Entry { path: path.to_owned(), value: shown, conditions, source });
        Ok(value)
    }

    pub(super) fn factor(&self, path: &str) -> f64 {
        self.factors.iter().filter(|(moved, _)| *moved == path).map(|(_, factor)| factor).product()
    }

    /// A positive quantity.
    pub(super) fn quantity<Q: Quantity + std::ops::Mul<f64, Output = Q> + PartialOrd>(
        &mut self,
        path: &str,
    ) -> Result<Q, TechnologyError> {
        if let Some(value) = self.known(path) {
            return Ok(Q::from_si(value));
        }
        let value = self.entry(path)?;
        let Value::String(text) = value else {
            let expected = "a number with a unit, in quotes";
            return Err(TechnologyError::Form { path: path.to_owned(), expected });
        };
        let quantity =
            Q::parse(&text).map_err(|source| TechnologyError::Unit { path: path.to_owned(), source })?;
        if quantity <= Q::from_si(0.0) {
            return Err(TechnologyError::Range { path: path.to_owned(), found: text, range: "above 0" });
        }
        self.values.insert(path.to_owned(), quantity.to_si());
        Ok(quantity * self.factor(path))
    }

    /// A number without unit, of either sign.
    fn any_number(&mut self, path: &str) -> Result<f64, TechnologyError> {
        if let Some(value) = self.known(path) {
            return Ok(value);
        }
        let value = match self.entry(path)? {
            Value::Float(value) => value,
            Value::Integer(value) => value as f64,
            _ => {
                return Err(TechnologyError::Form {
                    path: path.to_owned(),
                    expected: "a number without unit",
                });
            }
        };
        if value.is_finite() {
            self.values.insert(path.to_owned(), value);
            Ok(value * self.factor(path))
        } else {
            Err(TechnologyError::Range { path: path.to_owned(), found: value.to_string(), range: "finite" })
        }
    }

    /// A positive number without unit.
    pub(super) fn number(&mut self, path: &str) -> Result<f64, TechnologyError> {
        let value = self.any_number(path)?;
        if value > 0.0 {
            Ok(value)
        } else {
            Err(TechnologyError::Range { path: path.to_owned(), found: value.to_string(), range: "above 0" })
        }
    }

    /// A part of a whole, without unit.
    pub(super) fn share(&mut self, path: &str) -> Result<f64, TechnologyError> {
        let value = self.number(path)?;
        // What is scaled, to see how much hangs on it, may pass 1.
        if value <= self.factor(path) {
            Ok(value)
        } else {
            let (path, found) = (path.to_owned(), value.to_string());
            Err(TechnologyError::Range { path, found, range: "above 0, at most 1" })
        }
    }

    pub(super) fn curve(&mut self, path: &str) -> Result<EnergyCurve, TechnologyError> {
        Ok(EnergyCurve {
            a: self.any_number(&format!("{path}.a"))?,
            b: self.any_number(&format!("{path}.b"))?,
            c: self.any_number(&format!("{path}.c"))?,
        })
    }

    /// Rows of `N` positive numbers.
    pub(super) fn rows<const N: usize>(&mut self, path: &str) -> Result<Vec<[f64; N]>, TechnologyError> {
        let form = || TechnologyError::Form {
            path: path.to_owned(),
            expected: "rows of as many numbers as columns",
        };
        let Value::Array(rows) = self.find(path)? else { return Err(form()) };
        let mut numbers = Vec::new();
        for (index, row) in rows.iter().enumerate() {
            let row = row.as_array().filter(|row| row.len() == N).ok_or_else(form)?;
            let mut values = [0.0; N];
            for (value, cell) in values.iter_mut().zip(row) {
                let number = cell.as_float().or_else(|| cell.as_integer().map(|cell| cell as f64));
                *value = number.ok_or_else(form)?;
                if !(*value > 0.0 && value.is_finite()) {
                    return Err(TechnologyError::Range {
                        path: format!("{path}.{index}"),
                        found: cell.to_string(),
                        range: "above 0",
                    });
                }
            }
            numbers.push(values);
        }
        if numbers.is_empty() { Err(form()) } else { Ok(numbers) }
    }

    /// The first entry that nothing has asked for.
    pub(super) fn unused(&self) -> Option<String> {
        if self.known.is_some() {
            return None;
        }
        fn walk(table: &Table, path: &str, used: &BTreeSet<String>) -> Option<String> {
            table.iter().find_map(|(key, value)| {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                match value {
                    Value::Table(inner) if !inner.is_empty() => walk(inner, &path, used),
                    _ => (!used.contains(&path)).then_some(path),
                }
            })
        }
        walk(self.document, "", &self.used)
    }
}
