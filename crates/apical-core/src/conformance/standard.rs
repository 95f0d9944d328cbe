//! The cases that every back end is put through.

use alloc::vec::Vec;

use super::case::{Action, Case, Memories};
use crate::front_end::FrontEnd;
use crate::random::SplitMix64;
use crate::{Config, Format, MAXIMUM_INPUTS, Order, StepRate};

/// Sizes around the words and blocks that back ends are built of.
const SIZES: [usize; 12] = [1, 63, 64, 65, 200, 257, 2, 17, 33, 128, 300, 130];
const CLASSES: [usize; 9] = [2, 10, 3, 17, 64, 65, 100, 255, 256];
const WINDOWS: [u16; 7] = [16, 1, 300, 32_767, 32_768, 65_535, 40];

/// The standard cases: every format, both orders, 2 to 8 layers, odd sizes, 2 to 256 classes, the range of every
/// constant, and the limits of the specification.
#[must_use]
pub fn standard_cases() -> Vec<Case> {
    let mut cases = Vec::new();
    let formats = (2..=8).flat_map(|weight| (4..=8).map(move |accumulator| (weight, accumulator)));
    for (index, (weight, accumulator)) in formats.enumerate() {
        let mut random = SplitMix64::new(1000 + index as u64);
        let config =
            Format::new(weight, accumulator).ok().map(|format| random_config(&mut random, format, index));
        let memories = [Memories::Limits, Memories::Uniform, Memories::Initial][index % 3];
        cases.extend(config.and_then(|config| {
            let name = alloc::format!("{} {} {:?}", config.format, config.order, config.layers);
            Case::random(name, &config, memories, index as u64, 25).ok()
        }));
    }
    cases.extend(limits());
    cases
}

/// Constants follow from the index, so that all their values occur; sizes are drawn.
fn random_config(random: &mut SplitMix64, format: Format, index: usize) -> Config {
    let layers = 2 + index % 7;
    // Deep networks are made narrow, to keep the suite quick.
    let choices = if layers <= 4 { SIZES.len() } else { 4 };
    let mut sizes: Vec<usize> = (0..layers).map(|_| SIZES[random.below(choices as u32) as usize]).collect();
    // The sizes that a row's first and last vector depend on all come first once.
    sizes[1] = SIZES[index % SIZES.len()];
    sizes.push(CLASSES[index % CLASSES.len()]);
    let window = (1..layers).map(|_| WINDOWS[random.below(WINDOWS.len() as u32) as usize]).collect();
    Config {
        front_end: FrontEnd::THRESHOLD,
        layers: sizes,
        format,
        order: if index % 4 == 3 { Order::Sequential } else { Order::Pipelined },
        window,
        margin_bits: (index % 9) as u8,
        drop_shift: 1 + (index % 8) as u8,
        initial_range: [500, 0, 1, 32_767, 3000][random.below(5) as usize],
        feedback_sharing: [1, 4, 16, 4000][random.below(4) as usize],
    }
}

/// Networks at the limits of the specification, and the default one.
fn limits() -> impl Iterator<Item = Case> {
    // A limit of 32767 is the greatest that 16-bit comparisons can be given.
    let widest = [(4, 65_535), (8, 65_535), (8, 32_767)].into_iter().filter_map(|(weight, theta)| {
        let mut config = Config::new(alloc::vec![4000, 3, 2]).ok()?;
        config.format = Format::new(weight, 8).ok()?;
        config.window = alloc::vec![theta];
        Some(extreme(&config))
    });
    let standard = Config::new(alloc::vec![784, 200, 200, 10])
        .and_then(|config| Case::random("the default network", &config, Memories::Initial, 7, 40));
    // Rows of the greatest width, and of one half group more or less.
    let rows = [(4, 4000), (8, 4000), (4, 3968), (4, 3969)].into_iter().filter_map(|(weight, neurons)| {
        let mut config = Config::new(alloc::vec![3, neurons, 2]).ok()?;
        config.format = Format::new(weight, 8).ok()?;
        let name = alloc::format!("{neurons} neurons in a layer, {}", config.format);
        Case::random(&name, &config, Memories::Limits, 11, 12).ok()
    });
    widest.chain(rows).chain(standard.ok())
}

/// Cases of networks behind every kind of front end, and with more inputs than specification 1 has: for back ends that have
/// front ends.
#[must_use]
pub fn front_end_cases() -> Vec<Case> {
    let kinds = [
        "inverted+threshold",
        "levels(65;1,100,200)",
        "thermometer(9;10,20,30,40,50,60,250)",
        "inverted+thermometer(3;0,5/9,9/254,255)",
        "retina(20x17;kernel=7,angles=6,stride=1,pool=4,input=grey,edge=900,bar=1200)",
        "inverted+retina(11x12;kernel=3,angles=8,stride=2,pool=2,input=128,edge=2,bar=3)",
        "levels(100;128)+retina(10x10;kernel=5,angles=4,stride=1,pool=3,input=grey,edge=500,bar=700)",
    ];
    let mut cases = Vec::new();
    for (index, text) in kinds.into_iter().enumerate() {
        let front_end: Option<FrontEnd> = text.parse().ok();
        let config = front_end.and_then(|front_end| {
            let mut config = Config::new(alloc::vec![front_end.bits().unwrap_or(70), 65, 33, 5]).ok()?;
            config.front_end = front_end;
            config.format = Format::new([4, 3, 8][index % 3], 8).ok()?;
            config.order = if index % 2 == 0 { Order::Pipelined } else { Order::Sequential };
            config.drop_shift = 1 + index as u8;
            Some(config)
        });
        let memories = [Memories::Uniform, Memories::Initial][index % 2];
        cases.extend(
            config.and_then(|config| Case::random(text, &config, memories, 50 + index as u64, 25).ok()),
        );
    }
    // The most inputs: potentials that need 14 bits more than weights have.
    cases.extend([2, 4, 8].into_iter().filter_map(|weight| {
        let mut config = Config::new(alloc::vec![MAXIMUM_INPUTS, 3, 2]).ok()?;
        config.format = Format::new(weight, 8).ok()?;
        config.window = alloc::vec![65_535];
        Some(extreme(&config))
    }));
    cases
}

/// Every input of the widest layer spikes: neuron 0 has the least potential there can be, neuron 1 the greatest.
fn extreme(config: &Config) -> Case {
    let mut start = config.initial_state(1);
    let format = config.format;
    let layer = &mut start.network.layers[0];
    for row in layer.weights.chunks_exact_mut(layer.neurons) {
        row[0] = format.weight_minimum() as i8;
        row[1] = format.weight_maximum() as i8;
    }
    layer.bias_weights[0] = -128;
    layer.bias_weights[1] = 127;
    let pixels = alloc::vec![255; config.raw_inputs()];
    let mut actions = alloc::vec![Action::Infer { pixels: pixels.clone() }];
    actions.extend(StepRate::new(6 * 256, format).map(Action::Rate));
    for label in [0, 1, 0, 1] {
        actions.push(Action::Learn { pixels: pixels.clone(), label });
    }
    actions.extend([Action::Drain, Action::Drain, Action::Infer { pixels }]);
    Case {
        name: alloc::format!(
            "{} inputs at the limits, {format}, window {}",
            config.inputs(),
            config.window[0]
        ),
        start,
        actions,
        interval: 4,
    }
}
