//! Front ends to export, and images in which each of their numbers shows.

use apical_core::front_end::{Code, FrontEnd, Retina, RetinaInput};
use apical_core::random::SplitMix64;
use apical_core::{Config, State};

use super::any::{self, Case};

/// Front end, raw values, neurons of each layer, format: every kind, every size of kernel, odd and even numbers of bits and of
/// neurons, fields that are cut off at the border, the widest potentials, most inputs.
const CASES: [(&str, usize, &[usize], &str); 15] = [
    ("threshold", 4100, &[9, 5], "w4g8"),
    ("inverted+threshold", 49, &[21, 10], "w4g8"),
    ("levels(16384;100)", 16_384, &[5, 6, 3], "w8g8"),
    ("thermometer(8192;90,200)", 8192, &[4, 3], "w2g8"),
    ("levels(33;0,40,40,201)", 33, &[10, 256], "w4g8"),
    ("inverted+levels(5;7,250/0,255/30,31/100,100/1,2)", 5, &[7, 2], "w3g5"),
    ("thermometer(5;7,250/0,255/30,31/100,100/1,2)", 5, &[12, 4], "w6g8"),
    ("inverted+thermometer(20;10,20,30,40,50,60,70,80,90,200,210)", 20, &[11, 3], "w5g6"),
    ("retina(13x17;kernel=3,angles=2,stride=1,pool=4,input=grey,edge=500,bar=700)", 221, &[16, 4], "w4g8"),
    ("retina(28x28;kernel=7,angles=6,stride=1,pool=4,input=grey,edge=1600,bar=1900)", 784, &[40, 10], "w4g8"),
    (
        "inverted+retina(20x12;kernel=5,angles=8,stride=2,pool=3,input=100,edge=3,bar=4)",
        240,
        &[15, 8, 5],
        "w4g4",
    ),
    ("retina(15x40;kernel=11,angles=12,stride=3,pool=2,input=grey,edge=1300,bar=2000)", 600, &[9, 3], "w7g8"),
    // The filters see the same of every picture; the levels do not.
    (
        "levels(90;200)+retina(9x10;kernel=3,angles=2,stride=1,pool=4,input=0,edge=2,bar=2)",
        90,
        &[9, 3],
        "w4g8",
    ),
    (
        "levels(130;60)+retina(10x13;kernel=9,angles=4,stride=8,pool=1,input=90,edge=5,bar=2)",
        130,
        &[13, 4],
        "w4g8",
    ),
    (
        "inverted+thermometer(225;64,128,192)+retina(15x15;kernel=5,angles=3,stride=1,pool=64,input=grey,edge=1300,bar=1500)",
        225,
        &[10, 4],
        "w4g8",
    ),
];

fn config((front_end, raw, neurons, format): (&str, usize, &[usize], &str)) -> Config {
    let front_end: FrontEnd = front_end.parse().unwrap();
    let layers = [&[front_end.bits().unwrap_or(raw)], neurons].concat();
    let config = Config { front_end, format: format.parse().unwrap(), ..Config::new(layers).unwrap() };
    config.validate().unwrap();
    assert_eq!((config.raw_inputs(), config.specification_version()), (raw, 2));
    config
}

pub(crate) fn cases() -> impl Iterator<Item = Case> {
    CASES.into_iter().map(|description| {
        let config = config(description);
        let name = format!("{} {:?} {}", description.0, config.layers, config.format);
        any::case(name, &images(&config), |seed| state(&config, seed))
    })
}

/// A state in which two neurons reach the greatest potentials of both signs.
fn state(config: &Config, seed: u64) -> State {
    let mut state = any::taught(config, seed);
    let layer = &mut state.network.layers[0];
    (layer.bias_weights[2], layer.bias_weights[3]) = (127, -128);
    for row in layer.weights.chunks_exact_mut(layer.neurons) {
        row[2] = config.format.weight_maximum() as i8;
        row[3] = config.format.weight_minimum() as i8;
    }
    state
}

/// Noise, empty and full images, and shapes on an empty ground.
fn images(config: &Config) -> Vec<Vec<u8>> {
    let raw = config.raw_inputs();
    let mut images = any::images(config, (16_000 / raw).clamp(5, 300), 4);
    images.extend([vec![0; raw], vec![255; raw]]);
    let mut random = SplitMix64::new(5);
    for _ in 0..20 {
        let mut image = vec![0; raw];
        for _ in 0..4 {
            let start = random.below(raw as u32) as usize;
            let end = raw.min(start + 1 + random.below(60) as usize);
            image[start..end].fill(random.below(256) as u8);
        }
        images.push(image);
    }
    images
}

/// Bits as bytes in hexadecimal digits: bit `i` is bit `i % 8` of byte `i / 8`.
pub(crate) fn hexadecimal(bits: &[bool]) -> String {
    let byte = |bits: &[bool]| bits.iter().rev().fold(0, |byte: u8, &bit| byte << 1 | u8::from(bit));
    bits.chunks(8).map(|bits| format!("{:02x}", byte(bits))).collect()
}

/// The same front end with one number one step off, so that it makes as many bits.
fn neighbours(front_end: &FrontEnd) -> Vec<FrontEnd> {
    let mut neighbours = vec![FrontEnd { inverted: !front_end.inverted, ..front_end.clone() }];
    let mut push = |change: &dyn Fn(&mut FrontEnd)| {
        let mut changed = front_end.clone();
        change(&mut changed);
        if changed.validate().is_ok() && changed != *front_end {
            neighbours.push(changed);
        }
    };
    if let Some(levels) = &front_end.levels {
        push(&|changed| {
            let levels = changed.levels.as_mut().unwrap();
            // The two are the same of a single level.
            levels.code = match levels.code {
                Code::Highest if levels.levels > 1 => Code::Thermometer,
                _ => Code::Highest,
            };
        });
        for index in 0..levels.thresholds.len() {
            for threshold in
                [levels.thresholds[index].saturating_sub(9), levels.thresholds[index].saturating_add(9)]
            {
                push(&|changed| changed.levels.as_mut().unwrap().thresholds[index] = threshold);
            }
        }
    }
    if let Some(retina) = front_end.retina.as_ref().filter(|retina| retina.input != RetinaInput::Spikes(0)) {
        let mut of_retina =
            |change: &dyn Fn(&mut Retina)| push(&|changed| change(changed.retina.as_mut().unwrap()));
        // The greatest response of a large field is seldom near the threshold.
        let step = if retina.pool < 10 { 1 } else { 50 };
        for step in [-step, step] {
            of_retina(&|changed| changed.edge_threshold = retina.edge_threshold.saturating_add_signed(step));
            of_retina(&|changed| changed.bar_threshold = retina.bar_threshold.saturating_add_signed(step));
            if let RetinaInput::Spikes(threshold) = retina.input {
                let threshold = threshold.saturating_add_signed(step as i8);
                of_retina(&|changed| changed.input = RetinaInput::Spikes(threshold));
            }
        }
        of_retina(&|changed| (changed.width, changed.height) = (retina.height, retina.width));
    }
    neighbours
}

/// Otherwise a comparison of an export's bits with those of the definition would see no difference.
#[test]
fn every_number_of_a_front_end_shows_in_the_images() {
    for description in CASES {
        let config = config(description);
        let images = images(&config);
        for other in neighbours(&config.front_end) {
            let differs = images.iter().any(|image| other.encode(image) != config.front_end.encode(image));
            assert!(differs, "{} and {other} are the same in all images", config.front_end);
        }
    }
}
