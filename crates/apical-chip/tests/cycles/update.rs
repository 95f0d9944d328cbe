//! Training images that are skipped, and updates without and with carries.

use apical_chip::machine::counters::MachineCounters;
use apical_chip::organisation::{DenseUpdateReads, Feedback, MemoryOrder, Ports};
use apical_core::{Order, Processor, State};

use super::machines::{
    EMPTY, IMAGE, LOSER, WINNER, dense, event, learn, network, processor, single_bank, word,
};

/// Cycles of an inference alone, which a training image takes too: see `inference`.
const FORWARD: u64 = 9;
const DENSE_FORWARD: u64 = 7;

fn update_cycles(counters: &MachineCounters) -> u64 {
    assert_eq!(counters.shared.broadcast_cycles, 1);
    counters.shared.update_cycles
}

fn accumulator(layer: usize, index: usize, value: i8) -> impl FnOnce(&mut State) {
    move |state| state.network.layers[layer].accumulators[index] = value
}

#[test]
fn a_skipped_image_costs_no_cycle() {
    for organisation in [event(), single_bank(Ports::One)] {
        let (counters, outcome, state) = learn(&organisation, &IMAGE, WINNER, |_| {});
        assert_eq!((outcome.winner, outcome.step), (WINNER, 0));
        assert_eq!(counters.cycles(), FORWARD);
        let shared = counters.shared;
        assert_eq!((shared.skipped_updates, shared.updates, shared.feedback_spikes), (1, 0, 0));
        // The lanes step once for up to 64 pixels, the control generator once an image; 4 pixels are compared.
        assert_eq!((shared.random_steps, shared.control_steps, shared.random_comparisons), (1, 1, 4));
        // Input spikes 4, hidden spikes 3, window bits 3.
        assert_eq!(shared.record_bits, 4 + 3 + 3);
        assert_eq!((counters.layers[0].window_comparisons, counters.layers[0].signs_read), (3, 0));
        assert_eq!(state.network, network(Order::Sequential).network);
    }
    let (counters, ..) = learn(&dense(DenseUpdateReads::All, Ports::Two), &IMAGE, WINNER, |_| {});
    assert_eq!(counters.cycles(), DENSE_FORWARD);
}

/// Inputs 0 and 2 spike; they lie in words 0 (inputs 0, 1) and 1 (2, 3) of layer 1, so two steps. Hidden neurons 0 and 2
/// spike; words 0 (0, 1) and 1 (2): two steps in layer 2. A step is read, write.
#[test]
fn an_update_without_carry() {
    let (counters, outcome, state) = learn(&event(), &IMAGE, LOSER, |_| {});
    assert_eq!((outcome.winner, outcome.step), (WINNER, 7));
    assert_eq!(update_cycles(&counters), 2 * 2);
    assert_eq!(counters.cycles(), FORWARD + 1 + 4);
    assert_eq!((counters.shared.updates, counters.shared.feedback_spikes), (1, 2));
    let [hidden, output] = counters.layers.as_slice() else { panic!("two layers") };
    // Two neurons change in each layer, each with a memory of its own.
    for layer in [hidden, output] {
        assert_eq!((layer.accumulator_reads, layer.accumulator_writes), (2 * 2, 2 * 2));
        assert_eq!((layer.update_weight_reads, layer.update_weight_writes, layer.carries), (0, 0, 0));
        // Two inputs and the bias of two neurons.
        assert_eq!((layer.synapses_updated, layer.update_busy_cycles), ((2 + 1) * 2, 4));
    }
    assert_eq!((hidden.signs_read, output.signs_read), (2 * 3, 0));
    assert_eq!(state.network.layers[0].accumulators, [7, -7, 0, 0, 0, 0, 7, -7, 0, 0, 0, 0]);
    assert_eq!(state.network.layers[0].bias_accumulators, [7, -7, 0]);
    assert_eq!(state.network.layers[1].accumulators, [7, -7, 0, 0, 7, -7]);
}

