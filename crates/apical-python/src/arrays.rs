//! NumPy arrays in and out.

use numpy::ndarray::Dimension;
use numpy::{
    Element, PyArray1, PyArray2, PyArrayMethods, PyReadonlyArray, PyReadonlyArray1, PyReadonlyArray2,
    PyUntypedArrayMethods,
};
use pyo3::prelude::*;

use crate::errors::input_text;

/// Images that belong to Python, shape (images, pixels), one after the other in memory.
pub(crate) struct Batch<'a> {
    pub(crate) pixels: &'a [u8],
    pub(crate) size: usize,
}

impl<'a> Batch<'a> {
    /// Borrows an array. The caller keeps it alive.
    pub(crate) fn new(images: &'a PyReadonlyArray2<'_, u8>) -> PyResult<Self> {
        let size = images.shape()[1];
        let pixels = rows("images", images)?;
        if size == 0 {
            return Err(input_text("images: 0 pixels an image; at least 1 is needed"));
        }
        Ok(Self { pixels, size })
    }

    pub(crate) fn len(&self) -> usize {
        self.pixels.len() / self.size
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        self.pixels.chunks_exact(self.size)
    }

    /// Checks what every image has to fit.
    pub(crate) fn check(&self, inputs: usize) -> PyResult<()> {
        if self.size == inputs {
            return Ok(());
        }
        Err(input_text(format!("images: {} pixels an image, the network has {inputs} inputs", self.size)))
    }
}

/// Labels that belong to Python, as many as images and each a class.
pub(crate) fn labels<'a>(
    labels: &'a PyReadonlyArray1<'_, u8>,
    images: usize,
    classes: usize,
) -> PyResult<&'a [u8]> {
    let labels = rows("labels", labels)?;
    if labels.len() != images {
        return Err(input_text(format!("labels: {} given for {images} images", labels.len())));
    }
    match labels.iter().position(|&label| usize::from(label) >= classes) {
        None => Ok(labels),
        Some(at) => {
            Err(input_text(format!("labels: {} at {at} is out of range: 0 to {}", labels[at], classes - 1)))
        }
    }
}

/// The elements of an array row by row, borrowed. The array must lie so in memory.
pub(crate) fn rows<'a, T: Element, D: Dimension>(
    name: &str,
    array: &'a PyReadonlyArray<'_, T, D>,
) -> PyResult<&'a [T]> {
    // A slice of a matrix that lies column by column would be in the wrong order.
    let slice = if array.is_c_contiguous() { array.as_slice().ok() } else { None };
    slice.ok_or_else(|| {
        input_text(format!("{name}: the array does not lie row by row; numpy.ascontiguousarray makes it so"))
    })
}

/// A vector as a matrix of NumPy's, without copying it.
pub(crate) fn matrix<T: Element>(
    python: Python<'_>,
    values: Vec<T>,
    rows: usize,
    columns: usize,
) -> PyResult<Bound<'_, PyArray2<T>>> {
    PyArray1::from_vec(python, values).reshape([rows, columns])
}
