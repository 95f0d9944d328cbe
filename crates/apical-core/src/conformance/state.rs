//! The first value in which two states differ.

use alloc::format;

use super::difference::{Difference, Quantity, Value};
use crate::random::RandomState;
use crate::{FeedbackSigns, HiddenRecord, InFlight, Layer, State};

/// The first value in which two states differ, in the order in which a step of the pipeline computes them:
/// configuration, encoder lanes, images in flight (newest first, layer by layer), control generator, memories
/// (layer by layer, input by input, neuron by neuron, W before G, then the biases), feedback signs.
#[must_use]
pub fn first_difference(expected: &State, found: &State) -> Option<Difference> {
    if expected == found {
        return None;
    }
    config(expected, found)
        .or_else(|| lanes(&expected.random, &found.random))
        .or_else(|| in_flight(&expected.in_flight, &found.in_flight))
        .or_else(|| control(&expected.random, &found.random))
        .or_else(|| memories(&expected.network.layers, &found.network.layers))
        .or_else(|| {
            let classes = expected.config.layers.last().map_or(1, |&classes| classes.max(1));
            feedback(&expected.network.feedback, &found.network.feedback, classes)
        })
}

fn config(expected: &State, found: &State) -> Option<Difference> {
    (expected.config != found.config).then(|| {
        let text = |state: &State| Value::Text(format!("{:?}", state.config));
        Difference::new(Quantity::Config, text(expected), text(found))
    })
}

fn lanes(expected: &RandomState, found: &RandomState) -> Option<Difference> {
    let mut lanes = expected.lanes.iter().zip(&found.lanes).enumerate();
    lanes.find(|(_, (a, b))| a != b).map(|(lane, (&expected, &found))| {
        Difference::new(Quantity::Lane { lane }, Value::Word(expected), Value::Word(found))
    })
}

fn control(expected: &RandomState, found: &RandomState) -> Option<Difference> {
    let (expected, found) = (expected.control, found.control);
    (expected != found)
        .then(|| Difference::new(Quantity::ControlGenerator, Value::Word(expected), Value::Word(found)))
}

fn in_flight(expected: &[InFlight], found: &[InFlight]) -> Option<Difference> {
    let length = count(Quantity::ImagesInFlight, expected.len(), found.len());
    length.or_else(|| {
        expected.iter().zip(found).enumerate().find_map(|(index, (expected, found))| {
            image(expected, found).map(|difference| Difference { in_flight: Some(index), ..difference })
        })
    })
}

fn image(expected: &InFlight, found: &InFlight) -> Option<Difference> {
    let input = || Difference::of_lists(Quantity::Spike, &expected.input, &found.input);
    let records = || {
        let pairs = expected.hidden.iter().zip(&found.hidden).enumerate();
        pairs.into_iter().find_map(|(index, (expected, found))| {
            record(expected, found).map(|difference| difference.in_layer(index + 1))
        })
    };
    Difference::of_numbers(Quantity::LabelInFlight, expected.label, found.label)
        .or_else(|| input().map(|difference| difference.in_layer(0)))
        .or_else(|| count(Quantity::LayersPassed, expected.hidden.len(), found.hidden.len()))
        .or_else(records)
}

fn record(expected: &HiddenRecord, found: &HiddenRecord) -> Option<Difference> {
    Difference::of_lists(Quantity::Spike, &expected.spikes, &found.spikes)
        .or_else(|| Difference::of_lists(Quantity::WindowBit, &expected.window, &found.window))
}

fn memories(expected: &[Layer], found: &[Layer]) -> Option<Difference> {
    let length = count(Quantity::Size, expected.len(), found.len());
    length.or_else(|| {
        expected.iter().zip(found).enumerate().find_map(|(index, (expected, found))| {
            layer(expected, found).map(|difference| difference.in_layer(index + 1))
        })
    })
}

fn layer(expected: &Layer, found: &Layer) -> Option<Difference> {
    let sizes = [
        (expected.inputs, found.inputs),
        (expected.neurons, found.neurons),
        (expected.weights.len(), found.weights.len()),
        (expected.accumulators.len(), found.accumulators.len()),
    ];
    let biases = || {
        let bias = |quantity, expected: &[i8], found: &[i8]| Difference::of_lists(quantity, expected, found);
        bias(Quantity::BiasWeight, &expected.bias_weights, &found.bias_weights).or_else(|| {
            bias(Quantity::BiasAccumulator, &expected.bias_accumulators, &found.bias_accumulators)
        })
    };
    sizes
        .into_iter()
        .find_map(|(expected, found)| count(Quantity::Size, expected, found))
        .or_else(|| synapses(expected, found))
        .or_else(biases)
}

fn synapses(expected: &Layer, found: &Layer) -> Option<Difference> {
    let banks = [
        (Quantity::Weight, &expected.weights, &found.weights),
        (Quantity::Accumulator, &expected.accumulators, &found.accumulators),
    ];
    // The first synapse of either bank; `min_by_key` keeps W of two equals.
    let firsts = banks.into_iter().filter_map(|(quantity, expected, found)| {
        Difference::of_lists(quantity, expected, found).map(|difference| (difference.neuron, difference))
    });
    firsts.min_by_key(|(synapse, _)| *synapse).map(|(synapse, difference)| {
        let neurons = expected.neurons.max(1);
        let part = |split: fn(usize, usize) -> usize| synapse.map(|synapse| split(synapse, neurons));
        Difference { neuron: part(|a, b| a % b), input: part(|a, b| a / b), ..difference }
    })
}

fn feedback(expected: &[FeedbackSigns], found: &[FeedbackSigns], classes: usize) -> Option<Difference> {
    let length = count(Quantity::Size, expected.len(), found.len());
    length.or_else(|| {
        expected.iter().zip(found).enumerate().find_map(|(index, (expected, found))| {
            let first = Difference::of_lists(Quantity::Size, &expected.positive, &found.positive)?;
            let difference = match first.neuron {
                Some(sign) => Difference {
                    quantity: Quantity::FeedbackSign { class: sign % classes },
                    neuron: Some(sign / classes),
                    ..first
                },
                None => first,
            };
            Some(difference.in_layer(index + 1))
        })
    })
}

fn count(quantity: Quantity, expected: usize, found: usize) -> Option<Difference> {
    Difference::of_numbers(quantity, expected as i64, found as i64)
}
