//! The numbers of the technology file, read without the library's own reader.

use apical_chip::technology::Technology;
use toml::{Table, Value};

/// Units that the file uses, in SI (areas in square millimetres).
const UNITS: [(&str, f64); 7] =
    [("V", 1.0), ("mV", 1e-3), ("pJ", 1e-12), ("fJ", 1e-15), ("pW", 1e-12), ("uW", 1e-6), ("mm2", 1.0)];

/// A technology file as a table.
pub(crate) struct Constants {
    table: Table,
}

impl Constants {
    pub(crate) fn new() -> Self {
        Self::of_technology("65nm")
    }

    pub(crate) fn of_technology(name: &str) -> Self {
        Self { table: Technology::builtin_text(name).unwrap().parse().unwrap() }
    }

    fn find(&self, path: &str) -> &Value {
        let mut parts = path.split('.');
        let first = &self.table[parts.next().unwrap()];
        parts.fold(first, |value, part| &value[part])
    }

    /// The value of an entry in SI units.
    pub(crate) fn of(&self, path: &str) -> f64 {
        match &self.find(path)["value"] {
            Value::Float(number) => *number,
            Value::Integer(number) => *number as f64,
            Value::String(text) => {
                let (number, unit) = text.split_once(' ').unwrap();
                let (_, factor) = UNITS.iter().find(|(known, _)| *known == unit).unwrap();
                number.parse::<f64>().unwrap() * factor
            }
            other => panic!("{path}: {other}"),
        }
    }

    /// Rows of a table of memories.
    pub(crate) fn rows(&self, path: &str) -> Vec<Vec<f64>> {
        let number = |cell: &Value| cell.as_float().unwrap_or_else(|| cell.as_integer().unwrap() as f64);
        let rows = self.find(path).as_array().unwrap();
        rows.iter().map(|row| row.as_array().unwrap().iter().map(number).collect()).collect()
    }

    /// The row that begins with two given numbers.
    pub(crate) fn row(&self, path: &str, first: f64, second: f64) -> Vec<f64> {
        self.rows(path).into_iter().find(|row| row[0] == first && row[1] == second).unwrap()
    }
}
