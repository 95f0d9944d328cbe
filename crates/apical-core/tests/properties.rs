//! The fast back end equals the definition, over networks, formats, constants and image streams drawn at random;
//! and what the definition promises of its parts.

use apical_core::conformance::first_difference;
use apical_core::fast::{FastProcessor, Kernel};
use apical_core::random::{RandomState, SplitMix64};
use apical_core::reference::{
    ReferenceProcessor, add_with_carry, encode_inference, encode_training, lowered_winner, spikes, window,
    winner,
};
use apical_core::{Config, Format, Order, Processor, State, StepRate};
use proptest::prelude::*;

fn kernels() -> impl Iterator<Item = Kernel> {
    Kernel::ALL.into_iter().filter(|kernel| kernel.is_available())
}

fn fast(state: &State, kernel: Kernel) -> FastProcessor {
    FastProcessor::new(state).expect("the state is valid").with_kernel(kernel).expect("it is available")
}

/// What is done next.
#[derive(Debug, Clone)]
enum Call {
    Learn {
        image: u64,
        label: u8,
    },
    Infer {
        image: u64,
    },
    Drain,
    Rate(u16),
    /// The back end's state goes into a new one.
    Move,
    /// Both go back to the state at the start.
    Restart,
}

fn call() -> impl Strategy<Value = Call> {
    prop_oneof![
        12 => (any::<u64>(), any::<u8>()).prop_map(|(image, label)| Call::Learn { image, label }),
        2 => any::<u64>().prop_map(|image| Call::Infer { image }),
        2 => Just(Call::Drain),
        1 => any::<u16>().prop_map(Call::Rate),
        1 => Just(Call::Move),
        1 => Just(Call::Restart),
    ]
}

fn format() -> impl Strategy<Value = Format> {
    (2_u32..=8, 4_u32..=8)
        .prop_map(|(weight, accumulator)| Format::new(weight, accumulator).expect("in range"))
}

/// Small sizes and those around the words of 64.
fn size() -> impl Strategy<Value = usize> {
    prop_oneof![4 => 1_usize..40, 2 => 60_usize..70, 1 => 120_usize..135, 1 => 250_usize..260]
}

fn classes() -> impl Strategy<Value = usize> {
    prop_oneof![6 => 2_usize..20, 1 => 60_usize..70, 1 => Just(256_usize)]
}

fn config() -> impl Strategy<Value = Config> {
    let sizes = (proptest::collection::vec(size(), 2..=8), classes()).prop_map(|(mut sizes, classes)| {
        sizes.push(classes);
        sizes
    });
    let theta = prop_oneof![4 => 1_u16..64, 1 => any::<u16>().prop_map(|theta| theta.max(1))];
    let windows = proptest::collection::vec(theta, 7);
    let range = prop_oneof![Just(500_u16), 0_u16..2000, Just(32_767_u16)];
    (sizes, format(), any::<bool>(), windows, 0_u8..=8, 1_u8..=8, range, 1_u16..20).prop_map(
        |(
            layers,
            format,
            pipelined,
            mut window,
            margin_bits,
            drop_shift,
            initial_range,
            feedback_sharing,
        )| {
            window.truncate(layers.len() - 2);
            let order = if pipelined { Order::Pipelined } else { Order::Sequential };
            Config {
                front_end: apical_core::front_end::FrontEnd::THRESHOLD,
                layers,
                format,
                order,
                window,
                margin_bits,
                drop_shift,
                initial_range,
                feedback_sharing,
            }
        },
    )
}

/// An image that a number stands for; some are uniform, some nearly black.
fn pixels(image: u64, count: usize) -> Vec<u8> {
    let mut random = SplitMix64::new(image);
    let black = (image % 5) as u32 * 50;
    (0..count).map(|_| if random.below(256) < black { 0 } else { random.below(256) as u8 }).collect()
}

/// Any values that the format allows, in every memory.
fn fill(state: &mut State, seed: u64) {
    let format = state.config.format;
    let mut random = SplitMix64::new(seed);
    let mut draw =
        |minimum: i32, maximum: i32| (minimum + random.below((maximum - minimum + 1) as u32) as i32) as i8;
    for layer in &mut state.network.layers {
        layer.weights.fill_with(|| draw(format.weight_minimum(), format.weight_maximum()));
        layer.bias_weights.fill_with(|| draw(-128, 127));
        let (minimum, maximum) = (format.accumulator_minimum(), format.accumulator_maximum());
        layer.accumulators.fill_with(|| draw(minimum, maximum));
        layer.bias_accumulators.fill_with(|| draw(minimum, maximum));
    }
}

