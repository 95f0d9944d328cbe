//! Values of parameters.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a parameter is set to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// A whole number.
    Whole(i64),
    /// A number.
    Number(f64),
    /// A word.
    Text(String),
    /// Sizes.
    Sizes(Vec<i64>),
}

impl Value {
    /// A value as TOML has it; `None` if it is no value of a parameter.
    pub(crate) fn of(value: &toml::Value) -> Option<Self> {
        match value {
            toml::Value::Integer(number) => Some(Self::Whole(*number)),
            toml::Value::Float(number) => number.is_finite().then_some(Self::Number(*number)),
            toml::Value::String(text) => Some(Self::Text(text.clone())),
            toml::Value::Array(sizes) => {
                sizes.iter().map(toml::Value::as_integer).collect::<Option<_>>().map(Self::Sizes)
            }
            toml::Value::Boolean(_) | toml::Value::Datetime(_) | toml::Value::Table(_) => None,
        }
    }

    /// The number, if it is one.
    #[must_use]
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Whole(number) => Some(*number as f64),
            Self::Number(number) => Some(*number),
            Self::Text(_) | Self::Sizes(_) => None,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(number) => number.fmt(formatter),
            Self::Number(number) => number.fmt(formatter),
            Self::Text(text) => text.fmt(formatter),
            Self::Sizes(sizes) => {
                let sizes: Vec<String> = sizes.iter().map(i64::to_string).collect();
                formatter.write_str(&sizes.join(","))
            }
        }
    }
}