/// `124 + 7 = 131` leaves the range and wraps to -125: the step is read, carry read, carry write.
#[test]
fn an_update_with_one_carry() {
    let (counters, _, state) = learn(&event(), &IMAGE, LOSER, accumulator(0, 0, 124));
    // Layer 1: 3 + 2 cycles; layer 2: 4.
    assert_eq!(update_cycles(&counters), 5);
    assert_eq!(counters.cycles(), FORWARD + 1 + 5);
    let [hidden, output] = counters.layers.as_slice() else { panic!("two layers") };
    assert_eq!((hidden.update_busy_cycles, output.update_busy_cycles), (5, 4));
    // One weight word holds neurons 0 and 1. The accumulators are read and written as without carry.
    assert_eq!((hidden.carries, hidden.update_weight_reads, hidden.update_weight_writes), (1, 1, 1));
    assert_eq!((hidden.accumulator_reads, hidden.accumulator_writes), (4, 4));
    assert_eq!((output.carries, output.update_weight_reads), (0, 0));
    assert_eq!((state.network.layers[0].weights[0], state.network.layers[0].accumulators[0]), (4, -125));
}

/// As with a carry, but the weight is at its limit: it is read, and not written; the accumulator stops. The cycle in
/// which it would be written is there all the same, as the accumulators are written in it.
#[test]
fn an_update_with_a_saturated_carry() {
    let (counters, _, state) = learn(&event(), &IMAGE, LOSER, |state| {
        state.network.layers[0].weights[0] = 7;
        state.network.layers[0].accumulators[0] = 124;
    });
    assert_eq!(counters.cycles(), FORWARD + 1 + 5);
    let hidden = counters.layers[0];
    assert_eq!((hidden.carries, hidden.update_weight_reads, hidden.update_weight_writes), (1, 1, 0));
    assert_eq!((state.network.layers[0].weights[0], state.network.layers[0].accumulators[0]), (7, 127));
}

/// Neurons 0 and 1 carry at the same input: their weights share a word, which is read and written once.
#[test]
fn carries_of_one_input_share_their_cycles() {
    let (counters, _, state) = learn(&event(), &IMAGE, LOSER, |state| {
        state.network.layers[0].accumulators[0] = 124;
        state.network.layers[0].accumulators[1] = -125;
    });
    assert_eq!(update_cycles(&counters), 5);
    let hidden = counters.layers[0];
    assert_eq!((hidden.carries, hidden.update_weight_reads, hidden.update_weight_writes), (2, 1, 1));
    assert_eq!(state.network.layers[0].weights[..2], [4, -3]);
}

/// All inputs spike. Inputs 0 and 1 of word 0 carry: read, then carry read and carry write twice. Word 1: read, write.
#[test]
fn carries_of_two_inputs_of_a_word_follow_each_other() {
    let (counters, ..) = learn(&event(), &[255; 4], LOSER, |state| {
        state.network.layers[0].accumulators[0] = 124;
        state.network.layers[0].accumulators[3] = 124;
    });
    assert_eq!(update_cycles(&counters), (1 + 2 * 2) + 2);
    let hidden = counters.layers[0];
    assert_eq!((hidden.carries, hidden.update_weight_reads, hidden.update_weight_writes), (2, 2, 2));
    // Words are written once a step, whatever carries.
    assert_eq!(hidden.accumulator_writes, 2 * 2);
}

/// Two accumulator ports: the write of a step and the read of the next share a cycle, unless a carry comes between.
#[test]
fn a_second_accumulator_port_saves_a_cycle_a_step() {
    let mut organisation = event();
    for layer in &mut organisation.layers {
        layer.accumulators = Some(word(MemoryOrder::Neuron, 2, 16, Ports::Two));
    }
    let cycles = |change: &dyn Fn(&mut State)| {
        update_cycles(&learn(&organisation, &IMAGE, LOSER, |state| change(state)).0)
    };
    // Read; write and read; write.
    assert_eq!(cycles(&|_| {}), 3);
    // Carry in the first step: read, carry read, carry write; read, write.
    assert_eq!(cycles(&|state| state.network.layers[0].accumulators[0] = 124), 5);
    // In the second: read; write and read, carry read, carry write.
    assert_eq!(cycles(&|state| state.network.layers[0].accumulators[6] = 124), 4);
}

