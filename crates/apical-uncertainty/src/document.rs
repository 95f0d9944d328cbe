//! Takes values out of the documents of this module, each checked. By hand: what a derive makes of three small files takes longer to
//! compile than the rest of the module.

use std::collections::BTreeSet;

use toml::{Table, Value};

use crate::UncertaintyError;

const FORMAT_VERSION: i64 = 1;

/// A table whose keys are taken out one by one.
pub(crate) struct Document<'a> {
    file: &'static str,
    path: String,
    table: &'a Table,
    used: BTreeSet<&'static str>,
}

/// A document, of the one version of its form that there is.
pub(crate) fn parse(file: &'static str, text: &str) -> Result<Table, UncertaintyError> {
    text.parse().map_err(|error: toml::de::Error| UncertaintyError::File { file, problem: error.to_string() })
}

impl<'a> Document<'a> {
    pub(crate) fn new(file: &'static str, table: &'a Table) -> Result<Self, UncertaintyError> {
        let mut document = Self { file, path: String::new(), table, used: BTreeSet::new() };
        match document.optional("format_version").and_then(Value::as_integer) {
            Some(FORMAT_VERSION) => Ok(document),
            _ => Err(document.wrong(&format!("format_version: expected {FORMAT_VERSION}"))),
        }
    }

    /// What is wrong here.
    pub(crate) fn wrong(&self, problem: &str) -> UncertaintyError {
        UncertaintyError::File { file: self.file, problem: format!("{}{problem}", self.path) }
    }

    fn optional(&mut self, key: &'static str) -> Option<&'a Value> {
        self.used.insert(key);
        self.table.get(key)
    }

    fn needed<T>(
        &mut self,
        key: &'static str,
        form: &str,
        of: impl FnOnce(&'a Value) -> Option<T>,
    ) -> Result<T, UncertaintyError> {
        let value = self.optional(key).and_then(of);
        value.ok_or_else(|| self.wrong(&format!("{key}: expected {form}")))
    }

    pub(crate) fn text(&mut self, key: &'static str) -> Result<String, UncertaintyError> {
        self.needed(key, "a text", |value| value.as_str().map(str::to_owned))
    }

    /// One text, or several.
    pub(crate) fn texts(&mut self, key: &'static str) -> Result<Vec<String>, UncertaintyError> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        self.needed(key, "texts", |value| match value {
            Value::Array(values) => values.iter().map(text).collect(),
            other => text(other).map(|text| vec![text]),
        })
    }

    /// One of some words, if it is there.
    pub(crate) fn choice<T: Copy>(
        &mut self,
        key: &'static str,
        of: &[(&str, T)],
    ) -> Result<Option<T>, UncertaintyError> {
        let Some(value) = self.optional(key) else { return Ok(None) };
        let found = of.iter().find(|(word, _)| value.as_str() == Some(word));
        let known = || of.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(" or ");
        found
            .map(|(_, choice)| Some(*choice))
            .ok_or_else(|| self.wrong(&format!("{key}: expected {}", known())))
    }

    pub(crate) fn number(&mut self, key: &'static str) -> Result<Option<f64>, UncertaintyError> {
        let Some(value) = self.optional(key) else { return Ok(None) };
        let number = value.as_float().or_else(|| value.as_integer().map(|number| number as f64));
        let number = number.filter(|number| number.is_finite());
        number.map(Some).ok_or_else(|| self.wrong(&format!("{key}: expected a number")))
    }

    pub(crate) fn count(&mut self, key: &'static str) -> Result<u64, UncertaintyError> {
        self.needed(key, "a count", count)
    }

    /// Names and counts of a table.
    pub(crate) fn counts(&mut self, key: &'static str) -> Result<Vec<(&'a str, u64)>, UncertaintyError> {
        let of = |table: &'a Table| {
            table.iter().map(|(name, value)| Some((name.as_str(), count(value)?))).collect()
        };
        self.needed(key, "counts", |value| value.as_table().and_then(of))
    }

    /// A table inside, or each of an array of tables.
    pub(crate) fn inner(&mut self, key: &'static str) -> Result<Vec<Document<'a>>, UncertaintyError> {
        let (file, path) = (self.file, self.path.clone());
        let tables = self.needed(key, "tables", |value| match value {
            Value::Array(values) => values.iter().map(Value::as_table).collect::<Option<Vec<_>>>(),
            other => other.as_table().map(|table| vec![table]),
        })?;
        let document = |(index, table)| {
            let path = format!("{path}{key} {}: ", index + 1);
            Document { file, path, table, used: BTreeSet::new() }
        };
        Ok(tables.into_iter().enumerate().map(document).collect())
    }

    /// Refuses keys that nothing has asked for.
    pub(crate) fn finish(&self) -> Result<(), UncertaintyError> {
        match self.table.keys().find(|key| !self.used.contains(key.as_str())) {
            Some(unknown) => Err(self.wrong(&format!("{unknown}: unknown"))),
            None => Ok(()),
        }
    }
}

fn count(value: &Value) -> Option<u64> {
    value.as_integer().and_then(|count| count.try_into().ok())
}
