//! The 4-3-2 machines and the network of the hand-computed tests.

use apical_chip::machine::ChipProcessor;
use apical_chip::machine::counters::MachineCounters;
use apical_chip::organisation::{
    Dataflow, DenseUpdateReads, Feedback, LayerOrganisation, MemoryOrder, Organisation, Ports, WordShape,
};
use apical_core::random::RandomState;
use apical_core::{Config, Format, Order, Outcome, Processor, State, StepRate};

pub(crate) const fn word(order: MemoryOrder, synapses: u32, bits: u32, ports: Ports) -> WordShape {
    WordShape { order, synapses, bits, ports }
}

/// A layer with two row banks, weight words of two neurons, accumulator words of two inputs.
const fn event_layer(inputs: u32, neurons: u32) -> LayerOrganisation {
    LayerOrganisation {
        inputs,
        neurons,
        inputs_per_cycle: 2,
        weights: word(MemoryOrder::Input, 2, 8, Ports::One),
        accumulators: Some(word(MemoryOrder::Neuron, 2, 16, Ports::One)),
    }
}

/// Event-driven: two pixels a cycle, a queue of two words, the winner search in one group.
pub(crate) fn event() -> Organisation {
    Organisation {
        front_end: None,
        dataflow: Dataflow::Event,
        pixels_per_cycle: 2,
        queue_words: 2,
        search_neurons_per_cycle: 2,
        feedback: Feedback::Spikes,
        dense_update_reads: DenseUpdateReads::Changing,
        format: Format::W4G8,
        layers: vec![event_layer(4, 3), event_layer(3, 2)],
    }
}

/// As [`event`], but weight and accumulator share a word of two neurons.
pub(crate) fn single_bank(ports: Ports) -> Organisation {
    let mut organisation = event();
    for layer in &mut organisation.layers {
        layer.weights = word(MemoryOrder::Input, 2, 24, ports);
        layer.accumulators = None;
    }
    organisation
}

/// Dense: two inputs a cycle in layer 1, one in layer 2; a memory for each neuron, with two ports.
pub(crate) fn dense(reads: DenseUpdateReads, ports: Ports) -> Organisation {
    let layer = |inputs, neurons, synapses| LayerOrganisation {
        inputs,
        neurons,
        inputs_per_cycle: synapses,
        weights: word(MemoryOrder::Neuron, synapses, 12 * synapses, ports),
        accumulators: None,
    };
    Organisation {
        dataflow: Dataflow::Dense,
        dense_update_reads: reads,
        layers: vec![layer(4, 3, 2), layer(3, 2, 1)],
        ..event()
    }
}

/// Pixels 0 and 2 spike, in inference and in training.
pub(crate) const IMAGE: [u8; 4] = [255, 0, 255, 0];
pub(crate) const EMPTY: [u8; 4] = [0; 4];
/// The class that wins for [`IMAGE`], and the other.
pub(crate) const WINNER: u8 = 1;
pub(crate) const LOSER: u8 = 0;

/// The network. For [`IMAGE`], all biases 0:
///
/// - layer 1: `3 + 2 = 5`, `-2 - 2 = -4`, `1 + 1 = 2`; neurons 0 and 2 spike, all are within the window of 16;
/// - layer 2: `2 + 1 = 3`, `1 + 3 = 4`; class 1 wins.
///
/// With label 0 the signs give deltas +1, -1, 0 in layer 1; layer 2 has +1, -1. The step is 7: the rate has no fraction
/// that a random byte could fill. The margin is 0. No training spike is dropped: lanes that hold 1 step to `0x00042021`,
/// whose bytes 33, 32, 4 and 0 are below 255.
pub(crate) fn network(order: Order) -> State {
    let mut config = Config::new(vec![4, 3, 2]).unwrap();
    config.order = order;
    (config.window, config.margin_bits, config.drop_shift) = (vec![16], 0, 8);
    let mut state = config.initial_state(0);
    let [hidden, output] = state.network.layers.as_mut_slice() else { panic!("two layers") };
    hidden.weights = vec![3, -2, 1, 1, 1, 1, 2, -2, 1, 0, 0, 0];
    hidden.accumulators = vec![0; 12];
    output.weights = vec![2, 1, 0, 0, 1, 3];
    output.accumulators = vec![0; 6];
    // Classes 0 and 1 of each neuron.
    state.network.feedback[0].positive = vec![true, false, false, true, true, true];
    state.random = RandomState { lanes: [1; 16], control: 1 };
    state
}

pub(crate) const RATE: u32 = 7 * 256;

pub(crate) fn processor(organisation: &Organisation, state: &State) -> ChipProcessor {
    let mut processor = ChipProcessor::new(organisation, state).unwrap();
    processor.set_step_rate(StepRate::new(RATE, state.config.format).unwrap());
    processor
}

/// What one training image took, in sequential order, with the network changed by `change` before.
pub(crate) fn learn(
    organisation: &Organisation,
    pixels: &[u8],
    label: u8,
    change: impl FnOnce(&mut State),
) -> (MachineCounters, Outcome, State) {
    let mut state = network(Order::Sequential);
    change(&mut state);
    let mut processor = processor(organisation, &state);
    let outcome = processor.learn(pixels, label).unwrap().expect("sequential order completes");
    (processor.machine_counters(), outcome, processor.state())
}

/// What classifying one image took, and its class.
pub(crate) fn infer(organisation: &Organisation, pixels: &[u8]) -> (MachineCounters, u8) {
    let mut processor = processor(organisation, &network(Order::Pipelined));
    let winner = processor.infer(pixels).unwrap();
    (processor.machine_counters(), winner)
}

/// What classifying a stream of the same image took.
pub(crate) fn stream(organisation: &Organisation, pixels: &[u8], count: usize) -> MachineCounters {
    let mut processor = processor(organisation, &network(Order::Pipelined));
    processor.infer_all(std::iter::repeat_n(pixels, count)).unwrap();
    processor.machine_counters()
}