/// The other order of accumulators: a step is an input, and reads the words of neighbouring neurons.
#[test]
fn accumulators_in_the_order_of_inputs() {
    let mut organisation = event();
    for layer in &mut organisation.layers {
        layer.accumulators = Some(word(MemoryOrder::Input, 2, 16, Ports::One));
    }
    let (counters, ..) = learn(&organisation, &IMAGE, LOSER, accumulator(0, 0, 124));
    // Inputs 0 and 2; input 0 carries.
    assert_eq!(update_cycles(&counters), 3 + 2);
    // Neurons 0 and 1, which change, share a word.
    assert_eq!((counters.layers[0].accumulator_reads, counters.layers[0].accumulator_writes), (2, 2));
}

/// No neuron of layer 1 changes if its signs agree; the layer stays idle, layer 2 does not.
#[test]
fn a_layer_without_deltas_stays_idle() {
    let (counters, ..) = learn(&event(), &IMAGE, LOSER, |state| {
        state.network.feedback[0].positive = vec![true, true, false, false, true, true];
    });
    assert_eq!(update_cycles(&counters), 4);
    assert_eq!((counters.layers[0].update_busy_cycles, counters.layers[0].synapses_updated), (0, 0));
    assert_eq!(counters.layers[1].update_busy_cycles, 4);
}

/// Without a spike anywhere only biases change, in the broadcast itself.
#[test]
fn an_update_without_spikes_takes_the_broadcast_only() {
    // All potentials are 0 and class 0 wins.
    let (counters, outcome, state) = learn(&event(), &EMPTY, 1, |_| {});
    assert_eq!((outcome.winner, outcome.step), (0, 7));
    assert_eq!(counters.cycles(), (2 + 1 + 1) + (1 + 1) + 1);
    assert_eq!((counters.shared.broadcast_cycles, counters.shared.update_cycles), (1, 0));
    assert_eq!(state.network.layers[0].bias_accumulators, [-7, 7, 0]);
    assert_eq!(state.network.layers[1].bias_accumulators, [-7, 7]);
    // Two biases in each layer, and nothing else.
    assert_eq!((counters.layers[0].synapses_updated, counters.layers[1].synapses_updated), (2, 2));
}

/// Slots: layer 1 alone 4 + 1; both 4 + 1, after which image 1 is learned from: 1 + 4; the drain, layer 2 alone, 3 + 1,
/// and its update.
#[test]
fn updates_come_between_the_slots_of_the_pipeline() {
    let state = network(Order::Pipelined);
    let mut processor = processor(&event(), &state);
    assert!(processor.learn(&IMAGE, LOSER).unwrap().is_none());
    assert_eq!(processor.cycles().count(), 5);
    assert!(processor.learn(&IMAGE, WINNER).unwrap().is_some());
    assert_eq!(processor.cycles().count(), 5 + 5 + 5);
    // Layer 2 now holds W = 2, 1 / 1, 3 with an accumulator of 7 and biases of 0: the second image comes out as the first.
    let outcome = processor.drain_one().unwrap();
    assert_eq!((outcome.winner, outcome.step), (WINNER, 0));
    assert_eq!(processor.cycles().count(), 15 + 4);
    assert!(processor.drain_one().is_none());
    assert_eq!(processor.cycles().count(), 19, "nothing is left to drain");
}

