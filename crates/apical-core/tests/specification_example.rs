//! The worked example of `docs/specification.md`, section 14, and the defaults that the document lists.
//!
//! The numbers below were worked out by hand; the document must say the same, line by line.

use std::fmt::Write as _;
use std::path::Path;

use apical_core::fast::{FastProcessor, Kernel};
use apical_core::random::{RandomState, xorshift32};
use apical_core::reference::{Completed, ReferenceProcessor, potentials};
use apical_core::training::Defaults;
use apical_core::{Config, Format, Order, Outcome, Processor, SPECIFICATION_VERSION, State, StepRate};

const PIXELS: [u8; 4] = [255, 36, 200, 0];
/// 6.9375 in 8.8 fixed point.
const STEP_RATE: u32 = 0x06F0;

/// The 4-3-2 network of the example, before the update.
fn before(order: Order) -> State {
    let mut config = Config::new(vec![4, 3, 2]).unwrap();
    config.format = Format::W4G8;
    config.order = order;
    (config.window, config.margin_bits, config.drop_shift) = (vec![16], 5, 3);
    let mut state = config.initial_state(0);

    let [hidden, output] = state.network.layers.as_mut_slice() else { panic!("two layers") };
    hidden.weights = vec![3, -2, 7, 1, 1, 1, 2, -8, 7, 0, 0, 0];
    hidden.accumulators = vec![124, 0, 5, 0, 0, 0, -3, -125, 9, 0, 0, 0];
    (hidden.bias_weights, hidden.bias_accumulators) = (vec![0, 4, 4], vec![0, -126, 50]);
    output.weights = vec![2, 1, 7, -8, 1, 3];
    output.accumulators = vec![0, 0, 0, 0, 127, -128];
    (output.bias_weights, output.bias_accumulators) = (vec![2, 1], vec![0, 0]);
    // Classes 0 and 1 of neuron 0, of neuron 1, of neuron 2.
    state.network.feedback[0].positive = vec![true, false, false, true, true, false];
    state.random = RandomState { lanes: [1; 16], control: 1 };
    state
}

/// The same network after it, by hand.
fn after(order: Order) -> State {
    let mut state = before(order);
    let [hidden, output] = state.network.layers.as_mut_slice() else { panic!("two layers") };
    hidden.weights = vec![4, -2, 7, 1, 1, 1, 2, -8, 7, 0, 0, 0];
    hidden.accumulators = vec![-125, -7, 5, 0, 0, 0, 4, -128, 9, 0, 0, 0];
    (hidden.bias_weights, hidden.bias_accumulators) = (vec![0, 3, 4], vec![7, 123, 50]);
    output.weights = vec![2, 1, 7, -8, 2, 2];
    output.accumulators = vec![7, -7, 0, 0, -122, 121];
    (output.bias_weights, output.bias_accumulators) = (vec![2, 1], vec![7, -7]);
    state.random = RandomState { lanes: [0x0004_2021; 16], control: 0x0004_2021 };
    state
}

const OUTCOME: Outcome = Outcome { label: 0, winner: 1, correct: true, margin: 1, step: 7 };

fn step_rate() -> StepRate {
    StepRate::new(STEP_RATE, Format::W4G8).unwrap()
}

fn run() -> (Completed, State) {
    let mut processor = ReferenceProcessor::new(before(Order::Sequential)).unwrap();
    processor.set_step_rate(step_rate());
    let completed = processor.learn_completely(&PIXELS, 0).unwrap().expect("sequential order completes");
    (completed, processor.state())
}

/// The specification, or nothing where the crate is tested without the project around it.
fn document() -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/specification.md");
    match std::fs::read_to_string(&path) {
        Ok(text) => Some(text),
        Err(error) if std::env::var_os("CI").is_some_and(|ci| ci == "true") => {
            panic!("docs/specification.md: {error}")
        }
        Err(error) => {
            println!("SKIPPED: docs/specification.md: {error}");
            None
        }
    }
}

#[test]
fn the_reference_does_what_the_example_says() {
    assert_eq!(xorshift32(1), 0x0004_2021);
    let start = before(Order::Sequential);
    let input = [true, false, true, false];
    assert_eq!(potentials(&start.network.layers[0], &input), [5, -6, 18]);

    let (completed, state) = run();
    assert_eq!(completed.image.input, input);
    assert_eq!(completed.image.hidden[0].spikes, [true, false, true]);
    assert_eq!(completed.image.hidden[0].window, [true, true, false]);
    assert_eq!(completed.output_potentials, [5, 5]);
    assert_eq!(completed.outcome, OUTCOME);
    assert_eq!(completed.deltas, [vec![1, -1, 0], vec![1, -1]]);
    assert_eq!(state, after(Order::Sequential));
}

