//! What every neuron did.

use apical_core::Processor;
use numpy::PyArray1;
use numpy::PyReadonlyArray2;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use super::Core;
use crate::arrays::{Batch, matrix};
use crate::errors::input;

/// Images of all layers, one vector a layer.
#[derive(Default)]
struct Gathered {
    input: Vec<bool>,
    potentials: Vec<Vec<i32>>,
    spikes: Vec<Vec<bool>>,
    winners: Vec<u8>,
    sizes: Vec<usize>,
}

pub(super) fn activity<'py>(
    core: &Core,
    python: Python<'py>,
    images: &PyReadonlyArray2<'py, u8>,
) -> PyResult<Bound<'py, PyDict>> {
    let batch = Batch::new(images)?;
    let gathered = core.with(python, |inner| {
        let config = inner.processor.config();
        batch.check(config.raw_inputs())?;
        let sizes = config.layers.clone();
        let layers = sizes.len() - 1;
        let mut all = Gathered {
            potentials: vec![Vec::new(); layers],
            spikes: vec![Vec::new(); layers],
            sizes,
            ..Gathered::default()
        };
        for image in batch.iter() {
            let activity = inner.processor.activity(image).map_err(input)?;
            all.input.extend(activity.input);
            all.winners.push(activity.winner);
            let gathered = all.potentials.iter_mut().zip(&mut all.spikes);
            for (layer, (potentials, spikes)) in activity.layers.into_iter().zip(gathered) {
                potentials.extend(layer.potentials);
                spikes.extend(layer.spikes);
            }
        }
        Ok(all)
    })?;
    let Gathered { input, potentials, spikes, winners, sizes } = gathered;
    let dict = PyDict::new(python);
    dict.set_item("input", matrix(python, input, batch.len(), sizes[0])?)?;
    let of_layers = PyList::empty(python);
    for (values, &size) in potentials.into_iter().zip(&sizes[1..]) {
        of_layers.append(matrix(python, values, batch.len(), size)?)?;
    }
    dict.set_item("potentials", of_layers)?;
    let of_layers = PyList::empty(python);
    for (values, &size) in spikes.into_iter().zip(&sizes[1..]) {
        of_layers.append(matrix(python, values, batch.len(), size)?)?;
    }
    dict.set_item("spikes", of_layers)?;
    dict.set_item("winners", PyArray1::from_vec(python, winners))?;
    Ok(dict)
}