/// Layer 1 has 2 words, layer 2 has 3, stepped through whatever spikes. Two ports: steps + 1 cycles.
#[test]
fn a_dense_update() {
    // (reads, ports, cycles, reads of layer 1, of layer 2)
    let cases = [
        (DenseUpdateReads::All, Ports::Two, 3 + 1, 2 * 3, 3 * 2),
        (DenseUpdateReads::Changing, Ports::Two, 3 + 1, 2 * 2, 3 * 2),
        (DenseUpdateReads::All, Ports::One, 3 * 2, 2 * 3, 3 * 2),
    ];
    for (reads, ports, cycles, hidden_reads, output_reads) in cases {
        // A carry stays inside its word: it takes no cycle and no access.
        for (value, carries) in [(0, 0), (124, 1)] {
            let organisation = dense(reads, ports);
            let (counters, ..) = learn(&organisation, &IMAGE, LOSER, accumulator(0, 0, value));
            assert_eq!(update_cycles(&counters), cycles);
            assert_eq!(counters.cycles(), DENSE_FORWARD + 1 + cycles);
            let [hidden, output] = counters.layers.as_slice() else { panic!("two layers") };
            assert_eq!(
                (hidden.update_weight_reads, output.update_weight_reads),
                (hidden_reads, output_reads)
            );
            // Two neurons change in each layer; all their words are written back.
            assert_eq!((hidden.update_weight_writes, output.update_weight_writes), (2 * 2, 3 * 2));
            assert_eq!(
                (hidden.carries, hidden.accumulator_reads, hidden.accumulator_writes),
                (carries, 0, 0)
            );
        }
    }
}

/// One word for both: two spiking inputs, read and write each; a carry takes nothing.
#[test]
fn an_update_of_the_single_bank_machine() {
    for (value, carries) in [(0, 0), (124, 1)] {
        let change = accumulator(0, 0, value);
        let (counters, ..) = learn(&single_bank(Ports::One), &IMAGE, LOSER, change);
        assert_eq!(counters.cycles(), FORWARD + 1 + 2 * 2);
        // Neurons 0 and 1 share a word in both layers.
        for layer in &counters.layers {
            assert_eq!((layer.update_weight_reads, layer.update_weight_writes), (2, 2));
        }
        assert_eq!(counters.layers[0].carries, carries);
    }
}

/// After the broadcast the two output neurons' errors pass back through layer 2, one a cycle; layer 1 is the first and
/// passes nothing back. The second port: steps + 1.
#[test]
fn an_update_of_the_backpropagation_machine() {
    let mut organisation = single_bank(Ports::Two);
    organisation.feedback = Feedback::Backpropagation;
    let (counters, ..) = learn(&organisation, &IMAGE, LOSER, |_| {});
    assert_eq!(counters.shared.backward_cycles, 2);
    assert_eq!(counters.cycles(), FORWARD + 1 + 2 + (2 + 1));
    let [hidden, output] = counters.layers.as_slice() else { panic!("two layers") };
    // Each neuron has 3 inputs, two a word: 2 accesses and 3 multiplications.
    assert_eq!((hidden.backward_reads, output.backward_reads), (0, 2 * 2));
    // And the rate times the error of each of 2 changing neurons.
    assert_eq!((hidden.multiplications, output.multiplications), (2, 2 * 3 + 2));
}

/// Without a second port the backward pass goes through the rows: an input a cycle, both output neurons in its word.
#[test]
fn a_backward_pass_by_rows() {
    let mut organisation = single_bank(Ports::One);
    organisation.feedback = Feedback::Backpropagation;
    let (counters, ..) = learn(&organisation, &IMAGE, LOSER, |_| {});
    assert_eq!(counters.shared.backward_cycles, 3);
    // Two spiking inputs, read and written apart.
    assert_eq!(counters.cycles(), FORWARD + 1 + 3 + 2 * 2);
    let [hidden, output] = counters.layers.as_slice() else { panic!("two layers") };
    assert_eq!((hidden.backward_reads, output.backward_reads), (0, 3));
    assert_eq!((hidden.multiplications, output.multiplications), (2, 2 * 3 + 2));
}
