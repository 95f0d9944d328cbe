//! Memories, generators and pipeline as integer tensors.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use safetensors::Dtype;

use super::SnapshotError;
use super::container::{Container, Tensor, TensorShape};
use crate::random::{LANES, RandomState};
use crate::{Config, FeedbackSigns, HiddenRecord, InFlight, Layer, Network, State, StateError};

/// Labels of the images in flight, newest first.
const LABEL: &str = "in_flight.label";
/// Hidden layers that each has passed.
const PASSED: &str = "in_flight.passed";

/// Every tensor of a state, with its name. The state must be valid.
pub(crate) fn encode(state: &State) -> Vec<Tensor> {
    let mut tensors = memories(&state.network, &state.config);
    let lanes = state.random.lanes.iter().flat_map(|lane| lane.to_le_bytes()).collect();
    tensors.push(Tensor::new("random.lanes".to_owned(), Dtype::U32, vec![LANES], lanes));
    let control = state.random.control.to_le_bytes().to_vec();
    tensors.push(Tensor::new("random.control".to_owned(), Dtype::U32, vec![1], control));
    tensors.extend(pipeline(state));
    tensors
}

fn memories(network: &Network, config: &Config) -> Vec<Tensor> {
    let mut tensors = Vec::new();
    for (index, layer) in network.layers.iter().enumerate() {
        let name = |part| layer_name(index, part);
        let matrix = || vec![layer.inputs, layer.neurons];
        let row = || vec![layer.neurons];
        let mut push = |part, shape, values: &[i8]| {
            let bytes = values.iter().map(|&value| value as u8).collect();
            tensors.push(Tensor::new(name(part), Dtype::I8, shape, bytes));
        };
        push("weight", matrix(), &layer.weights);
        push("accumulator", matrix(), &layer.accumulators);
        push("bias_weight", row(), &layer.bias_weights);
        push("bias_accumulator", row(), &layer.bias_accumulators);
        if let Some(signs) = network.feedback.get(index) {
            let shape = vec![layer.neurons, config.classes()];
            tensors.push(bits(name("feedback"), shape, [&signs.positive]));
        }
    }
    tensors
}

/// The images in flight, newest first, and how many hidden layers each has passed. A layer's tensors have a row
/// for each image that has passed it: the oldest ones.
fn pipeline(state: &State) -> Vec<Tensor> {
    let images = &state.in_flight;
    let labels = images.iter().map(|image| image.label).collect();
    // A valid state has at most 7 hidden layers.
    let passed = images.iter().map(|image| image.hidden.len() as u8).collect();
    let inputs = state.config.inputs();
    let mut tensors = vec![
        Tensor::new(LABEL.to_owned(), Dtype::U8, vec![images.len()], labels),
        Tensor::new(PASSED.to_owned(), Dtype::U8, vec![images.len()], passed),
        bits(
            "in_flight.input".to_owned(),
            vec![images.len(), inputs],
            images.iter().map(|image| &image.input),
        ),
    ];
    for layer in 0..state.config.hidden_count() {
        let records = || images.iter().filter_map(|image| image.hidden.get(layer));
        let shape = || vec![records().count(), state.config.layers[layer + 1]];
        let spikes = records().map(|record| &record.spikes);
        tensors.push(bits(in_flight_name(layer, "spikes"), shape(), spikes));
        let window = records().map(|record| &record.window);
        tensors.push(bits(in_flight_name(layer, "window"), shape(), window));
    }
    tensors
}

/// A state from the tensors that its configuration calls for. Sizes and the bits of 0/1 tensors are checked,
/// values are not.
pub(super) fn decode(container: &mut Container<'_>, config: Config) -> Result<State, SnapshotError> {
    let network = decode_memories(container, &config)?;
    let words =
        |bytes: &[u8]| -> Vec<u32> { bytes.as_chunks().0.iter().copied().map(u32::from_le_bytes).collect() };
    let lanes =
        words(container.take("random.lanes", &TensorShape { dtype: Dtype::U32, shape: vec![LANES] })?);
    let control =
        words(container.take("random.control", &TensorShape { dtype: Dtype::U32, shape: vec![1] })?);
    let random = RandomState { lanes: core::array::from_fn(|lane| lanes[lane]), control: control[0] };
    let in_flight = decode_pipeline(container, &config)?;
    Ok(State { config, network, random, in_flight })
}