/// A register value in the range of the format.
fn rate(value: u16, format: Format) -> StepRate {
    let highest = (format.accumulator_maximum() as u32) << 8;
    StepRate::new(u32::from(value) % (highest + 1), format).expect("in range")
}

fn assert_equal(reference: &ReferenceProcessor, fast: &FastProcessor) {
    if let Some(difference) = first_difference(&reference.state(), &fast.state()) {
        panic!("{}: {difference}", fast.name());
    }
    assert_eq!(reference.counters(), fast.counters());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_kernel_equals_the_reference(
        config in config(),
        seed in any::<u64>(),
        filled in any::<bool>(),
        calls in proptest::collection::vec(call(), 1..60),
    ) {
        let mut start = config.initial_state(seed);
        if filled {
            fill(&mut start, seed);
        }
        for kernel in kernels() {
            let mut reference = ReferenceProcessor::new(start.clone()).expect("the state is valid");
            let mut fast = fast(&start, kernel);
            let initial = rate(6 * 256, config.format);
            reference.set_step_rate(initial);
            fast.set_step_rate(initial);
            for call in &calls {
                match call {
                    Call::Learn { image, label } => {
                        let pixels = pixels(*image, config.inputs());
                        let label = (usize::from(*label) % config.classes()) as u8;
                        prop_assert_eq!(reference.learn(&pixels, label), fast.learn(&pixels, label));
                    }
                    Call::Infer { image } => {
                        let pixels = pixels(*image, config.inputs());
                        let activity = reference.activity(&pixels);
                        prop_assert_eq!(&activity, &fast.activity(&pixels));
                        prop_assert_eq!(reference.infer(&pixels), fast.infer(&pixels));
                        let judged = fast.judge(&pixels);
                        prop_assert_eq!(&reference.judge(&pixels), &judged);
                        // Refused while images are in flight, as all else.
                        if let (Ok(judged), Ok(activity)) = (judged, activity) {
                            let second = activity.runner_up().map(|(_, margin)| margin.unsigned_abs());
                            prop_assert_eq!((judged.class, Some(judged.margin)), (activity.winner, second));
                        }
                    }
                    Call::Drain => prop_assert_eq!(reference.drain_one(), fast.drain_one()),
                    Call::Rate(value) => {
                        let rate = rate(*value, config.format);
                        reference.set_step_rate(rate);
                        fast.set_step_rate(rate);
                    }
                    Call::Move => {
                        let state = fast.state();
                        prop_assert_eq!(reference.load(&state), fast.load(&state));
                    }
                    Call::Restart => {
                        prop_assert_eq!(reference.load(&start), fast.load(&start));
                    }
                }
                assert_equal(&reference, &fast);
            }
        }
    }

    #[test]
    fn a_state_taken_in_the_middle_goes_on_alike(
        config in config(), seed in any::<u64>(), before in 0_u64..12, after in 1_u64..12,
    ) {
        let step_rate = rate(6 * 256, config.format);
        let learn = |processor: &mut dyn Processor, image: u64| {
            let label = (image % config.classes() as u64) as u8;
            processor.learn(&pixels(image, config.inputs()), label)
        };
        let mut whole = fast(&config.initial_state(seed), Kernel::detect());
        whole.set_step_rate(step_rate);
        for image in 0..before {
            learn(&mut whole, image).expect("it fits");
        }
        let mut resumed = fast(&whole.state(), Kernel::Portable);
        resumed.set_step_rate(step_rate);
        for image in before..before + after {
            prop_assert_eq!(learn(&mut whole, image), learn(&mut resumed, image));
        }
        prop_assert_eq!(whole.state(), resumed.state());
    }
}

