//! Random small organisations, networks and images.

use apical_chip::organisation::{
    Dataflow, DenseUpdateReads, Feedback, LayerOrganisation, MemoryOrder, Organisation, Ports,
};
use apical_core::random::SplitMix64;
use apical_core::{Config, Format, Order, State};
use proptest::prelude::*;

use super::machines::word;

/// A processor with a network, and images with labels.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) organisation: Organisation,
    pub(crate) state: State,
    pub(crate) images: Vec<(Vec<u8>, u8)>,
}

/// What may differ from layer to layer.
#[derive(Debug, Clone, Copy)]
struct Knobs {
    neurons: u32,
    banks: u32,
    weight_synapses: u32,
    /// None, in order of neurons, in order of inputs.
    accumulators: u8,
    accumulator_synapses: u32,
    two_ports: bool,
}

fn knobs() -> impl Strategy<Value = Knobs> {
    (2_u32..=14, 0_u32..=4, 1_u32..=6, 0_u8..=2, 1_u32..=5, any::<bool>()).prop_map(
        |(neurons, banks, weight_synapses, accumulators, accumulator_synapses, two_ports)| Knobs {
            neurons,
            banks: 1 << banks,
            weight_synapses,
            accumulators,
            accumulator_synapses,
            two_ports,
        },
    )
}

fn event_layer(inputs: u32, knobs: Knobs, most_banks: u32) -> LayerOrganisation {
    let ports = if knobs.two_ports { Ports::Two } else { Ports::One };
    let synapses = knobs.weight_synapses.min(knobs.neurons);
    let separate = |order, limit: u32| {
        let synapses = knobs.accumulator_synapses.min(limit);
        Some(word(order, synapses, 8 * synapses, ports))
    };
    let accumulators = match knobs.accumulators {
        0 => None,
        1 => separate(MemoryOrder::Neuron, inputs),
        _ => separate(MemoryOrder::Input, knobs.neurons),
    };
    let weights = match accumulators {
        Some(_) => word(MemoryOrder::Input, synapses, 4 * synapses, Ports::One),
        None => word(MemoryOrder::Input, synapses, 12 * synapses, ports),
    };
    LayerOrganisation {
        inputs,
        neurons: knobs.neurons,
        inputs_per_cycle: knobs.banks.min(most_banks),
        weights,
        accumulators,
    }
}

fn dense_layer(inputs: u32, knobs: Knobs) -> LayerOrganisation {
    let ports = if knobs.two_ports { Ports::Two } else { Ports::One };
    LayerOrganisation {
        inputs,
        neurons: knobs.neurons,
        inputs_per_cycle: knobs.banks,
        weights: word(MemoryOrder::Neuron, knobs.banks, 12 * knobs.banks, ports),
        accumulators: None,
    }
}

/// Weights anywhere in their range, accumulators often near their limits, so that carries are frequent.
fn network(sizes: &[u32], order: Order, seed: u64) -> State {
    let mut config = Config::new(sizes.iter().map(|&size| size as usize).collect()).unwrap();
    config.order = order;
    config.initial_range = 2047;
    let mut state = config.initial_state(seed);
    let mut random = SplitMix64::new(seed);
    for layer in &mut state.network.layers {
        for accumulator in &mut layer.accumulators {
            match random.below(8) {
                0 => *accumulator = 127,
                1 => *accumulator = -128,
                _ => {}
            }
        }
        layer.bias_weights.iter_mut().for_each(|bias| *bias = random.below(21) as i8 - 10);
    }
    state
}

fn images(inputs: u32, classes: u32, count: usize, seed: u64) -> Vec<(Vec<u8>, u8)> {
    let mut random = SplitMix64::new(!seed);
    let mut image = || {
        // From empty to full.
        let density = random.below(5);
        let pixel = |random: &mut SplitMix64| if random.below(4) < density { 255 } else { 0 };
        let pixels = (0..inputs).map(|_| pixel(&mut random)).collect();
        (pixels, random.below(classes) as u8)
    };
    (0..count).map(|_| image()).collect()
}

/// Any machine with any network.
pub(crate) fn cases(order: Order) -> impl Strategy<Value = Case> {
    let machine = (any::<bool>(), any::<bool>(), any::<bool>(), 0_u32..=6, 2_u32..=5, 1_u32..=5);
    let rest = (1_u32..=70, prop::collection::vec(knobs(), 2..=4), any::<u64>(), 1_usize..=6);
    (machine, rest).prop_map(
        move |((dense, all, backpropagation, pixels, queue, search), (inputs, knobs, seed, count))| {
            let mut sizes = vec![inputs];
            sizes.extend(knobs.iter().map(|layer| layer.neurons));
            let pixels = 1 << pixels;
            let layers: Vec<LayerOrganisation> = knobs
                .iter()
                .zip(&sizes)
                .enumerate()
                .map(|(index, (&knobs, &inputs))| {
                    if dense {
                        dense_layer(inputs, knobs)
                    } else {
                        event_layer(inputs, knobs, if index == 0 { pixels } else { 16 })
                    }
                })
                .collect();
            let organisation = Organisation {
                front_end: None,
                dataflow: if dense { Dataflow::Dense } else { Dataflow::Event },
                pixels_per_cycle: if dense { layers[0].inputs_per_cycle } else { pixels },
                queue_words: queue,
                search_neurons_per_cycle: search,
                feedback: if backpropagation { Feedback::Backpropagation } else { Feedback::Spikes },
                dense_update_reads: if all { DenseUpdateReads::All } else { DenseUpdateReads::Changing },
                format: Format::W4G8,
                layers,
            };
            organisation.validate().unwrap();
            let classes = sizes[sizes.len() - 1];
            Case {
                organisation,
                state: network(&sizes, order, seed),
                images: images(inputs, classes, count, seed),
            }
        },
    )
}

/// Event-driven ones only.
pub(crate) fn event_cases() -> impl Strategy<Value = Case> {
    cases(Order::Pipelined).prop_filter("event-driven", |case| case.organisation.dataflow == Dataflow::Event)
}
