//! Parts sum to wholes.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use apical_chip::machine::ChipProcessor;
use apical_chip::machine::trace::{ControllerState, CycleView, Observer};
use apical_chip::organisation::Dataflow;
use apical_core::{Order, Processor, StepRate};
use proptest::prelude::*;

use super::random::{Case, cases};

/// Counts cycles by state, apart from the machine's own counters.
#[derive(Default)]
struct Seen {
    cycles: BTreeMap<ControllerState, u64>,
    events: Vec<u64>,
    updates: Vec<u64>,
}

struct CycleObserver(Arc<Mutex<Seen>>);

impl Observer for CycleObserver {
    #[allow(clippy::unnecessary_cast)]
    fn cycle(&mut self, view: &CycleView<'_>) {
        let mut seen = self.0.lock().unwrap();
        assert_eq!(view.cycle, seen.cycles.values().sum::<u64>(), "no cycle is left out");
        *seen.cycles.entry(view.state).or_default() += 1;
        seen.events.resize(view.layers.len(), 0);
        seen.updates.resize(view.layers.len(), 0);
        for (layer, view) in view.layers.iter().enumerate() {
            seen.events[layer] += u64::from(view.events);
            seen.updates[layer] += u64::from(view.update as u8 != 0);
        }
    }
}

fn nothing_is_lost(case: &Case) {
    let Case { organisation, state, images } = case;
    let mut processor = ChipProcessor::new(organisation, state).unwrap();
    processor.set_step_rate(StepRate::new(20 * 256, state.config.format).unwrap());
    let seen = Arc::new(Mutex::new(Seen::default()));
    processor.observe(Box::new(CycleObserver(Arc::clone(&seen))));
    for (pixels, label) in images {
        processor.learn(pixels, *label).unwrap();
        let shared = processor.machine_counters().shared;
        assert_eq!(shared.queue_pushes, shared.queue_pops);
    }
    while processor.drain_one().is_some() {}
    for (pixels, _) in images {
        processor.infer(pixels).unwrap();
        let shared = processor.machine_counters().shared;
        assert_eq!(shared.queue_pushes, shared.queue_pops);
    }

    let counters = processor.machine_counters();
    let shared = counters.shared;
    let count = images.len() as u64;
    // Cycles.
    let seen = seen.lock().unwrap();
    let of = |state| seen.cycles.get(&state).copied().unwrap_or(0);
    assert_eq!(shared.forward_cycles, of(ControllerState::Forward));
    assert_eq!(shared.handoff_cycles, of(ControllerState::Handoff));
    assert_eq!(shared.broadcast_cycles, of(ControllerState::Broadcast));
    assert_eq!(shared.backward_cycles, of(ControllerState::Backward));
    assert_eq!(shared.update_cycles, of(ControllerState::Update));
    assert_eq!(processor.cycles().count(), seen.cycles.values().sum::<u64>());
    assert_eq!(counters.cycles(), processor.cycles().count());
    assert_eq!(shared.handoff_cycles, shared.slots);
    // Images: learned in a pipeline, or each alone; classified each alone.
    let layers = organisation.layers.len() as u64;
    let learning_slots = match state.config.order {
        Order::Pipelined => count + layers - 1,
        Order::Sequential => count * layers,
    };
    assert_eq!(shared.slots, learning_slots + count * layers);
    assert_eq!(shared.images, 2 * count);
    assert_eq!(shared.updates + shared.skipped_updates, processor.counters().learned);
    assert_eq!(processor.counters().learned, count);
    assert_eq!(shared.updates, processor.counters().updates);
    assert_eq!(shared.feedback_spikes, 2 * shared.updates);
    assert_eq!(shared.broadcast_cycles, shared.updates);
    // Pixels.
    let inputs = u64::from(organisation.layers[0].inputs);
    assert_eq!(shared.pixels, 2 * count * inputs);
    assert_eq!(shared.random_comparisons, count * inputs);
    assert_eq!(shared.random_steps, count * inputs.div_ceil(64));
    assert_eq!(shared.control_steps, count);
    let groups = inputs.div_ceil(u64::from(organisation.pixels_per_cycle));
    assert_eq!(shared.encoder_cycles, 2 * count * groups);
    // Spikes: what a layer makes, the next takes in.
    assert_eq!(shared.input_spikes, counters.layers[0].events);
    for pair in counters.layers.windows(2) {
        assert_eq!(pair[0].spikes, pair[1].events);
    }
    assert_eq!(counters.layers[layers as usize - 1].spikes, shared.images);
    for (index, layer) in counters.layers.iter().enumerate() {
        assert_eq!((layer.events, layer.update_busy_cycles), (seen.events[index], seen.updates[index]));
        // Each cycle of the forward phase is one of these; an event-driven layer closes once an image.
        let closing = if organisation.dataflow == Dataflow::Event { shared.images } else { 0 };
        assert_eq!(
            shared.forward_cycles,
            layer.busy_cycles + layer.starved_cycles + layer.waiting_cycles + closing
        );
        assert!(layer.conflict_cycles <= layer.busy_cycles);
        assert_eq!(layer.accumulator_reads, layer.accumulator_writes);
        assert!(layer.update_weight_writes <= layer.update_weight_reads);
        assert!(layer.update_busy_cycles <= shared.update_cycles);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn pipelined(case in cases(Order::Pipelined)) {
        nothing_is_lost(&case);
    }

    #[test]
    fn sequential(case in cases(Order::Sequential)) {
        nothing_is_lost(&case);
    }
}
