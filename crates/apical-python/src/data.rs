//! Datasets.

use std::path::PathBuf;

use apical_core::run;
use apical_data::{
    DataSource, Dataset, ImageSize, LabelColumn, LoadOptions, Loaded, Preparation, Split, builtin,
    content_hash, inspect,
};
use numpy::{PyArray1, PyArrayMethods, PyReadonlyArray1, PyReadonlyArray2};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::arrays::{self, Batch};
use crate::errors::{self, detached, input, input_text};

/// SHA-256 of images and labels, as a model file stores it.
#[pyfunction]
pub(crate) fn data_hash(
    python: Python<'_>,
    images: PyReadonlyArray2<'_, u8>,
    labels: PyReadonlyArray1<'_, u8>,
    image_size: (usize, usize),
    classes: usize,
) -> PyResult<[u8; 32]> {
    let (height, width) = image_size;
    let batch = Batch::new(&images)?;
    batch.check(height * width)?;
    let labels = arrays::labels(&labels, batch.len(), classes)?;
    detached(python, || Ok(content_hash((width, height), classes, batch.pixels, labels)))
}

/// The built-in digits of a seed.
#[pyfunction]
pub(crate) fn generate_digits(
    python: Python<'_>,
    seed: u64,
    train: usize,
    test: usize,
) -> PyResult<Bound<'_, PyDict>> {
    if train == 0 || test == 0 {
        return Err(input_text("train and test: at least 1 image each"));
    }
    let split = detached(python, || Ok(builtin::generate(seed, train, test)))?;
    let class_names = (0..10).map(|digit| digit.to_string()).collect();
    let loaded = Loaded {
        split,
        name: "builtin".into(),
        class_names,
        notes: Vec::new(),
        preparation: None,
        bits: None,
        form: None,
        held_out: false,
    };
    to_dict(python, loaded)
}

/// A dataset as the command line names it.
#[pyfunction]
#[pyo3(signature = (names, data_dir, image_size, prepare, label_column))]
pub(crate) fn load_data<'py>(
    python: Python<'py>,
    names: Vec<String>,
    data_dir: Option<PathBuf>,
    image_size: Option<(usize, usize)>,
    prepare: &str,
    label_column: Option<&str>,
) -> PyResult<Bound<'py, PyDict>> {
    let rows_as = image_size.map(|(height, width)| ImageSize { width, height });
    let options = LoadOptions {
        size: rows_as.unwrap_or(ImageSize::MNIST),
        preparation: preparation(prepare)?,
        label_column: label_column.map_or(LabelColumn::Automatic, |column| {
            let Ok(column) = column.parse();
            column
        }),
        rows_as,
        ..LoadOptions::default()
    };
    let loaded = detached(python, || {
        let source = DataSource::parse(&names, data_dir.as_deref()).map_err(errors::data)?;
        let mut loaded = source.load_cached(&options).map_err(errors::data)?;
        let found = inspect(&loaded.split, &loaded.class_names, &loaded.name).map_err(errors::data)?;
        loaded.notes.extend(found.iter().map(|warning| format!("{}: {warning}", loaded.name)));
        Ok(loaded)
    })?;
    to_dict(python, loaded)
}

fn preparation(name: &str) -> PyResult<Preparation> {
    match name.parse::<run::Preparation>() {
        Ok(run::Preparation::Auto) => Ok(Preparation::Automatic),
        Ok(run::Preparation::Normalise) => Ok(Preparation::Normalise),
        Ok(run::Preparation::AsIs) => Ok(Preparation::AsIs),
        Err(error) => Err(input(error)),
    }
}

fn to_dict(python: Python<'_>, loaded: Loaded) -> PyResult<Bound<'_, PyDict>> {
    let Loaded { split: Split { train, test }, name, class_names, notes, held_out, .. } = loaded;
    let dict = PyDict::new(python);
    for (part, set) in [("train", train), ("test", test)] {
        dict.set_item(format!("{part}_labels"), PyArray1::from_slice(python, set.labels()))?;
        dict.set_item(format!("{part}_images"), images(python, &set)?)?;
    }
    dict.set_item("name", name)?;
    dict.set_item("class_names", class_names)?;
    dict.set_item("notes", notes)?;
    dict.set_item("held_out", held_out)?;
    Ok(dict)
}

fn images<'py>(python: Python<'py>, set: &Dataset) -> PyResult<Bound<'py, PyAny>> {
    let pixels = PyArray1::from_slice(python, set.pixels());
    Ok(pixels.reshape([set.len(), set.height(), set.width()])?.into_any())
}