/// Several thousand training steps for each of the 35 formats, with every kernel, in pipelined order and in
/// sequential order by turns.
#[test]
fn thousands_of_training_steps_of_each_format_end_in_the_same_state() {
    const IMAGES: u64 = 3000;
    for weight in 2..=8 {
        for accumulator in 4..=8 {
            let number = (weight * 5 + accumulator) as usize;
            // 65 to 79 inputs, so that an image takes two steps of the lanes.
            let layers = vec![65 + number % 15, 20 + number, 12 + number % 7, 2 + number % 9];
            let mut config = Config::new(layers).expect("in range");
            config.format = Format::new(weight, accumulator).expect("in range");
            config.order = if number.is_multiple_of(3) { Order::Sequential } else { Order::Pipelined };
            let start = config.initial_state(number as u64);
            let mut reference = ReferenceProcessor::new(start.clone()).expect("the state is valid");
            let mut others: Vec<FastProcessor> = kernels().map(|kernel| fast(&start, kernel)).collect();
            for image in 0..IMAGES {
                let latent = 1536 - 1459 * image / IMAGES;
                let rate =
                    StepRate::new((latent as u32) >> (8 - accumulator), config.format).expect("in range");
                // Few images, again and again, so that there is something to learn.
                let picture = image * 7 % 97;
                let pixels = pixels(picture, config.inputs());
                let label = (picture % config.classes() as u64) as u8;
                reference.set_step_rate(rate);
                let expected = reference.learn(&pixels, label);
                for fast in &mut others {
                    fast.set_step_rate(rate);
                    assert_eq!(fast.learn(&pixels, label), expected, "{} {}", config.format, fast.name());
                }
                if image % 250 == 249 {
                    others.iter().for_each(|fast| assert_equal(&reference, fast));
                }
            }
            let updates = reference.counters().updates;
            assert!(updates > IMAGES / 20, "{}: only {updates} updates", config.format);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_carry_conserves_the_latent_value_unless_it_saturates(
        format in format(), w in any::<i8>(), g in any::<i8>(), amount in any::<i8>(), bias in any::<bool>(),
    ) {
        let bits = format.accumulator_bits();
        // Sign-extended to the widths of the format.
        let narrowed = |value: i8, bits: u32| (value << (8 - bits)) >> (8 - bits);
        let limits = if bias { (-128, 127) } else { (format.weight_minimum(), format.weight_maximum()) };
        let mut weight = if bias { w } else { narrowed(w, format.weight_bits()) };
        let mut accumulator = narrowed(g, bits);
        // A step is at most the accumulator's maximum.
        let amount = i32::from(narrowed(amount, bits)).max(-format.accumulator_maximum());
        let latent = |weight: i8, accumulator: i8| (i32::from(weight) << bits) + i32::from(accumulator);
        let before = latent(weight, accumulator);
        add_with_carry(&mut weight, &mut accumulator, amount, limits, format);
        let bottom = (limits.0 << bits) + format.accumulator_minimum();
        let top = (limits.1 << bits) + format.accumulator_maximum();
        prop_assert_eq!(latent(weight, accumulator), (before + amount).clamp(bottom, top));
        prop_assert!((limits.0..=limits.1).contains(&i32::from(weight)));
        let range = format.accumulator_minimum()..=format.accumulator_maximum();
        prop_assert!(range.contains(&i32::from(accumulator)));
    }

    #[test]
    fn a_brighter_pixel_spikes_wherever_a_darker_one_does(
        seed in any::<u64>(), drop_shift in 1_u8..=8, dark in any::<u8>(), bright in any::<u8>(), count in 1_usize..200,
    ) {
        let (dark, bright) = (dark.min(bright), dark.max(bright));
        let start = RandomState::new(seed);
        let (mut first, mut second) = (start, start);
        let of_dark = encode_training(&vec![dark; count], drop_shift, &mut first);
        let of_bright = encode_training(&vec![bright; count], drop_shift, &mut second);
        prop_assert!(of_dark.iter().zip(&of_bright).all(|(dark, bright)| dark <= bright));
        prop_assert_eq!(first, second);
        // One step of the lanes for each 64 pixels begun, whatever they show.
        let mut stepped = start;
        (0..count.div_ceil(64)).for_each(|_| { stepped.step_lanes(); });
        prop_assert_eq!(first, stepped);
        prop_assert_eq!(encode_inference(&[dark, bright]), [dark >= 128, bright >= 128]);
    }

    #[test]
    fn spikes_window_and_winner_are_what_their_words_say(
        potentials in proptest::collection::vec(-40_i32..40, 2..30), theta in 1_u16..60, label in any::<u8>(), margin in any::<u8>(),
    ) {
        for ((&potential, spike), open) in potentials.iter().zip(spikes(&potentials)).zip(window(&potentials, theta)) {
            prop_assert_eq!(spike, potential > 0);
            prop_assert_eq!(open, potential.abs() < i32::from(theta));
        }
        let first_of_most = |potentials: &[i32]| {
            let most = potentials.iter().max().expect("there are some");
            potentials.iter().position(|potential| potential == most).expect("one of them")
        };
        prop_assert_eq!(usize::from(winner(&potentials)), first_of_most(&potentials));
        let label = usize::from(label) % potentials.len();
        let mut lowered = potentials.clone();
        lowered[label] -= i32::from(margin);
        prop_assert_eq!(usize::from(lowered_winner(&potentials, label as u8, margin)), first_of_most(&lowered));
    }
}
