//! Configurations from and to Python.

use apical_core::{Config, Format};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::errors::input;

/// A dictionary with every field of a configuration.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Given {
    front_end: String,
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
            front_end: self.front_end.parse().map_err(input)?,
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
    dict.set_item("front_end", config.front_end.to_string())?;
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
