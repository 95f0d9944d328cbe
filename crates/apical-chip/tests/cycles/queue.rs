//! Back-pressure of the event queue.

use apical_chip::machine::ChipProcessor;
use apical_chip::machine::counters::MachineCounters;
use apical_chip::organisation::{MemoryOrder, Ports};
use apical_core::{Config, Processor};

use super::machines::{event, word};

/// Layer 1 takes in one input a cycle, the encoder four pixels: a word of four spikes takes four cycles.
fn infer(pixels: &[u8], queue_words: u32) -> MachineCounters {
    let inputs = pixels.len() as u32;
    let mut organisation = event();
    (organisation.pixels_per_cycle, organisation.queue_words) = (4, queue_words);
    (organisation.layers[0].inputs, organisation.layers[0].inputs_per_cycle) = (inputs, 1);
    let config = Config::new(vec![pixels.len(), 3, 2]).unwrap();
    let mut processor = ChipProcessor::new(&organisation, &config.initial_state(1)).unwrap();
    processor.infer(pixels).unwrap();
    processor.machine_counters()
}

/// Cycles of the slot of layer 1, without the hand-over.
fn first_slot(counters: &MachineCounters) -> u64 {
    counters.shared.forward_cycles - counters.layers[0].waiting_cycles
}

/// Four full words, a queue of two.
///
/// | cycles | encoder | layer 1 |
/// |---|---|---|
/// | 1 | word 0 | starved |
/// | 2 | word 1 | word 0 |
/// | 3 to 5 | stalled: two words, until 0 is spent in 5 | word 0 |
/// | 6 | word 2 | word 1 |
/// | 7 to 9 | stalled | word 1 |
/// | 10 | word 3 | word 2 |
/// | 11 to 17 | done | words 2 and 3 |
/// | 18 | | closes |
#[test]
fn a_full_queue_stops_the_encoder() {
    let counters = infer(&[255; 16], 2);
    assert_eq!((counters.shared.encoder_cycles, counters.shared.encoder_stalls), (4, 3 + 3));
    assert_eq!(first_slot(&counters), 18);
    assert_eq!((counters.layers[0].busy_cycles, counters.layers[0].starved_cycles), (16, 1));
    // Two words more, and the encoder never stalls; layer 1 has as much to do as before.
    let counters = infer(&[255; 16], 4);
    assert_eq!(counters.shared.encoder_stalls, 0);
    assert_eq!(first_slot(&counters), 18);
}

/// Four full words, then twelve without a spike. Whether such a word has spikes is known when it has been encoded, so
/// that it needs room too.
///
/// Queue of two: words 0 to 3 in cycles 1, 2, 6 and 10 as above. Word 4 waits until word 2 is spent in 13, and is
/// encoded in 14; words 5 to 15 follow in 15 to 25. Layer 1 takes in the last event in 17 and closes in 26.
///
/// Queue of four: words 0 to 3 in cycles 1 to 4; word 4 waits until word 0 is spent in 5, and is encoded in 6; word 15
/// in 17. Layer 1 takes in the last event in 17 and closes in 18.
#[test]
fn a_short_queue_lengthens_a_slot() {
    let mut pixels = [0; 64];
    pixels[..16].fill(255);
    let counters = infer(&pixels, 2);
    assert_eq!(counters.shared.encoder_stalls, 3 + 3 + 3);
    assert_eq!(first_slot(&counters), 26);
    // Before the first word, and from 18 to 25.
    assert_eq!((counters.layers[0].busy_cycles, counters.layers[0].starved_cycles), (16, 1 + 8));
    let counters = infer(&pixels, 4);
    assert_eq!(counters.shared.encoder_stalls, 1);
    assert_eq!(first_slot(&counters), 18);
    assert_eq!((counters.shared.queue_pushes, counters.shared.queue_pops), (4, 4));
}

/// 18 pixels make four groups of four and one of two.
#[test]
fn the_last_group_may_be_smaller() {
    let mut pixels = [0; 18];
    pixels[17] = 200;
    let counters = infer(&pixels, 2);
    assert_eq!((counters.shared.encoder_cycles, counters.shared.pixels), (5, 18));
    // Encoded in cycle 5, taken in in 6, closed in 7.
    assert_eq!(first_slot(&counters), 7);
    assert_eq!(counters.layers[0].starved_cycles, 5);
}

/// A row of another width changes accesses, never cycles.
#[test]
fn wider_weight_words_are_fewer_accesses() {
    for (synapses, memories) in [(1, 3), (2, 2), (3, 1)] {
        let mut organisation = event();
        organisation.layers[0].weights = word(MemoryOrder::Input, synapses, 4 * synapses, Ports::One);
        let (counters, _) = super::machines::infer(&organisation, &super::machines::IMAGE);
        assert_eq!(counters.layers[0].forward_reads, 2 * memories);
        assert_eq!(counters.cycles(), 9);
    }
}
