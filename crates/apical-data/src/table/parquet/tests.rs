//! Tables that the crate's own writer wrote.

mod images;
mod kinds;
mod properties;
mod write;

use super::{read, survey};
use crate::FeatureScale;
use crate::table::{Table, TableError, TableOptions};

/// With a scale from -128 to 127, so that a byte tells the number.
fn table(file: Vec<u8>) -> Result<Table, TableError> {
    read(file, &TableOptions::default(), &FeatureScale::Common { lower: -128.0, upper: 127.0 })
}

fn numbers(values: &[u8]) -> Vec<i16> {
    values.iter().map(|&value| i16::from(value) - 128).collect()
}

fn message(file: Vec<u8>) -> String {
    table(file).unwrap_err().to_string()
}
