//! One image alone, and streams.

use apical_chip::organisation::{DenseUpdateReads, Ports};

use super::machines::{EMPTY, IMAGE, WINNER, dense, event, infer, stream};

/// | cycle | encoder | layer 1 | layer 2 |
/// |---|---|---|---|
/// | 1 | pixels 0, 1: word 0 | starved | |
/// | 2 | pixels 2, 3: word 1 | event 0 | |
/// | 3 | | event 2 | |
/// | 4 | | closes | |
/// | 5 | hand-over | | |
/// | 6 | | | event 0; 2 waits for the same bank |
/// | 7 | | | event 2 |
/// | 8 | | | closes |
/// | 9 | hand-over, winner | | |
#[test]
fn an_inference_alone_event_driven() {
    let (counters, winner) = infer(&event(), &IMAGE);
    assert_eq!(winner, WINNER);
    let shared = counters.shared;
    assert_eq!((shared.forward_cycles, shared.handoff_cycles, counters.cycles()), (4 + 3, 2, 9));
    assert_eq!((shared.slots, shared.images), (2, 1));
    // Two groups of pixels, each with a spike.
    assert_eq!((shared.encoder_cycles, shared.pixels, shared.input_spikes), (2, 4, 2));
    assert_eq!((shared.queue_pushes, shared.queue_pops, shared.encoder_stalls), (2, 2, 0));
    // Nothing random in an inference.
    assert_eq!((shared.random_steps, shared.random_comparisons, shared.control_steps), (0, 0, 0));
    // The three bits of hidden spikes pass into the record; the window is kept for learning only.
    assert_eq!((shared.record_bits, shared.search_comparisons), (3, 2));

    let [hidden, output] = counters.layers.as_slice() else { panic!("two layers") };
    // A row of layer 1 is two memories (neurons 0 and 1, neuron 2), a row of layer 2 one.
    assert_eq!((hidden.events, hidden.forward_reads, hidden.additions), (2, 2 * 2, 2 * 3));
    assert_eq!((output.events, output.forward_reads, output.additions), (2, 2, 2 * 2));
    // Registers are clocked by additions, and once to load the biases.
    assert_eq!((hidden.potential_clocks, output.potential_clocks), (2 * 3 + 3, 2 * 2 + 2));
    assert_eq!((hidden.starved_cycles, hidden.busy_cycles, hidden.conflict_cycles), (1, 2, 0));
    assert_eq!((output.starved_cycles, output.busy_cycles, output.conflict_cycles), (0, 2, 1));
    // Layer 1 has no image in the second slot, layer 2 none in the first.
    assert_eq!((hidden.waiting_cycles, output.waiting_cycles), (3, 4));
    assert_eq!((hidden.spikes, output.spikes), (2, 1));
    for layer in &counters.layers {
        assert_eq!((layer.accumulator_reads, layer.accumulator_writes, layer.synapses_updated), (0, 0, 0));
        assert_eq!((layer.update_weight_reads, layer.update_weight_writes), (0, 0));
    }
}

/// Slots: layer 1 alone 4 + 1; both, max(4, 3) + 1, twice; layer 2 alone 3 + 1.
#[test]
fn a_stream_event_driven() {
    let counters = stream(&event(), &IMAGE, 3);
    assert_eq!(counters.cycles(), 5 + 5 + 5 + 4);
    assert_eq!((counters.shared.slots, counters.shared.handoff_cycles, counters.shared.images), (4, 4, 3));
    // Layer 2 waits in the cycle by which it is faster, in two slots, and for all of the first.
    assert_eq!(counters.layers[1].waiting_cycles, 4 + 1 + 1);
    assert_eq!(counters.layers[0].waiting_cycles, 3);
    // Each further image costs one more slot.
    assert_eq!(stream(&event(), &IMAGE, 10).cycles(), 5 + 9 * 5 + 4);
}

/// Two cycles of the encoder, then layer 1 sees that nothing is left; layer 2 sees so at once.
#[test]
fn an_image_without_spikes() {
    let (counters, winner) = infer(&event(), &EMPTY);
    assert_eq!(winner, 0, "all potentials are 0; the lowest index wins");
    assert_eq!(counters.cycles(), (2 + 1 + 1) + (1 + 1));
    assert_eq!((counters.shared.queue_pushes, counters.shared.input_spikes), (0, 0));
    assert_eq!((counters.layers[0].starved_cycles, counters.layers[0].busy_cycles), (2, 0));
    assert_eq!(counters.layers.iter().map(|layer| layer.forward_reads).sum::<u64>(), 0);
}