fn decode_memories(container: &mut Container<'_>, config: &Config) -> Result<Network, SnapshotError> {
    let mut network = Network { layers: Vec::new(), feedback: Vec::new() };
    for (index, sizes) in config.layers.windows(2).enumerate() {
        let (inputs, neurons) = (sizes[0], sizes[1]);
        let mut take = |part, shape| {
            let bytes = container.take(&layer_name(index, part), &TensorShape { dtype: Dtype::I8, shape })?;
            Ok::<Vec<i8>, SnapshotError>(bytes.iter().map(|&byte| byte as i8).collect())
        };
        network.layers.push(Layer {
            inputs,
            neurons,
            weights: take("weight", vec![inputs, neurons])?,
            accumulators: take("accumulator", vec![inputs, neurons])?,
            bias_weights: take("bias_weight", vec![neurons])?,
            bias_accumulators: take("bias_accumulator", vec![neurons])?,
        });
        if index < config.hidden_count() {
            let positive = take_bits(container, &layer_name(index, "feedback"), neurons, config.classes())?;
            network.feedback.push(FeedbackSigns { positive: positive.concat() });
        }
    }
    Ok(network)
}

fn decode_pipeline(container: &mut Container<'_>, config: &Config) -> Result<Vec<InFlight>, SnapshotError> {
    let found = container.shape(LABEL)?.first().copied().unwrap_or(0);
    let maximum = State::in_flight_limit(config);
    if found > maximum {
        return Err(StateError::InFlight { found, maximum, order: config.order }.into());
    }
    let labels = container.take(LABEL, &TensorShape { dtype: Dtype::U8, shape: vec![found] })?;
    let passed = container.take(PASSED, &TensorShape { dtype: Dtype::U8, shape: vec![found] })?;
    check_passed(passed, config.hidden_count())?;
    let inputs = take_bits(container, "in_flight.input", found, config.inputs())?;
    let mut images: Vec<InFlight> = labels
        .iter()
        .zip(inputs)
        .map(|(&label, input)| InFlight { label, input, hidden: Vec::new() })
        .collect();
    for layer in 0..config.hidden_count() {
        let not_passed = passed.iter().take_while(|&&passed| usize::from(passed) <= layer).count();
        let (rows, neurons) = (found - not_passed, config.layers[layer + 1]);
        let spikes = take_bits(container, &in_flight_name(layer, "spikes"), rows, neurons)?;
        let window = take_bits(container, &in_flight_name(layer, "window"), rows, neurons)?;
        for ((image, spikes), window) in images[not_passed..].iter_mut().zip(spikes).zip(window) {
            image.hidden.push(HiddenRecord { spikes, window });
        }
    }
    Ok(images)
}

/// Each image must have passed more layers than the one behind it, which decides whose rows are whose.
fn check_passed(passed: &[u8], hidden_count: usize) -> Result<(), SnapshotError> {
    let mut minimum = 1;
    for (image, &found) in passed.iter().enumerate() {
        let found = usize::from(found);
        // Enough for the older ones to have passed more.
        let maximum = hidden_count - (passed.len() - 1 - image);
        if !(minimum..=maximum).contains(&found) {
            return Err(StateError::Passed { image, found, minimum, maximum }.into());
        }
        minimum = found + 1;
    }
    Ok(())
}

/// A tensor of bits, a byte each.
fn bits<'a>(name: String, shape: Vec<usize>, rows: impl IntoIterator<Item = &'a Vec<bool>>) -> Tensor {
    let bytes = rows.into_iter().flatten().map(|&bit| u8::from(bit)).collect();
    Tensor::new(name, Dtype::U8, shape, bytes)
}

/// The rows of a tensor of bits.
fn take_bits(
    container: &mut Container<'_>,
    name: &str,
    rows: usize,
    columns: usize,
) -> Result<Vec<Vec<bool>>, SnapshotError> {
    let bytes = container.take(name, &TensorShape { dtype: Dtype::U8, shape: vec![rows, columns] })?;
    if let Some(index) = bytes.iter().position(|&byte| byte > 1) {
        let (name, found) = (name.to_owned(), bytes[index].into());
        return Err(SnapshotError::Element { name, index, found, minimum: 0, maximum: 1 });
    }
    Ok(bytes.chunks_exact(columns).map(|row| row.iter().map(|&byte| byte == 1).collect()).collect())
}

fn layer_name(index: usize, part: &str) -> String {
    format!("layer{}.{part}", index + 1)
}

fn in_flight_name(index: usize, part: &str) -> String {
    format!("in_flight.layer{}.{part}", index + 1)
}
