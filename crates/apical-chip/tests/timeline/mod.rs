//! Traces: what they show is what the machine did, and the files say what was shown.

mod files;
mod perfetto;
mod vcd;
mod views;

use std::sync::{Arc, Mutex};

use apical_chip::machine::ChipProcessor;
use apical_chip::machine::counters::MachineCounters;
use apical_chip::machine::trace::{
    ControllerState, CycleView, EncoderState, FrontEndView, LayerView, Observer,
};
use apical_chip::preset::Preset;
use apical_chip::timeline::{Heading, Perfetto, Vcd};
use apical_core::{Processor, State, StepRate};

/// A cycle that was shown.
#[derive(Debug, Clone, PartialEq)]
struct Cycle {
    cycle: u64,
    state: ControllerState,
    front_end: FrontEndView,
    encoder: EncoderState,
    pixels_taken: usize,
    queue_words: usize,
    searching: bool,
    slot: u64,
    learned: Option<u64>,
    layers: Vec<LayerView>,
}

/// Keeps every cycle, and hands it on to both writers.
struct Everything {
    cycles: Vec<Cycle>,
    vcd: Vcd<Vec<u8>>,
    perfetto: Perfetto<Vec<u8>>,
}

impl Observer for Everything {
    fn cycle(&mut self, view: &CycleView<'_>) {
        self.cycles.push(Cycle {
            cycle: view.cycle,
            state: view.state,
            front_end: view.front_end,
            encoder: view.encoder,
            pixels_taken: view.pixels_taken,
            queue_words: view.queue_words,
            searching: view.searching,
            slot: view.slot,
            learned: view.learned,
            layers: view.layers.to_vec(),
        });
        self.vcd.cycle(view);
        self.perfetto.cycle(view);
    }
}

/// A run, all that was shown of it, and the files.
struct ObservedRun {
    cycles: Vec<Cycle>,
    vcd: String,
    perfetto: serde_json::Value,
    counters: MachineCounters,
    state: State,
    images: u64,
}

/// Runs that differ in what happens: both dataflows, learning, the backward pass, a queue that runs full, a front end that is
/// slower or faster than the rest.
const RUNS: [(&str, &[&str], bool); 8] = [
    ("apical", &[], false),
    ("apical", &[], true),
    ("apical", &["queue.words=2", "search.neurons_per_cycle=3"], true),
    ("park2019", &[], false),
    ("park2019", &[], true),
    ("backpropagation", &[], true),
    ("retina", &["front_end.positions_per_cycle=5"], true),
    ("retina", &["queue.words=2"], false),
];

fn image(index: usize) -> Vec<u8> {
    let pixel = |position: usize| (index * 784 + position).wrapping_mul(0x9E37_79B1) >> 8 & 0xff;
    // Dense enough in places for a short queue to run full.
    (0..784)
        .map(|position| if pixel(position) < 29 || (100..160).contains(&position) { 255 } else { 0 })
        .collect()
}

fn processor(name: &str, settings: &[&str]) -> (ChipProcessor, Heading) {
    let settings: Vec<_> = settings.iter().map(|setting| setting.parse().unwrap()).collect();
    let preset = Preset::named(name, &settings).unwrap();
    let state = preset.config().unwrap().initial_state(5);
    let mut chip = ChipProcessor::new(&preset.organisation, &state).unwrap();
    chip.set_step_rate(StepRate::new(300, preset.organisation.format).unwrap());
    let heading = Heading {
        title: format!("{name} \"$end\""),
        clock: preset.clock,
        layers: preset.organisation.layers.len(),
        front_end: preset.organisation.makes_bits(),
    };
    (chip, heading)
}

/// Images one after the other, then what is left in the pipeline.
fn feed(chip: &mut ChipProcessor, learn: bool, images: usize) {
    let all: Vec<_> = (0..images).map(image).collect();
    if learn {
        for (index, pixels) in all.iter().enumerate() {
            chip.learn(pixels, (index % 10) as u8).unwrap();
        }
        while chip.drain_one().is_some() {}
    } else {
        chip.infer_all(all.iter().map(Vec::as_slice)).unwrap();
    }
}

fn observed((name, settings, learn): (&str, &[&str], bool)) -> ObservedRun {
    let (mut chip, heading) = processor(name, settings);
    let all = Everything {
        cycles: Vec::new(),
        vcd: Vcd::new(Vec::new(), &heading),
        perfetto: Perfetto::new(Vec::new(), &heading),
    };
    let all = Arc::new(Mutex::new(all));
    chip.observe(Box::new(Arc::clone(&all)));
    let images = 9;
    feed(&mut chip, learn, images);
    assert!(chip.take_observer().is_some());
    let all = Arc::into_inner(all).unwrap().into_inner().unwrap();
    ObservedRun {
        cycles: all.cycles,
        vcd: String::from_utf8(all.vcd.finish().unwrap()).unwrap(),
        perfetto: serde_json::from_slice(&all.perfetto.finish().unwrap()).unwrap(),
        counters: chip.machine_counters(),
        state: chip.state(),
        images: images as u64,
    }
}
