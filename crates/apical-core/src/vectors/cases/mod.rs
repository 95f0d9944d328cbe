//! The golden networks.

mod front_ends;

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

pub use front_ends::golden_front_ends;

use super::generate::Stimulus;
use super::model::Vector;
use super::pixels::Images;
use crate::random::SplitMix64;
use crate::{Config, Format, Order, State, StepRate};

/// A small network and what is done with it.
#[derive(Debug, Clone)]
pub struct Case {
    name: &'static str,
    config: Config,
    seed: u64,
    memories: Memories,
    rate: Rate,
    images: usize,
    /// A drain of one image follows every so many images; 0: none.
    drain_every: usize,
    inferences: usize,
    /// Every image is white in all pixels but, from the second on, a few.
    white: bool,
    /// The label of every image, if not its own.
    label: Option<u8>,
    /// Folder of its file, with a slash.
    folder: &'static str,
}

/// What memories hold at the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Memories {
    /// As initialised from the seed.
    Seed,
    /// At or next to the limits of their ranges, and zero.
    Limits,
    /// All weights at their limits, and so that the potentials of a layer spread over the whole range: those of its first neuron
    /// at the least value, those of its last at the greatest, of the neurons between them a growing part at the greatest.
    Full,
}

/// The learning-rate register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rate {
    /// 6.0 falling to 0.3, in 1/256 of a weight step whatever the accumulator's width.
    Falling,
    /// The greatest of the format.
    Greatest,
    /// 0, then 0.3: steps of 0 occur.
    Small,
    /// 0: nothing is ever updated.
    Zero,
}

