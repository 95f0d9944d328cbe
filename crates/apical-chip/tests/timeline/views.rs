//! What is shown agrees with what is counted, and showing changes nothing.

use std::collections::BTreeMap;

use apical_chip::machine::trace::{ControllerState, EncoderState, FrontEndState, LayerState, UpdateState};
use apical_core::Processor;

use super::{RUNS, feed, observed, processor};

#[test]
fn states_of_all_cycles_are_what_the_counters_say() {
    for run in RUNS {
        let observed = observed(run);
        let (shared, cycles) = (&observed.counters.shared, &observed.cycles);
        let count = |condition: &dyn Fn(&super::Cycle) -> bool| {
            cycles.iter().filter(|cycle| condition(cycle)).count() as u64
        };
        let numbers: Vec<u64> = cycles.iter().map(|cycle| cycle.cycle).collect();
        assert_eq!(numbers, (0..observed.counters.cycles()).collect::<Vec<_>>(), "{run:?}: every cycle once");
        for (state, expected) in [
            (ControllerState::Forward, shared.forward_cycles),
            (ControllerState::Handoff, shared.handoff_cycles),
            (ControllerState::Broadcast, shared.broadcast_cycles),
            (ControllerState::Backward, shared.backward_cycles),
            (ControllerState::Update, shared.update_cycles),
        ] {
            assert_eq!(count(&|cycle| cycle.state == state), expected, "{run:?} {state:?}");
        }
        assert_eq!(count(&|cycle| cycle.encoder == EncoderState::Encode), shared.encoder_cycles, "{run:?}");
        assert_eq!(count(&|cycle| cycle.encoder == EncoderState::Stalled), shared.encoder_stalls, "{run:?}");
        assert_eq!(count(&|cycle| cycle.encoder == EncoderState::Waiting), shared.front_end_waits, "{run:?}");
        for (index, layer) in observed.counters.layers.iter().enumerate() {
            let of_layer = |state| count(&|cycle| cycle.layers[index].state == state);
            assert_eq!(of_layer(LayerState::Busy), layer.busy_cycles, "{run:?} {index}");
            assert_eq!(of_layer(LayerState::Starved), layer.starved_cycles, "{run:?} {index}");
            assert_eq!(
                count(&|cycle| cycle.layers[index].conflict),
                layer.conflict_cycles,
                "{run:?} {index}"
            );
            let waits = count(&|cycle| {
                cycle.state == ControllerState::Forward
                    && matches!(cycle.layers[index].state, LayerState::Idle | LayerState::Waiting)
            });
            assert_eq!(waits, layer.waiting_cycles, "{run:?} {index}");
            let updates = count(&|cycle| cycle.layers[index].update != UpdateState::Idle);
            assert_eq!(updates, layer.update_busy_cycles, "{run:?} {index}");
            let events: u64 = cycles.iter().map(|cycle| u64::from(cycle.layers[index].events)).sum();
            assert_eq!(events, layer.events, "{run:?} {index}");
        }
    }
}

#[test]
fn the_runs_reach_every_state() {
    let all: Vec<_> = RUNS.map(observed).into_iter().flat_map(|observed| observed.cycles).collect();
    for &state in ControllerState::ALL {
        assert!(all.iter().any(|cycle| cycle.state == state), "{state:?}");
    }
    for &state in EncoderState::ALL {
        assert!(all.iter().any(|cycle| cycle.encoder == state), "{state:?}");
    }
    for &state in FrontEndState::ALL {
        assert!(all.iter().any(|cycle| cycle.front_end.state == state), "{state:?}");
    }
    for &state in LayerState::ALL {
        assert!(all.iter().any(|cycle| cycle.layers.iter().any(|layer| layer.state == state)), "{state:?}");
    }
    for &state in UpdateState::ALL {
        assert!(all.iter().any(|cycle| cycle.layers.iter().any(|layer| layer.update == state)), "{state:?}");
    }
    assert!(all.iter().any(|cycle| cycle.layers[0].conflict) && all.iter().any(|cycle| cycle.searching));
}

#[test]
fn each_image_passes_one_layer_a_slot_and_is_learned_from_in_its_last() {
    for run in RUNS {
        let observed = observed(run);
        let mut slots = BTreeMap::<(u64, usize), Vec<u64>>::new();
        for cycle in &observed.cycles {
            for (layer, view) in cycle.layers.iter().enumerate() {
                if let Some(image) = view.image {
                    slots.entry((image, layer)).or_default().push(cycle.slot);
                }
            }
        }
        assert_eq!(slots.len(), 3 * observed.images as usize, "{run:?}");
        for ((image, layer), mut found) in slots {
            found.dedup();
            assert_eq!(found, [image + layer as u64], "{run:?}: image {image}, layer {layer}");
        }
        for cycle in &observed.cycles {
            let learning = !matches!(cycle.state, ControllerState::Forward | ControllerState::Handoff);
            assert_eq!(cycle.learned, learning.then(|| cycle.slot - 2), "{run:?} {cycle:?}");
        }
    }
}

#[test]
fn an_observer_changes_nothing() {
    for run in RUNS {
        let (mut chip, _) = processor(run.0, run.1);
        feed(&mut chip, run.2, 9);
        let observed = observed(run);
        assert_eq!(chip.state(), observed.state, "{run:?}");
        assert_eq!(chip.machine_counters(), observed.counters, "{run:?}");
    }
}

#[test]
fn the_first_update_cycle_reads_and_no_state_is_skipped() {
    use UpdateState::{CarryRead, CarryWrite, Idle, Read, Write};
    let observed = observed(RUNS[1]);
    let allowed = [
        (Idle, Idle),
        (Idle, Read),
        (Read, CarryRead),
        (Read, Write),
        (CarryRead, CarryWrite),
        (CarryWrite, CarryRead),
        (CarryWrite, Read),
        (CarryWrite, Idle),
        (Write, Read),
        (Write, Idle),
    ];
    for pair in observed.cycles.windows(2) {
        for (before, after) in pair[0].layers.iter().zip(&pair[1].layers) {
            let step = (before.update, after.update);
            assert!(allowed.contains(&step), "{step:?} in cycle {}", pair[1].cycle);
        }
    }
}
