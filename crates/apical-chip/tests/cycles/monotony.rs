//! More to do never takes less; more to do it with never takes more.

use apical_chip::machine::ChipProcessor;
use apical_chip::machine::counters::MachineCounters;
use apical_chip::organisation::Organisation;
use apical_core::{Order, State};
use proptest::prelude::*;

use super::random::{Case, cases, event_cases};

fn stream(organisation: &Organisation, state: &State, images: &[Vec<u8>]) -> MachineCounters {
    let mut processor = ChipProcessor::new(organisation, state).unwrap();
    processor.infer_all(images.iter().map(Vec::as_slice)).unwrap();
    processor.machine_counters()
}

fn pixels(case: &Case) -> Vec<Vec<u8>> {
    case.images.iter().map(|(pixels, _)| pixels.clone()).collect()
}

fn reads(counters: &MachineCounters) -> u64 {
    counters.layers.iter().map(|layer| layer.forward_reads).sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// In a network without inhibition, where more input spikes are also more hidden spikes.
    #[test]
    fn more_spikes_take_no_less(mut case in cases(Order::Pipelined), seed in any::<u64>()) {
        for layer in &mut case.state.network.layers {
            layer.weights.iter_mut().for_each(|weight| *weight = (*weight).max(0));
        }
        let fewer = pixels(&case);
        let mut random = apical_core::random::SplitMix64::new(seed);
        let mut more = fewer.clone();
        for pixel in more.iter_mut().flatten() {
            if random.below(3) == 0 {
                *pixel = 255;
            }
        }
        let fewer = stream(&case.organisation, &case.state, &fewer);
        let more = stream(&case.organisation, &case.state, &more);
        prop_assert!(more.cycles() >= fewer.cycles());
        prop_assert!(reads(&more) >= reads(&fewer));
        for (more, fewer) in more.layers.iter().zip(&fewer.layers) {
            prop_assert!(more.events >= fewer.events);
            prop_assert!(more.forward_reads >= fewer.forward_reads);
        }
    }

    /// Whatever the weights: in layer 1, which sees the image itself. One image, so that its slot is its own.
    #[test]
    fn more_spikes_take_no_less_in_layer_1(case in event_cases(), seed in any::<u64>()) {
        let fewer = &pixels(&case)[..1];
        let mut more = fewer.to_vec();
        let mut random = apical_core::random::SplitMix64::new(seed);
        more[0].iter_mut().for_each(|pixel| if random.below(3) == 0 { *pixel = 255 });
        let first_slot = |images: &[Vec<u8>]| {
            let counters = stream(&case.organisation, &case.state, images);
            counters.shared.forward_cycles - counters.layers[0].waiting_cycles
        };
        prop_assert!(first_slot(&more) >= first_slot(fewer));
    }

    #[test]
    fn a_longer_queue_takes_no_more(case in event_cases(), further in 1_u32..=4) {
        let images = pixels(&case);
        let shorter = stream(&case.organisation, &case.state, &images);
        let mut organisation = case.organisation.clone();
        organisation.queue_words += further;
        let longer = stream(&organisation, &case.state, &images);
        prop_assert!(longer.cycles() <= shorter.cycles());
        prop_assert!(longer.shared.encoder_stalls <= shorter.shared.encoder_stalls);
        prop_assert_eq!(reads(&longer), reads(&shorter));
    }

    #[test]
    fn more_inputs_a_cycle_take_no_more(case in event_cases()) {
        let images = pixels(&case);
        let narrow = stream(&case.organisation, &case.state, &images);
        let mut organisation = case.organisation.clone();
        for (index, layer) in organisation.layers.iter_mut().enumerate() {
            let limit = if index == 0 { organisation.pixels_per_cycle.min(16) } else { 16 };
            layer.inputs_per_cycle = (2 * layer.inputs_per_cycle).min(limit);
        }
        let wide = stream(&organisation, &case.state, &images);
        prop_assert!(wide.shared.forward_cycles <= narrow.shared.forward_cycles);
        prop_assert_eq!(reads(&wide), reads(&narrow));
    }
}