/// The first networks of the list have nothing special; the names of the others say what they are for.
#[must_use]
pub fn golden_cases() -> Vec<Case> {
    let pipelined = Order::Pipelined;
    let sequential = Order::Sequential;
    let cases = [
        case("w4g8_pipelined", &[20, 14, 12, 10], (4, 8), pipelined, |_| {}),
        case("w4g8_sequential", &[20, 14, 12, 10], (4, 8), sequential, |_| {}),
        case("w2g4_pipelined", &[12, 9, 7, 2], (2, 4), pipelined, |_| {}),
        case("w3g5_sequential", &[10, 7, 3], (3, 5), sequential, |_| {}),
        case("w5g6_pipelined", &[11, 8, 4], (5, 6), pipelined, |_| {}),
        case("w6g8_pipelined", &[16, 10, 10], (6, 8), pipelined, |_| {}),
        case("w7g7_sequential", &[9, 6, 5, 4], (7, 7), sequential, |_| {}),
        case("w8g8_pipelined", &[15, 9, 7, 6], (8, 8), pipelined, |case| {
            case.config.initial_range = 20_000;
            case.config.window.fill(200);
        }),
        case("four_layers_drained_midway", &[9, 8, 7, 6, 5], (4, 8), pipelined, |case| {
            case.drain_every = 6;
            // The last drain starts with two images in flight and a gap after them.
            case.images = 32;
        }),
        case("inputs_70", &[70, 6, 2], (4, 8), pipelined, |case| case.images = 24),
        case("inputs_5", &[5, 1, 2], (4, 8), pipelined, |_| {}),
        case("classes_17_sharing_4", &[12, 10, 9, 17], (4, 8), pipelined, |case| {
            case.config.feedback_sharing = 4;
        }),
        case("classes_256", &[6, 4, 256], (4, 8), sequential, |case| {
            case.images = 12;
            case.inferences = 2;
        }),
        case("no_margin_no_drop", &[16, 10, 4], (4, 8), pipelined, |case| {
            case.config.margin_bits = 0;
            case.config.drop_shift = 8;
        }),
        case("margin_8_drop_1", &[16, 10, 4], (4, 8), pipelined, |case| {
            case.config.margin_bits = 8;
            case.config.drop_shift = 1;
        }),
        case("ties", &[8, 6, 4], (4, 8), sequential, |case| {
            // All potentials are 0 until an update, and the window lets nothing but 0 through.
            case.config.initial_range = 0;
            case.config.window.fill(1);
            case.config.margin_bits = 1;
            case.rate = Rate::Greatest;
        }),
        case("steps_of_0", &[12, 8, 3], (4, 8), pipelined, |case| case.rate = Rate::Small),
        case("clipped_start", &[12, 8, 5], (2, 8), pipelined, |case| {
            // Latent values beyond the weight's range.
            case.config.initial_range = 1000;
            case.config.window.fill(65_535);
        }),
        case("eight_layers", &[7, 6, 5, 6, 5, 6, 5, 6, 4], (4, 8), pipelined, |case| {
            // In drains and gaps of all lengths.
            case.drain_every = 5;
            case.images = 33;
        }),
        case("windows_by_layer", &[320, 24, 20, 8, 4], (8, 8), pipelined, |case| {
            // More than 15 bits, more than 10, few; potentials on both sides of each.
            case.config.window = alloc::vec![35_000, 1100, 300];
            case.config.drop_shift = 8;
            case.memories = Memories::Full;
            case.rate = Rate::Zero;
            case.white = true;
            case.images = 7;
            case.inferences = 2;
        }),
        case("labels_above_127", &[6, 4, 200], (4, 8), pipelined, |case| {
            // Classes 150 to 199 have the highest potential, all the same: the margin decides whether 150 wins.
            case.memories = Memories::Full;
            case.rate = Rate::Zero;
            case.label = Some(150);
            case.white = true;
            case.config.drop_shift = 8;
            case.images = 4;
            case.inferences = 1;
        }),
        case("lanes_700", &[700, 4, 3], (4, 8), sequential, |case| {
            // 11 steps of the lanes an image, over hundreds of steps.
            case.rate = Rate::Zero;
            case.images = 30;
            case.inferences = 1;
        }),
        case("limits_w2g4", &[8, 6, 5, 3], (2, 4), pipelined, limits),
        case("limits_w4g8", &[8, 6, 5, 3], (4, 8), pipelined, limits),
        case("limits_w4g8_sequential", &[8, 6, 5, 3], (4, 8), sequential, limits),
        case("limits_w8g8", &[8, 6, 5, 3], (8, 8), pipelined, limits),
        // Of these seeds the first draws zero for lane 5, the second for the control generator.
        case("zero_lane", &[6, 5, 3], (4, 8), pipelined, |case| {
            case.seed = 0x1C1F_4034_CB05_3F7C;
            case.images = 12;
        }),
        case("zero_control", &[6, 5, 3], (4, 8), pipelined, |case| {
            case.seed = 0x78E9_6124_42F8_2B24;
            case.images = 12;
        }),
    ];
    let wide = WIDE.into_iter().map(|(name, weight)| case(name, &[2100, 3, 2], (weight, 8), pipelined, wide));
    let drops = DROPS.into_iter().map(|(name, drop_shift)| {
        case(name, &[16, 6, 3], (4, 8), pipelined, |case| {
            case.config.drop_shift = drop_shift;
            case.images = 12;
            case.inferences = 1;
        })
    });
    cases.into_iter().chain(wide).chain(drops).flatten().collect()
}

/// Potentials of all widths: every bit of them is needed with 2,100 inputs of the least weight.
const WIDE: [(&str, u32); 7] = [
    ("wide_w2g8", 2),
    ("wide_w3g8", 3),
    ("wide_w4g8", 4),
    ("wide_w5g8", 5),
    ("wide_w6g8", 6),
    ("wide_w7g8", 7),
    ("wide_w8g8", 8),
];

/// The shifts that no other case has.
const DROPS: [(&str, u8); 5] = [("drop_2", 2), ("drop_4", 4), ("drop_5", 5), ("drop_6", 6), ("drop_7", 7)];

/// The greatest potentials of either sign; 33 steps of the lanes an image.
fn wide(case: &mut Case) {
    case.memories = Memories::Full;
    case.rate = Rate::Zero;
    case.config.drop_shift = 8;
    case.config.window.fill(2000);
    case.white = true;
    case.images = 3;
    case.inferences = 2;
}

/// Memories at their limits and the greatest steps: carries and saturation, up and down, of weights and biases.
fn limits(case: &mut Case) {
    case.memories = Memories::Limits;
    case.rate = Rate::Greatest;
    case.config.window.fill(65_535);
}

