//! Front ends for arrays.

use apical_core::front_end::{Kind, Request, fit};
use apical_core::training::{Defaults, TrainingImages, windows_of};
use numpy::PyReadonlyArray2;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::arrays::Batch;
use crate::errors::{detached, input};

/// Images of which nothing but the values matters.
struct Images<'a> {
    images: Vec<&'a [u8]>,
    width: usize,
}

impl TrainingImages for Images<'_> {
    fn count(&self) -> u32 {
        u32::try_from(self.images.len()).unwrap_or(u32::MAX)
    }

    fn width(&self) -> usize {
        self.width
    }

    fn image(&self, index: u32) -> &[u8] {
        self.images[index as usize]
    }

    fn label(&self, _index: u32) -> u8 {
        0
    }
}

/// The front end that a request stands for on these images (height, width), as text; its bits, the windows of hidden layers of so
/// many neurons, and the other defaults of a training behind it.
#[pyfunction]
pub(crate) fn fit_front_end<'py>(
    python: Python<'py>,
    request: &str,
    images: PyReadonlyArray2<'py, u8>,
    image_size: (usize, usize),
    hidden: Vec<usize>,
) -> PyResult<Bound<'py, PyDict>> {
    let request: Request = request.parse().map_err(input)?;
    let batch = Batch::new(&images)?;
    let (height, width) = image_size;
    batch.check(height * width)?;
    let images = Images { images: batch.iter().collect(), width };
    let (front_end, windows) = detached(python, || {
        let front_end = fit(&request, Kind::of(width, height), &images).map_err(input)?;
        let windows = windows_of(&front_end, &hidden, &images);
        Ok((front_end, windows))
    })?;
    let dict = PyDict::new(python);
    dict.set_item("bits", front_end.bits().unwrap_or(height * width))?;
    dict.set_item("windows", windows)?;
    let Defaults { learning_rate, margin_bits, drop_shift, initial_range } = Defaults::of(&front_end);
    dict.set_item("learning_rate", (learning_rate.start(), learning_rate.end()))?;
    dict.set_item("margin_bits", margin_bits)?;
    dict.set_item("drop_shift", drop_shift)?;
    dict.set_item("initial_range", initial_range)?;
    dict.set_item("front_end", front_end.to_string())?;
    Ok(dict)
}
