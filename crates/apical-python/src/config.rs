//! Configurations from and to Python, and as the text that a model file stores.

use apical_core::training::Recipe;
use apical_core::{Config, Format};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use toml::{Table, Value};

use crate::errors::input;

/// A dictionary with every field of a configuration.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Given {
    layers: Vec<usize>,
    weight_bits: u32,
    accumulator_bits: u32,
    order: String,
    window: Vec<u16>,
    margin_bits: u8,
    drop_shift: u8,
    initial_range: u16,
    feedback_sharing: u16,
}

impl Given {
    pub(crate) fn config(self) -> PyResult<Config> {
        let config = Config {
            layers: self.layers,
            format: Format::new(self.weight_bits, self.accumulator_bits).map_err(input)?,
            order: self.order.parse().map_err(input)?,
            window: self.window,
            margin_bits: self.margin_bits,
            drop_shift: self.drop_shift,
            initial_range: self.initial_range,
            feedback_sharing: self.feedback_sharing,
        };
        config.validate().map_err(input)?;
        Ok(config)
    }
}

pub(crate) fn to_dict<'py>(python: Python<'py>, config: &Config) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(python);
    dict.set_item("layers", &config.layers)?;
    dict.set_item("weight_bits", config.format.weight_bits())?;
    dict.set_item("accumulator_bits", config.format.accumulator_bits())?;
    dict.set_item("order", config.order.to_string())?;
    dict.set_item("window", &config.window)?;
    dict.set_item("margin_bits", config.margin_bits)?;
    dict.set_item("drop_shift", config.drop_shift)?;
    dict.set_item("initial_range", config.initial_range)?;
    dict.set_item("feedback_sharing", config.feedback_sharing)?;
    Ok(dict)
}

/// The configuration as `apical train` writes it, so that the command line reads the names of the classes.
pub(crate) fn text(config: &Config, recipe: &Recipe, class_names: &[String]) -> String {
    let number = |value: u64| Value::Integer(i64::try_from(value).unwrap_or(i64::MAX));
    let mut table = Table::new();
    let mut put = |key: &str, value| {
        table.insert(key.to_owned(), value);
    };
    put("layers", Value::Array(config.layers.iter().map(|&size| number(size as u64)).collect()));
    put("format", Value::String(config.format.to_string()));
    put("order", Value::String(config.order.to_string()));
    put("window", Value::Array(config.window.iter().map(|&theta| number(theta.into())).collect()));
    put("margin_bits", number(config.margin_bits.into()));
    put("drop_shift", number(config.drop_shift.into()));
    put("initial_range", number(config.initial_range.into()));
    put("feedback_sharing", number(config.feedback_sharing.into()));
    put("epochs", number(recipe.epochs.into()));
    put("seed", number(recipe.seed));
    put("shift", number(recipe.shift.into()));
    put("learning_rate", Value::String(recipe.learning_rate.to_string()));
    if !class_names.is_empty() {
        put("class_names", Value::Array(class_names.iter().cloned().map(Value::String).collect()));
    }
    table.to_string()
}

/// The names of the classes in such a text; none if it has none or was written by something else.
pub(crate) fn class_names(text: &str) -> Vec<String> {
    let table = text.parse::<Table>().unwrap_or_default();
    let names = table.get("class_names").and_then(Value::as_array);
    names.into_iter().flatten().filter_map(|name| name.as_str().map(str::to_owned)).collect()
}
