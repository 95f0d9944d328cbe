//! Contents of the memories, as arrays.

use apical_core::random::{LANES, RandomState};
use apical_core::{Config, FeedbackSigns, Layer, Network, Processor, State};
use numpy::ndarray::Dimension;
use numpy::{Element, PyArray1, PyReadonlyArray, PyReadonlyArray1, PyReadonlyArray2, PyUntypedArrayMethods};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use super::Core;
use crate::arrays::{matrix, rows};
use crate::errors::{detached, input, input_text};

/// A dictionary of the arrays that make a state, lists by layer.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Memories<'py> {
    weights: Vec<PyReadonlyArray2<'py, i8>>,
    accumulators: Vec<PyReadonlyArray2<'py, i8>>,
    bias_weights: Vec<PyReadonlyArray1<'py, i8>>,
    bias_accumulators: Vec<PyReadonlyArray1<'py, i8>>,
    /// 1 for +1, 0 for -1, of hidden layers.
    feedback: Vec<PyReadonlyArray2<'py, u8>>,
    random_lanes: Vec<u32>,
    random_control: u32,
}

/// Unpacks the memories once and hands them over without copying them again.
pub(super) fn to_dict<'py>(core: &Core, python: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
    let State { config, network, random, .. } = core.with(python, |inner| Ok(inner.processor.state()))?;
    let lists: [Bound<'py, PyList>; 5] = std::array::from_fn(|_| PyList::empty(python));
    let [weights, accumulators, bias_weights, bias_accumulators, feedback] = &lists;
    for layer in network.layers {
        let Layer { inputs, neurons, .. } = layer;
        weights.append(matrix(python, layer.weights, inputs, neurons)?)?;
        accumulators.append(matrix(python, layer.accumulators, inputs, neurons)?)?;
        bias_weights.append(PyArray1::from_vec(python, layer.bias_weights))?;
        bias_accumulators.append(PyArray1::from_vec(python, layer.bias_accumulators))?;
    }
    for signs in network.feedback {
        let classes = config.classes();
        let neurons = signs.positive.len() / classes;
        let signs = signs.positive.into_iter().map(u8::from).collect();
        feedback.append(matrix::<u8>(python, signs, neurons, classes)?)?;
    }
    let dict = PyDict::new(python);
    let names = ["weights", "accumulators", "bias_weights", "bias_accumulators", "feedback"];
    for (name, list) in names.into_iter().zip(&lists) {
        dict.set_item(name, list)?;
    }
    dict.set_item("random_lanes", random.lanes.to_vec())?;
    dict.set_item("random_control", random.control)?;
    Ok(dict)
}

pub(super) fn from_arrays(python: Python<'_>, config: Config, given: &Memories<'_>) -> PyResult<Core> {
    let lanes: [u32; LANES] = given.random_lanes.as_slice().try_into().map_err(|_| {
        input_text(format!("random_lanes: {} generators given, {LANES} expected", given.random_lanes.len()))
    })?;
    let parts = [
        ("weights", given.weights.len(), config.layer_count()),
        ("accumulators", given.accumulators.len(), config.layer_count()),
        ("bias_weights", given.bias_weights.len(), config.layer_count()),
        ("bias_accumulators", given.bias_accumulators.len(), config.layer_count()),
        ("feedback", given.feedback.len(), config.hidden_count()),
    ];
    if let Some((name, found, expected)) = parts.iter().find(|(_, found, expected)| found != expected) {
        return Err(input_text(format!(
            "{name}: {found} arrays given, one for each of {expected} layers needed"
        )));
    }
    let mut network = Network::zeros(&config);
    for (index, layer) in network.layers.iter_mut().enumerate() {
        let (matrix, row) = ([layer.inputs, layer.neurons], [layer.neurons]);
        layer.weights = elements("weights", index, &given.weights[index], &matrix)?;
        layer.accumulators = elements("accumulators", index, &given.accumulators[index], &matrix)?;
        layer.bias_weights = elements("bias_weights", index, &given.bias_weights[index], &row)?;
        layer.bias_accumulators =
            elements("bias_accumulators", index, &given.bias_accumulators[index], &row)?;
    }
    for (index, signs) in network.feedback.iter_mut().enumerate() {
        let shape = [config.layers[index + 1], config.classes()];
        let bits = elements("feedback", index, &given.feedback[index], &shape)?;
        if let Some(bit) = bits.iter().find(|&&bit| bit > 1) {
            return Err(input_text(format!(
                "feedback of layer {}: {bit} is out of range: 0 to 1",
                index + 1
            )));
        }
        *signs = FeedbackSigns { positive: bits.into_iter().map(|bit| bit == 1).collect() };
    }
    let random = RandomState { lanes, control: given.random_control };
    let state = State { config, network, random, in_flight: Vec::new() };
    // The seed is not part of a state.
    detached(python, || Core::from_state(&state, 0, Some("its memories were set in Python")).map_err(input))
}

/// The elements row by row, if shape and order are right.
fn elements<T: Element + Copy, D: Dimension>(
    name: &str,
    index: usize,
    array: &PyReadonlyArray<'_, T, D>,
    expected: &[usize],
) -> PyResult<Vec<T>> {
    let found = array.shape();
    if found != expected {
        return Err(input_text(format!(
            "{name} of layer {}: shape {found:?}, {expected:?} expected",
            index + 1
        )));
    }
    let what = format!("{name} of layer {}", index + 1);
    Ok(rows(&what, array)?.to_vec())
}
