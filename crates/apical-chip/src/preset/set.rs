//! Single values set by path: `--set clock=40MHz`, `--set layers.0.weights.synapses_per_word=50`.

use std::str::FromStr;

use toml::{Table, Value};

/// A path into a TOML document and the value to put there.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    path: String,
    value: String,
}

/// A setting that cannot be applied.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SettingError {
    /// Not of the form `path=value`.
    #[error("setting {0:?}: expected PATH=VALUE, such as encoder.pixels_per_cycle=32")]
    Syntax(String),
    /// A path that leads nowhere.
    #[error("setting {path}: there is no {part:?} here; there are {known}")]
    Path {
        /// The path.
        path: String,
        /// Its first part that is not there.
        part: String,
        /// What is there.
        known: String,
    },
}

impl FromStr for Setting {
    type Err = SettingError;

    fn from_str(text: &str) -> Result<Self, SettingError> {
        match text.split_once('=') {
            Some((path, value)) if !path.trim().is_empty() && !value.trim().is_empty() => {
                Ok(Self { path: path.trim().to_owned(), value: value.trim().to_owned() })
            }
            _ => Err(SettingError::Syntax(text.to_owned())),
        }
    }
}

impl Setting {
    /// The path, parts joined by dots.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Puts the value into a document. All but the last part of the path must be there. In an array a part is an index,
    /// or `*` for all elements.
    pub(crate) fn apply(&self, document: &mut Table) -> Result<(), SettingError> {
        let parts: Vec<&str> = self.path.split('.').collect();
        self.apply_to_table(document, &parts)
    }

    fn apply_to_table(&self, table: &mut Table, parts: &[&str]) -> Result<(), SettingError> {
        match parts {
            [last] => {
                table.insert((*last).to_owned(), self.value());
                Ok(())
            }
            [part, rest @ ..] => {
                let known = table.keys().cloned().collect::<Vec<_>>().join(", ");
                match table.get_mut(*part) {
                    Some(Value::Table(inner)) => self.apply_to_table(inner, rest),
                    Some(Value::Array(inner)) => self.apply_to_array(inner, rest),
                    _ => Err(self.no_such(part, known)),
                }
            }
            [] => Ok(()),
        }
    }

    fn apply_to_array(&self, array: &mut [Value], parts: &[&str]) -> Result<(), SettingError> {
        let known = format!("elements 0 to {}, or *", array.len().saturating_sub(1));
        let (part, rest) = parts.split_first().ok_or_else(|| self.no_such("", known.clone()))?;
        let chosen: Vec<usize> = match *part {
            "*" => (0..array.len()).collect(),
            index => index.parse().into_iter().filter(|&index| index < array.len()).collect(),
        };
        if chosen.is_empty() {
            return Err(self.no_such(part, known));
        }
        for index in chosen {
            match &mut array[index] {
                value if rest.is_empty() => *value = self.value(),
                Value::Table(inner) => self.apply_to_table(inner, rest)?,
                Value::Array(inner) => self.apply_to_array(inner, rest)?,
                _ => return Err(self.no_such(rest[0], "nothing further".to_owned())),
            }
        }
        Ok(())
    }

    fn no_such(&self, part: &str, known: String) -> SettingError {
        SettingError::Path { path: self.path.clone(), part: part.to_owned(), known }
    }

    /// A TOML value, or what is none as a string: `clock=40MHz` needs no quotes.
    fn value(&self) -> Value {
        let document = format!("value = {}", self.value).parse::<Table>();
        let value =
            document.ok().and_then(|mut table| if table.len() == 1 { table.remove("value") } else { None });
        value.unwrap_or_else(|| Value::String(self.value.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(setting: &str) -> Result<String, SettingError> {
        let mut document: Table =
            "a = 1\n[b]\nc = \"x\"\n[[d]]\ne = { f = 1 }\n[[d]]\ne = { f = 2 }".parse().unwrap();
        setting.parse::<Setting>()?.apply(&mut document)?;
        Ok(document.to_string())
    }

    #[test]
    fn values_are_put_where_the_path_leads() {
        assert!(set("a=5").unwrap().contains("a = 5\n"));
        assert!(set("b.c = 40 MHz").unwrap().contains("c = \"40 MHz\""));
        assert!(set("b.c=[1, 2]").unwrap().contains("c = [1, 2]"));
        assert_eq!(set("d.*.e.f=7").unwrap().matches("f = 7").count(), 2);
        assert_eq!(set("d.1.e.f=7").unwrap().matches("f = 7").count(), 1);
    }

    #[test]
    fn paths_that_lead_nowhere_are_refused() {
        for wrong in ["x.y=1", "a.b=1", "d.2.e.f=1", "d.x.e=1", "b.c.d=1"] {
            assert!(matches!(set(wrong), Err(SettingError::Path { .. })), "{wrong}");
        }
        for wrong in ["", "a", "=1", "a="] {
            assert!(matches!(set(wrong), Err(SettingError::Syntax(_))), "{wrong}");
        }
    }
}
