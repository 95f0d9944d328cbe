//! Features of any range: how they become values, as an array and as a run has it.

use apical_core::run::{Input, Real};
use apical_data::FeatureScale;
use numpy::{PyArray1, PyArray2, PyReadonlyArray2, PyUntypedArrayMethods};
use pyo3::prelude::*;

use crate::arrays;
use crate::errors::{detached, input_text};

/// Ranges (lower, upper): none where values are bytes already, one for all features, or one for each.
type Ranges = Vec<(f64, f64)>;

/// Values from 0 to 255 with their shape, and how many of each feature were outside.
type Scaled<'py> = (Bound<'py, PyArray2<u8>>, Bound<'py, PyArray1<u64>>);

/// How numbers became the values that a network learned from.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct GivenInput {
    /// One for all, or one for each feature; empty for bytes.
    ranges: Ranges,
    /// Whether the one range is that of all features.
    common: bool,
    /// Names of the features; empty if they have none.
    features: Vec<String>,
}

impl GivenInput {
    /// As a run has it.
    pub(crate) fn input(self) -> PyResult<Input> {
        let mut ranges: Vec<_> =
            self.ranges.iter().map(|&(lower, upper)| (Real(lower), Real(upper))).collect();
        let range = match (self.common, ranges.len()) {
            (true, 1) => ranges.pop(),
            (true, count) => return Err(input_text(format!("ranges: {count} given, one is common"))),
            (false, _) => None,
        };
        Ok(Input { range, ranges, features: self.features })
    }
}

/// Values of samples (samples, features) by the ranges of `ranges`, as the command line makes them of tables and arrays; one range is that of
/// all features. Also how many of each feature were outside by more than rounding hides; none where all that was seen were equal.
#[pyfunction]
pub(crate) fn scale_features<'py>(
    python: Python<'py>,
    samples: PyReadonlyArray2<'py, f64>,
    ranges: Ranges,
) -> PyResult<Scaled<'py>> {
    let [rows, features] = [samples.shape()[0], samples.shape()[1]];
    let numbers = arrays::rows("samples", &samples)?;
    let common = ranges.len() == 1 && features != 1;
    if !common && ranges.len() != features {
        return Err(input_text(format!("ranges: {} given for {features} features", ranges.len())));
    }
    let (values, outside) = detached(python, || {
        let range_of = |feature: usize| ranges[if common { 0 } else { feature }];
        // Beyond these, a number is not what it is rounded to.
        let tolerated: Ranges = (0..features).map(|feature| tolerated(range_of(feature))).collect();
        let scale = match ranges[..] {
            [(lower, upper)] if common => FeatureScale::Common { lower, upper },
            _ => FeatureScale::Each(ranges),
        };
        let mut values = vec![0; numbers.len()];
        let mut outside = vec![0_u64; features];
        let rows = numbers.chunks_exact(features.max(1)).zip(values.chunks_exact_mut(features.max(1)));
        for (row, values) in rows {
            for (feature, (&number, value)) in row.iter().zip(values).enumerate() {
                let Some((found, beyond)) = scale.byte(feature, number) else {
                    return Err(no_number(feature));
                };
                *value = found;
                if beyond {
                    let (lower, upper) = tolerated[feature];
                    outside[feature] += u64::from(number < lower || number > upper);
                }
            }
        }
        Ok((values, outside))
    })?;
    Ok((arrays::matrix(python, values, rows, features)?, PyArray1::from_vec(python, outside)))
}

fn no_number(feature: usize) -> PyErr {
    input_text(format!("X: feature {feature} has a number that is not finite"))
}

fn tolerated((lower, upper): (f64, f64)) -> (f64, f64) {
    if lower < upper {
        let half = upper / 510.0 - lower / 510.0;
        (lower - half, upper + half)
    } else {
        (f64::NEG_INFINITY, f64::INFINITY)
    }
}
