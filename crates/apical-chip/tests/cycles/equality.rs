//! Bits after thousands of images.

use apical_chip::machine::ChipProcessor;
use apical_chip::preset::Preset;
use apical_core::fast::FastProcessor;
use apical_core::random::SplitMix64;
use apical_core::{Processor, StepRate};

const IMAGES: usize = 3000;

/// Each class has pixels of its own that are bright, and noise over all of them.
fn image(random: &mut SplitMix64, label: u8) -> Vec<u8> {
    let mut class = SplitMix64::new(u64::from(label));
    (0..784)
        .map(|_| {
            let bright = class.below(6) == 0;
            let noise = random.below(256) as u8;
            if bright { 96 + noise / 2 } else { noise / 2 }
        })
        .collect()
}

/// At least so many weights must have come to their limits for the test to mean something.
fn equals_the_fast_processor(name: &str, least_limited: usize) {
    let preset = Preset::builtin(name).unwrap();
    let mut config = preset.config().unwrap();
    assert_eq!(config.layers, [784, 200, 200, 10]);
    // Latent values over the whole range of 4-bit weights; potentials are wider then.
    config.initial_range = 2047;
    config.window.fill(100);
    let state = config.initial_state(7);
    let mut chip = ChipProcessor::new(&preset.organisation, &state).unwrap();
    let mut fast = FastProcessor::new(&state).unwrap();
    let mut random = SplitMix64::new(11);
    for count in 0..IMAGES {
        // The rate falls, as in a training run.
        let rate = StepRate::new(12 * 256 - count as u32, config.format).unwrap();
        chip.set_step_rate(rate);
        fast.set_step_rate(rate);
        let class = random.below(10) as u8;
        let pixels = image(&mut random, class);
        // A fifth of the labels are wrong, so that there is always something to learn.
        let label = if random.below(5) == 0 { random.below(10) as u8 } else { class };
        let (ours, theirs) = (chip.learn(&pixels, label).unwrap(), fast.learn(&pixels, label).unwrap());
        assert_eq!(ours, theirs, "{name}, image {count}");
        if count % 500 == 499 {
            // Images in flight included.
            assert!(chip.state() == fast.state(), "{name}: state after image {count}");
        }
    }
    while let Some(outcome) = chip.drain_one() {
        assert_eq!(Some(outcome), fast.drain_one());
    }
    assert_eq!(fast.drain_one(), None);
    assert!(chip.state() == fast.state(), "{name}: state at the end");
    assert_eq!(chip.counters(), fast.counters());
    let updates = chip.counters().updates;
    let carries: u64 = chip.machine_counters().layers.iter().map(|layer| layer.carries).sum();
    let limits = [config.format.weight_minimum(), config.format.weight_maximum()];
    let layers = chip.state().network.layers;
    let weights = layers.iter().flat_map(|layer| &layer.weights);
    let limited = weights.filter(|&&weight| limits.contains(&weight.into())).count();
    println!("{name}: {updates} updates, {carries} carries, {limited} weights at their limits");
    assert!(updates >= 100 && carries >= 1000, "{name}: {updates} updates, {carries} carries prove little");
    assert!(limited >= least_limited, "{name}: {limited} weights at their limits prove little");
}

#[test]
fn the_event_driven_machine() {
    equals_the_fast_processor("apical", 100);
}

#[test]
fn the_dense_machine() {
    equals_the_fast_processor("park2019", 0);
}
