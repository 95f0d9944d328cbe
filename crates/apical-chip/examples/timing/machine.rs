//! The machine that is drawn, and what it was seen to do.

use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};

use apical_chip::machine::ChipProcessor;
use apical_chip::machine::trace::{ControllerState, CycleView, Observer};
use apical_chip::preset::Preset;
use apical_core::{Order, Processor, StepRate};

/// An event-driven machine of the kind of `apical`, small enough to be drawn.
const PRESET: &str = r#"
format_version = 1
name = "timing"
summary = "drawn in docs/microarchitecture.md"
technology = "65nm"
supply = "0.8 V"
clock = "20 MHz"
network = { layers = [16, 6, 4, 3], format = "w4g8" }
dataflow = { kind = "event", feedback = "spikes" }
encoder = { pixels_per_cycle = 4 }
queue = { words = 2 }
search = { neurons_per_cycle = 2 }

[[layers]]
inputs_per_cycle = 2
weights = { order = "input", synapses_per_word = 3, word_bits = 12, ports = 1 }
accumulators = { order = "neuron", synapses_per_word = 4, word_bits = 32, ports = 1 }

[[layers]]
inputs_per_cycle = 2
weights = { order = "input", synapses_per_word = 2, word_bits = 8, ports = 1 }
accumulators = { order = "neuron", synapses_per_word = 2, word_bits = 16, ports = 1 }

[[layers]]
inputs_per_cycle = 2
weights = { order = "input", synapses_per_word = 3, word_bits = 12, ports = 1 }
accumulators = { order = "neuron", synapses_per_word = 2, word_bits = 16, ports = 1 }
"#;

pub(crate) const PIXELS: usize = 16;
pub(crate) const PIXELS_PER_CYCLE: usize = 4;
pub(crate) const LAYERS: usize = 3;
/// A seed by which all that is to be shown happens.
const SEED: u64 = 45;

/// One cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cycle {
    pub(crate) state: ControllerState,
    pub(crate) slot: usize,
    pub(crate) pixels_taken: usize,
    pub(crate) queue_words: usize,
    /// Events that each layer took in.
    pub(crate) events: [u32; LAYERS],
    /// What each update module did: 0 nothing, 1 read, 2 carry read, 3 carry write, 4 write.
    pub(crate) update: [u8; LAYERS],
}

#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<Vec<Cycle>>>);

impl Observer for Recorder {
    fn cycle(&mut self, view: &CycleView<'_>) {
        let mut cycle = Cycle {
            state: view.state,
            slot: view.slot as usize,
            pixels_taken: view.pixels_taken,
            queue_words: view.queue_words,
            events: [0; LAYERS],
            update: [0; LAYERS],
        };
        for (layer, view) in view.layers.iter().enumerate() {
            cycle.events[layer] = view.events;
            cycle.update[layer] = view.update.number();
        }
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(cycle);
    }
}

fn image(spiking: &[usize]) -> Vec<u8> {
    (0..PIXELS).map(|pixel| if spiking.contains(&pixel) { 255 } else { 0 }).collect()
}

/// Three images: with spikes in one bank, with many, with none in some groups.
fn images() -> [Vec<u8>; 3] {
    [image(&[0, 2, 3, 5, 12, 14, 15]), image(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 13, 14]), image(&[1, 3, 9])]
}

fn processor(order: Order) -> Result<(ChipProcessor, Recorder), Box<dyn Error>> {
    let preset = Preset::parse(PRESET)?;
    let mut config = preset.config()?;
    config.order = order;
    config.initial_range = 1500;
    config.drop_shift = 8;
    let state = config.initial_state(SEED);
    let mut processor = ChipProcessor::new(&preset.organisation, &state)?;
    processor.set_step_rate(StepRate::new(40 * 256, config.format)?);
    let recorder = Recorder::default();
    processor.observe(Box::new(recorder.clone()));
    Ok((processor, recorder))
}

fn seen(recorder: &Recorder) -> Vec<Cycle> {
    recorder.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// The first image alone.
pub(crate) fn alone() -> Result<Vec<Cycle>, Box<dyn Error>> {
    let (mut processor, recorder) = processor(Order::Pipelined)?;
    processor.infer(&images()[0])?;
    Ok(seen(&recorder))
}

/// All three in a stream.
pub(crate) fn stream() -> Result<Vec<Cycle>, Box<dyn Error>> {
    let (mut processor, recorder) = processor(Order::Pipelined)?;
    processor.infer_all(images().iter().map(Vec::as_slice))?;
    Ok(seen(&recorder))
}

/// An image that is learned in the sequential order and causes an update, and the beginning of the next.
pub(crate) fn update() -> Result<Vec<Cycle>, Box<dyn Error>> {
    let (mut processor, recorder) = processor(Order::Sequential)?;
    let images = images();
    for label in 0..3 {
        let first = seen(&recorder).len();
        let outcome = processor.learn(&images[0], label)?;
        if outcome.is_some_and(|outcome| outcome.step > 0) {
            processor.learn(&images[1], label)?;
            return Ok(seen(&recorder).split_off(first));
        }
    }
    Err("no label caused an update".into())
}