/// All four pixels: both banks of a word at once, so that no cycle is added to layer 1.
#[test]
fn neighbouring_inputs_are_taken_in_together() {
    let (counters, _) = infer(&event(), &[255; 4]);
    // Layer 1 has potentials 6, -3, 3: neurons 0 and 2 spike as before.
    assert_eq!(counters.cycles(), 5 + 4);
    assert_eq!((counters.layers[0].events, counters.layers[0].busy_cycles), (4, 2));
    assert_eq!(counters.layers[0].forward_reads, 4 * 2);
}

/// One word of four pixels. Cycle 1 encodes, the last but one closes, then the hand-over.
#[test]
fn spikes_of_one_bank_wait_for_each_other() {
    let mut organisation = event();
    organisation.pixels_per_cycle = 4;
    // (pixels, cycles in which layer 1 takes in events, those in which one waits beside an idle bank)
    for (spiking, busy, conflicts) in
        [(&[0, 1][..], 1, 0), (&[0, 2], 2, 1), (&[0, 1, 2], 2, 0), (&[0, 1, 2, 3], 2, 0), (&[3], 1, 0)]
    {
        let mut pixels = EMPTY;
        spiking.iter().for_each(|&pixel: &usize| pixels[pixel] = 128);
        let (counters, _) = infer(&organisation, &pixels);
        let hidden = counters.layers[0];
        assert_eq!((hidden.busy_cycles, hidden.conflict_cycles), (busy, conflicts), "{spiking:?}");
        assert_eq!(hidden.starved_cycles, 1, "{spiking:?}");
        // Layer 1 idles while layer 2 has the image; what it took before is 1 + busy + 1.
        let first_slot = counters.shared.forward_cycles - hidden.waiting_cycles;
        assert_eq!(first_slot, 1 + busy + 1, "{spiking:?}");
    }
}

/// Layer 1: words 0 and 1. Layer 2: words 0 to 2. The winner is found in the hand-over.
#[test]
fn an_inference_alone_dense() {
    let (counters, winner) = infer(&dense(DenseUpdateReads::All, Ports::Two), &IMAGE);
    assert_eq!(winner, WINNER);
    assert_eq!(counters.cycles(), (2 + 1) + (3 + 1));
    assert_eq!((counters.shared.queue_pushes, counters.shared.queue_pops), (0, 0));
    let [hidden, output] = counters.layers.as_slice() else { panic!("two layers") };
    // Every neuron's memory, whatever spikes: 3 memories twice, 2 memories three times.
    assert_eq!((hidden.forward_reads, output.forward_reads), (2 * 3, 3 * 2));
    // Two spikes reach three neurons, and two of these reach two.
    assert_eq!((hidden.additions, output.additions), (2 * 3, 2 * 2));
    assert_eq!((hidden.potential_clocks, output.potential_clocks), (2 * 3 + 3, 3 * 2 + 2));
    // Events are the spikes among what was read.
    assert_eq!((hidden.events, output.events), (2, 2));
    assert_eq!((hidden.waiting_cycles, output.waiting_cycles), (3, 2));
}

#[test]
fn a_dense_machine_takes_as_long_without_spikes() {
    let organisation = dense(DenseUpdateReads::All, Ports::Two);
    assert_eq!(infer(&organisation, &EMPTY).0.cycles(), 7);
    assert_eq!(infer(&organisation, &[255; 4]).0.cycles(), 7);
}

/// Slots: layer 1 alone 2 + 1; both, max(2, 3) + 1, twice; layer 2 alone 3 + 1.
#[test]
fn a_stream_dense() {
    let counters = stream(&dense(DenseUpdateReads::All, Ports::Two), &IMAGE, 3);
    assert_eq!(counters.cycles(), 3 + 4 + 4 + 4);
}

/// A search of one neuron a cycle takes two groups, of which one is before the hand-over.
#[test]
fn a_search_in_groups_lengthens_the_slots_of_the_output_layer() {
    let mut organisation = dense(DenseUpdateReads::All, Ports::Two);
    organisation.search_neurons_per_cycle = 1;
    let counters = stream(&organisation, &IMAGE, 3);
    assert_eq!(counters.cycles(), 3 + (3 + 1 + 1) + (3 + 1 + 1) + (3 + 1 + 1));

    let mut organisation = event();
    organisation.search_neurons_per_cycle = 1;
    // Layer 2 takes 3 cycles and the first group one: as long as layer 1, so that only the last slot is longer.
    assert_eq!(stream(&organisation, &IMAGE, 3).cycles(), 5 + 5 + 5 + (3 + 1 + 1));
}