/// A case of the default constants, changed by `adapt`. All of them are valid (a test counts them).
fn case(
    name: &'static str,
    layers: &[usize],
    (weight, accumulator): (u32, u32),
    order: Order,
    adapt: impl FnOnce(&mut Case),
) -> Option<Case> {
    let mut config = Config::new(layers.to_vec()).ok()?;
    config.format = Format::new(weight, accumulator).ok()?;
    config.order = order;
    let mut case = Case {
        name,
        config,
        seed: 1,
        memories: Memories::Seed,
        rate: Rate::Falling,
        images: 30,
        drain_every: 0,
        inferences: 4,
        white: false,
        label: None,
        folder: "",
    };
    adapt(&mut case);
    case.config.validate().ok()?;
    Some(case)
}

impl Case {
    /// Name, in lower-case letters, digits and underscores.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name
    }

    /// Name of its file in the `testcases` folder.
    #[must_use]
    pub fn file_name(&self) -> String {
        format!("{}{}.vec", self.folder, self.name)
    }

    /// Runs the definition.
    ///
    /// # Panics
    /// Never: the golden cases fit their networks.
    #[must_use]
    pub fn vector(&self) -> Vector {
        let config = &self.config;
        let mut images = Images::new(self.seed, config.raw_inputs(), config.classes(), self.white);
        let mut stimuli = Vec::new();
        for image in 0..self.images {
            let rate = self.rate(image);
            let (pixels, class) = images.draw();
            stimuli.push(Stimulus { image: Some((pixels, self.label.unwrap_or(class))), rate });
            if self.drain_every != 0 && (image + 1) % self.drain_every == 0 {
                // Two of the images in flight; the others go on with gaps before them.
                stimuli.extend([Stimulus { image: None, rate }, Stimulus { image: None, rate }]);
            }
        }
        let inferred: Vec<Vec<u8>> = (0..self.inferences).map(|_| images.draw().0).collect();
        let prepared = self.memories != Memories::Seed;
        Vector::generate((self.name, self.seed, prepared), &self.start(), &stimuli, &inferred)
            .expect("images are drawn to fit")
    }

    /// The file's content.
    #[must_use]
    pub fn write(&self) -> String {
        self.vector().write()
    }

    fn start(&self) -> State {
        let mut state = self.config.initial_state(self.seed);
        if self.memories == Memories::Limits {
            let format = self.config.format;
            let weights = (format.weight_minimum(), format.weight_maximum());
            let accumulators = (format.accumulator_minimum(), format.accumulator_maximum());
            let mut random = SplitMix64::new(self.seed);
            for layer in &mut state.network.layers {
                at_limits(&mut layer.weights, weights, &mut random);
                at_limits(&mut layer.accumulators, accumulators, &mut random);
                at_limits(&mut layer.bias_weights, (-128, 127), &mut random);
                at_limits(&mut layer.bias_accumulators, accumulators, &mut random);
            }
        }
        if self.memories == Memories::Full {
            let format = self.config.format;
            for layer in &mut state.network.layers {
                let (inputs, neurons) = (layer.inputs, layer.neurons);
                for (synapse, weight) in layer.weights.iter_mut().enumerate() {
                    let (input, neuron) = (synapse / neurons, synapse % neurons);
                    let greatest = input * (neurons - 1) < neuron * inputs;
                    *weight = if greatest { format.weight_maximum() } else { format.weight_minimum() } as i8;
                }
            }
        }
        state
    }

    fn rate(&self, image: usize) -> StepRate {
        let format = self.config.format;
        let value = match self.rate {
            Rate::Greatest => (format.accumulator_maximum() as u32) << 8,
            Rate::Zero => 0,
            Rate::Small => {
                if image < self.images / 4 {
                    0
                } else {
                    77
                }
            }
            Rate::Falling => {
                let latent = 1536 - (1536 - 77) * image as u32 / self.images.max(1) as u32;
                latent >> (8 - format.accumulator_bits())
            }
        };
        StepRate::new(value, format).unwrap_or(StepRate::ZERO)
    }
}

fn at_limits(values: &mut [i8], (minimum, maximum): (i32, i32), random: &mut SplitMix64) {
    let choices = [minimum, minimum, minimum + 1, -1, 0, maximum - 1, maximum, maximum];
    for value in values {
        *value = choices[random.below(8) as usize] as i8;
    }
}
