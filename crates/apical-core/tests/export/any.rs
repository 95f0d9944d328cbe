//! States to export.

use super::front_ends;
use apical_core::random::SplitMix64;
use apical_core::reference::ReferenceProcessor;
use apical_core::{Config, Format, Processor, State, StepRate};

/// A state that has learned a little, so that no memory is constant. Drained.
pub(crate) fn state(layers: &[usize], format: &str) -> State {
    learned(layers, format, 11)
}

fn learned(layers: &[usize], format: &str, seed: u64) -> State {
    let mut config = Config::new(layers.to_vec()).unwrap();
    config.format = format.parse::<Format>().unwrap();
    taught(&config, seed)
}

/// The state of a seed after some images.
pub(super) fn taught(config: &Config, seed: u64) -> State {
    let mut processor = ReferenceProcessor::new(config.initial_state(seed)).unwrap();
    processor.set_step_rate(StepRate::new(7 * 256, config.format).unwrap());
    for image in images(config, 60, seed) {
        let label = (usize::from(image[0]) % config.classes()) as u8;
        processor.learn(&image, label).unwrap();
    }
    while processor.drain_one().is_some() {}
    let mut state = processor.state();
    // A few dozen images do not move a bias far: reach its whole range, but not so that it decides everything.
    for layer in &mut state.network.layers {
        if layer.neurons > 2 {
            layer.bias_weights[0] = -128;
        }
    }
    if let [_, second, ..] = &mut state.network.layers[0].bias_weights[..] {
        *second = 127;
    }
    state
}

/// A network to export, and what the definition says of some images.
pub(crate) struct Case {
    /// For messages.
    pub(crate) name: String,
    pub(crate) state: State,
    pub(crate) images: Vec<Vec<u8>>,
    /// See [`expected`].
    pub(crate) expected: String,
}

/// Of several states the first that finds more than one class in the images: with the others a comparison would see nothing.
pub(super) fn case(name: String, images: &[Vec<u8>], state: impl Fn(u64) -> State) -> Case {
    let case = (0..100).map(state).find_map(|state| {
        let expected = expected(&state, images);
        let winners = expected.lines().map(|line| line.rsplit(' ').next());
        let distinct: std::collections::BTreeSet<_> = winners.collect();
        (distinct.len() > 1).then(|| Case { name: name.clone(), state, images: images.to_vec(), expected })
    });
    case.unwrap_or_else(|| panic!("{name}: none of a hundred networks tells images apart"))
}

/// Networks of both specifications.
pub(crate) fn cases() -> Vec<Case> {
    let first = CASES.map(|(layers, format)| {
        let images = images(&Config::new(layers.to_vec()).unwrap(), 50, 4);
        case(format!("{layers:?} {format}"), &images, |seed| learned(layers, format, seed))
    });
    first.into_iter().chain(front_ends::cases()).collect()
}

/// Random images.
pub(crate) fn images(config: &Config, count: usize, seed: u64) -> Vec<Vec<u8>> {
    let mut random = SplitMix64::new(seed);
    (0..count).map(|_| (0..config.raw_inputs()).map(|_| random.below(256) as u8).collect()).collect()
}

/// A line an image, as the definition has it: of networks with a front end its bits as hexadecimal bytes, the potentials of the
/// output layer, the winner.
fn expected(state: &State, images: &[Vec<u8>]) -> String {
    let mut processor = ReferenceProcessor::new(state.clone()).unwrap();
    let mut text = String::new();
    for image in images {
        if state.config.specification_version() > 1 {
            text += &format!("{} ", front_ends::hexadecimal(&state.config.front_end.encode(image)));
        }
        let activity = processor.activity(image).unwrap();
        for potential in &activity.layers.last().unwrap().potentials {
            text += &format!("{potential} ");
        }
        text += &format!("{}\n", activity.winner);
    }
    text
}

/// Networks that reach every kind of row: odd and even sizes, packed and unpacked weights, most classes.
pub(crate) const CASES: [(&[usize], &str); 6] = [
    (&[49, 21, 10], "w4g8"),
    (&[64, 16, 8, 4], "w4g4"),
    (&[30, 9, 7, 5, 3], "w2g8"),
    (&[49, 21, 10], "w5g8"),
    (&[33, 10, 256], "w8g6"),
    (&[20, 1, 2], "w3g5"),
];