#[test]
fn so_do_the_kernels_in_both_orders() {
    for order in [Order::Sequential, Order::Pipelined] {
        for kernel in Kernel::ALL.into_iter().filter(|kernel| kernel.is_available()) {
            let mut processor = FastProcessor::new(&before(order)).unwrap().with_kernel(kernel).unwrap();
            processor.set_step_rate(step_rate());
            let outcome = processor.learn(&PIXELS, 0).unwrap().or_else(|| processor.drain_one());
            assert_eq!(outcome, Some(OUTCOME), "{kernel}, {order}");
            assert_eq!(processor.state(), after(order), "{kernel}, {order}");
        }
    }
}

/// Rows of numbers as the document writes them.
fn row(out: &mut String, name: &str, values: impl IntoIterator<Item = i32>) {
    write!(out, "{name:<28}").unwrap();
    for value in values {
        write!(out, "{value:>5}").unwrap();
    }
    out.push('\n');
}

#[test]
fn the_document_shows_these_numbers() {
    let Some(document) = document() else { return };
    let (completed, state) = run();
    let mut result = String::new();
    let flags = |bits: &[bool]| bits.iter().map(|&bit| i32::from(bit)).collect::<Vec<_>>();
    let bytes = |values: &[i8]| values.iter().map(|&value| i32::from(value)).collect::<Vec<_>>();
    let hidden = &completed.image.hidden[0];
    let start = before(Order::Sequential);
    row(&mut result, "input spikes", flags(&completed.image.input));
    row(&mut result, "layer 1 potentials", potentials(&start.network.layers[0], &completed.image.input));
    row(&mut result, "layer 1 spikes", flags(&hidden.spikes));
    row(&mut result, "layer 1 window bits", flags(&hidden.window));
    row(&mut result, "layer 2 potentials", completed.output_potentials.iter().copied());
    row(
        &mut result,
        "margin, winner, step",
        [completed.outcome.margin, completed.outcome.winner, completed.outcome.step].map(i32::from),
    );
    for (index, deltas) in completed.deltas.iter().enumerate() {
        row(&mut result, &format!("layer {} deltas", index + 1), bytes(deltas));
    }
    for (index, layer) in state.network.layers.iter().enumerate() {
        let number = index + 1;
        for input in 0..layer.inputs {
            let range = input * layer.neurons..(input + 1) * layer.neurons;
            row(
                &mut result,
                &format!("layer {number} W row {input} after"),
                bytes(&layer.weights[range.clone()]),
            );
            row(
                &mut result,
                &format!("layer {number} G row {input} after"),
                bytes(&layer.accumulators[range]),
            );
        }
        row(&mut result, &format!("layer {number} bW after"), bytes(&layer.bias_weights));
        row(&mut result, &format!("layer {number} bG after"), bytes(&layer.bias_accumulators));
    }
    assert!(document.contains(&result), "docs/specification.md, section 14, must contain\n{result}");
}

#[test]
fn the_document_lists_the_defaults_and_the_version() {
    let Some(document) = document() else { return };
    let config = Config::new(vec![784, 200, 200, 10]).unwrap();
    let default = |name: &str, value: String| {
        let row = document.lines().find(|line| line.starts_with(&format!("| `{name}` |")));
        let row = row.unwrap_or_else(|| panic!("docs/specification.md has no row for {name}"));
        let last = row.trim_end_matches(['|', ' ']).rsplit('|').next().unwrap().trim();
        assert_eq!(last, value, "docs/specification.md: reset value of {name}");
    };
    assert!(document.contains(&format!("Version {SPECIFICATION_VERSION}")), "version of the document");
    let windows: Vec<_> = config.window.iter().map(u16::to_string).collect();
    assert!(windows.iter().all(|window| *window == windows[0]), "one row serves all windows");
    default("WINDOW[l]", windows[0].clone());
    default("MARGIN_BITS", config.margin_bits.to_string());
    default("DROP_SHIFT", config.drop_shift.to_string());
    default("ORDER", format!("0 ({})", config.order));
    default("STEP_RATE", StepRate::default().value().to_string());
    default("format", config.format.to_string());
    default("initial_range", config.initial_range.to_string());
    default("feedback_sharing", config.feedback_sharing.to_string());
    let curve = apical_core::training::LearningRate::DEFAULT;
    default("learning rate", format!("{} to {}", curve.start(), curve.end()));
}

#[test]
fn the_document_lists_what_a_training_has_behind_each_front_end() {
    let Some(document) = document() else { return };
    let all = [Defaults::THRESHOLD, Defaults::THERMOMETER, Defaults::RETINA];
    let row = |name: &str, value: &dyn Fn(&Defaults) -> String| {
        let cells = all.iter().map(value).collect::<Vec<_>>().join(" | ");
        let row = format!("\n  | {name} | {cells} |\n");
        assert!(document.contains(&row), "docs/specification.md, section 18, must contain{row}");
    };
    row("learning rate", &|own| format!("{} to {}", own.learning_rate.start(), own.learning_rate.end()));
    row("`MARGIN_BITS`", &|own| own.margin_bits.to_string());
    row("`DROP_SHIFT`", &|own| own.drop_shift.to_string());
    row("`initial_range`", &|own| own.initial_range.to_string());
}
