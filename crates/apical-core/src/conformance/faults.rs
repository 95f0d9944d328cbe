//! Back ends with one fault each: the suite must find every one, and name where it is.

use alloc::boxed::Box;
use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;

use super::*;
use crate::reference::ReferenceProcessor;
use crate::{Activity, Config, Counters, Format, Order, Outcome, Processor, ProcessorError, State, StepRate};

/// What is wrong with a back end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Nothing,
    /// After the given number of departures, bit 1 of a weight of layer 2 flips.
    WeightBit(u64),
    /// As an update is made, one accumulator of layer 1 gets one too many.
    AccumulatorOffByOne,
    /// The label's potential is not lowered.
    NoMargin,
    /// The window is closed below theta rather than at it.
    Window,
    /// Bias weights stop at the weight format's limits.
    NarrowBias,
    /// Of equal potentials the last wins.
    LastOfEqual,
    /// One lane does not step for images of an odd number of words.
    Lane,
    /// An inference is taken while images are in flight.
    InferUndrained,
    /// Images in flight are lost by a load.
    LoadDrains,
    /// A refused load leaves its traces.
    DirtyRefusal,
    /// A potential of an inference is one off.
    Potential,
    /// Zero steps are not counted.
    Counter,
    /// The update is seen at once.
    NoPipeline,
    /// The byte of the learning-rate step is not added.
    NoFraction,
    /// A feedback sign is wrong.
    Sign,
    /// A label that is no class is taken for the last class.
    LabelLimited,
    /// A drain gives up while images are in flight.
    DrainStops,
}

struct Faulty {
    inner: ReferenceProcessor,
    shown: Config,
    fault: Fault,
    left: u64,
    counters: Counters,
}

fn faulty_config(config: &Config, fault: Fault) -> Config {
    let mut config = config.clone();
    match fault {
        Fault::NoMargin => config.margin_bits = 0,
        Fault::Window => config.window.iter_mut().for_each(|theta| *theta = theta.saturating_add(1)),
        _ => {}
    }
    config
}

impl Faulty {
    fn new(state: &State, fault: Fault) -> Result<Self, ProcessorError> {
        let mut inner = state.clone();
        inner.config = faulty_config(&state.config, fault);
        let inner = ReferenceProcessor::new(inner)?;
        let counters = inner.counters().clone();
        let mut made = Self { inner, shown: state.config.clone(), fault, left: 0, counters };
        if fault == Fault::Sign {
            made.spoil(|state| {
                let sign = &mut state.network.feedback[0].positive[7];
                *sign = !*sign;
            });
        }
        Ok(made)
    }

    fn spoil(&mut self, change: impl FnOnce(&mut State)) {
        let mut state = self.inner.state();
        change(&mut state);
        self.inner.load(&state).expect("faults leave states valid");
    }

    /// What goes wrong once an image has left.
    fn departed(&mut self, outcome: Option<Outcome>) -> Option<Outcome> {
        let outcome = outcome?;
        self.left += 1;
        match self.fault {
            Fault::WeightBit(after) if self.left == after => {
                self.spoil(|state| state.network.layers[1].weights[2 * 5 + 3] ^= 2);
            }
            Fault::AccumulatorOffByOne if outcome.step != 0 => self.spoil(|state| {
                let accumulator = &mut state.network.layers[0].accumulators[4];
                *accumulator = if *accumulator == 7 { 6 } else { *accumulator + 1 };
            }),
            Fault::NarrowBias => self.spoil(|state| {
                let (minimum, maximum) =
                    (state.config.format.weight_minimum(), state.config.format.weight_maximum());
                for bias in &mut state.network.layers[1].bias_weights {
                    *bias = i32::from(*bias).clamp(minimum, maximum) as i8;
                }
            }),
            _ => {}
        }
        Some(outcome)
    }
}

impl Processor for Faulty {
    fn name(&self) -> &str {
        "faulty"
    }

    fn config(&self) -> &Config {
        &self.shown
    }

    fn load(&mut self, state: &State) -> Result<(), ProcessorError> {
        let mut inner = state.clone();
        inner.config = faulty_config(&state.config, self.fault);
        if self.fault == Fault::LoadDrains {
            inner.in_flight.clear();
        }
        let result = self.inner.load(&inner);
        if result.is_ok() {
            self.shown = state.config.clone();
        } else if self.fault == Fault::DirtyRefusal {
            self.spoil(|state| state.network.layers[0].bias_weights[1] = 77);
        }
        result
    }

    fn state(&self) -> State {
        State { config: self.shown.clone(), ..self.inner.state() }
    }

    fn set_step_rate(&mut self, rate: StepRate) {
        self.inner.set_step_rate(rate);
    }

    fn step_rate(&self) -> StepRate {
        self.inner.step_rate()
    }

    fn infer(&mut self, pixels: &[u8]) -> Result<u8, ProcessorError> {
        self.activity(pixels).map(|activity| activity.winner)
    }

    fn activity(&mut self, pixels: &[u8]) -> Result<Activity, ProcessorError> {
        let before = self.inner.state();
        if self.fault == Fault::InferUndrained {
            self.spoil(|state| state.in_flight.clear());
        }
        let mut activity = self.inner.activity(pixels);
        if self.fault == Fault::InferUndrained {
            self.inner.load(&before).expect("it was its own state");
        }
        if let Ok(activity) = &mut activity {
            let output = activity.layers.last_mut().expect("there are layers");
            match self.fault {
                Fault::LastOfEqual => {
                    let most = *output.potentials.iter().max().expect("there are classes");
                    let last = output.potentials.iter().rposition(|&potential| potential == most);
                    activity.winner = last.expect("one has the most") as u8;
                }
                Fault::Potential => output.potentials[1] -= 1,
                _ => {}
            }
        }
        activity
    }

    fn learn(&mut self, pixels: &[u8], label: u8) -> Result<Option<Outcome>, ProcessorError> {
        let label = match self.fault {
            Fault::LabelLimited => label.min(self.shown.classes() as u8 - 1),
            _ => label,
        };
        let lane = self.inner.state().random.lanes[11];
        let rate = self.inner.step_rate();
        if self.fault == Fault::NoFraction {
            let whole = u32::from(rate.value()) & 0xFF00;
            self.inner.set_step_rate(StepRate::new(whole, self.shown.format).expect("it is lower"));
        }
        let mut outcome = self.inner.learn(pixels, label)?;
        self.inner.set_step_rate(rate);
        if self.fault == Fault::Lane && pixels.len() % 128 > 64 {
            self.spoil(|state| state.random.lanes[11] = lane);
        }
        if self.fault == Fault::NoPipeline && outcome.is_none() {
            outcome = self.inner.drain_one();
        }
        Ok(self.departed(outcome))
    }

    fn drain_one(&mut self) -> Option<Outcome> {
        if self.fault == Fault::DrainStops {
            return None;
        }
        let outcome = self.inner.drain_one();
        self.departed(outcome)
    }

    fn counters(&self) -> &Counters {
        // Never counts: equal to the definition's only until the first event.
        if self.fault == Fault::Counter { &self.counters } else { self.inner.counters() }
    }

    fn cycle(&self) -> Option<u64> {
        Some(200 * self.left)
    }
}

/// 70 inputs (two lane steps), 5 and 4 hidden neurons, 3 classes, accumulators of 4 bits.
fn case(order: Order, memories: Memories) -> Case {
    let mut config = Config::new(vec![70, 9, 5, 3]).unwrap();
    config.format = Format::new(3, 4).unwrap();
    config.order = order;
    config.window = vec![8, 6];
    Case::random("small", &config, memories, 5, 40).unwrap()
}

fn first(fault: Fault, case: Case) -> FirstDifference {
    let mut make = |state: &State| Ok(Box::new(Faulty::new(state, fault)?) as Box<dyn Processor>);
    check(&mut make, &[case]).expect_err("the fault was not found")
}

fn found(fault: Fault) -> FirstDifference {
    first(fault, case(Order::Pipelined, Memories::Limits))
}

#[test]
fn without_a_fault_nothing_is_found() {
    for order in [Order::Pipelined, Order::Sequential] {
        for memories in [Memories::Initial, Memories::Uniform, Memories::Limits] {
            let mut make =
                |state: &State| Ok(Box::new(Faulty::new(state, Fault::Nothing)?) as Box<dyn Processor>);
            let report = check(&mut make, &[case(order, memories)]).unwrap();
            assert_eq!(report.cases, 1);
            assert!(report.learned >= 35 && report.updates > 5, "{report}");
            assert!(report.refusals > 50 && report.states > 50, "{report}");
        }
    }
}

#[test]
fn a_flipped_weight_bit_is_named_with_its_synapse_and_the_image_after_which_it_flipped() {
    // The fault counts departures of one back end, so it shows from the beginning only.
    for order in [Order::Pipelined, Order::Sequential] {
        let difference = first(Fault::WeightBit(7), case(order, Memories::Initial));
        let inner = &difference.difference;
        assert_eq!(inner.quantity, Quantity::Weight, "{difference}");
        assert_eq!((inner.layer, inner.neuron, inner.input), (Some(2), Some(3), Some(2)), "{difference}");
        assert_eq!(difference.image, Some(6), "{difference}");
        assert_eq!(difference.cycle, Some(1400), "{difference}");
        assert!(difference.certain);
        let (Value::Number(expected), Value::Number(found)) = (&inner.expected, &inner.found) else {
            panic!("{difference}");
        };
        assert_eq!((expected ^ found) & 7, 2, "{difference}");
    }
}

#[test]
fn an_accumulator_that_is_one_off_is_named_with_the_image_of_the_update() {
    let difference = found(Fault::AccumulatorOffByOne);
    let inner = &difference.difference;
    assert_eq!(inner.quantity, Quantity::Accumulator, "{difference}");
    assert_eq!((inner.layer, inner.neuron, inner.input), (Some(1), Some(4), Some(0)), "{difference}");
    assert!(difference.image.is_some(), "{difference}");
    let text = difference.to_string();
    assert!(text.starts_with("faulty differs from the definition in small, learn (call "), "{text}");
    assert!(text.contains("layer 1, neuron 4, input 0, accumulator G: expected "), "{text}");
}

#[test]
fn a_forgotten_margin_is_named_at_the_first_image_that_leaves() {
    let difference = found(Fault::NoMargin);
    assert_eq!(difference.difference.quantity, Quantity::Margin, "{difference}");
    assert_eq!(difference.difference.found, Value::Number(0));
    // Of the first images one may draw a margin of 0.
    assert!(difference.image.is_some_and(|image| image < 3), "{difference}");
}

#[test]
fn a_window_that_is_one_too_wide_is_named_with_its_neuron() {
    let difference = found(Fault::Window);
    let inner = &difference.difference;
    assert_eq!(inner.quantity, Quantity::WindowBit, "{difference}");
    assert_eq!((&inner.expected, &inner.found), (&Value::Number(0), &Value::Number(1)));
    assert!(inner.layer.is_some() && inner.neuron.is_some() && inner.in_flight.is_some(), "{difference}");
    assert!(difference.image.is_some(), "{difference}");
}

#[test]
fn every_other_fault_is_found_as_what_it_is() {
    let answer = |difference: &FirstDifference| difference.difference.quantity == Quantity::Answer;
    let quantity = |fault| found(fault).difference.quantity;
    assert_eq!(quantity(Fault::NarrowBias), Quantity::BiasWeight);
    assert_eq!(quantity(Fault::Lane), Quantity::Lane { lane: 11 });
    assert_eq!(quantity(Fault::LoadDrains), Quantity::ImagesInFlight);
    assert_eq!(quantity(Fault::Potential), Quantity::Potential);
    assert!(matches!(quantity(Fault::Counter), Quantity::Counter { .. }));
    assert_eq!(quantity(Fault::NoFraction), Quantity::Step);
    assert_eq!(quantity(Fault::Sign), Quantity::FeedbackSign { class: 1 });
    let dirty = found(Fault::DirtyRefusal);
    assert_eq!((dirty.difference.quantity, dirty.difference.neuron), (Quantity::BiasWeight, Some(1)));
    assert!(dirty.action.starts_with("load a state"), "{dirty}");
    for fault in [Fault::InferUndrained, Fault::NoPipeline, Fault::LabelLimited, Fault::DrainStops] {
        let difference = found(fault);
        assert!(answer(&difference), "{fault:?}: {difference}");
    }
}

#[test]
fn the_last_of_equal_potentials_is_no_winner() {
    // All memories zero: all potentials are equal.
    let mut config = Config::new(vec![8, 4, 3]).unwrap();
    config.initial_range = 0;
    let difference =
        first(Fault::LastOfEqual, Case::random("ties", &config, Memories::Initial, 1, 1).unwrap());
    let inner = difference.difference;
    assert_eq!(inner.quantity, Quantity::Winner);
    assert_eq!((inner.expected, inner.found), (Value::Number(0), Value::Number(2)));
}

#[test]
fn a_back_end_that_cannot_be_made_is_reported() {
    let mut make =
        |_: &State| Err(ProcessorError::BackEnd { name: "chip".into(), message: "no answer".into() });
    let difference = check(&mut make, &[case(Order::Pipelined, Memories::Initial)]).unwrap_err();
    assert_eq!(
        difference.to_string(),
        "the back end differs from the definition in small, make it (call 0): answer: expected taken, found \
         refused: back end chip: no answer"
    );
}

#[test]
fn the_standard_cases_cover_what_the_specification_allows() {
    let cases = standard_cases();
    let configs: Vec<&Config> = cases.iter().map(|case| &case.start.config).collect();
    for weight in 2..=8 {
        for accumulator in 4..=8 {
            let format = Format::new(weight, accumulator).unwrap();
            assert!(configs.iter().any(|config| config.format == format), "{format}");
        }
    }
    let covers = |what: &dyn Fn(&Config) -> bool| configs.iter().any(|config| what(config));
    for layers in 2..=8 {
        assert!(covers(&|config| config.layer_count() == layers), "{layers} layers");
    }
    for size in [1, 63, 64, 65, 200, 257] {
        assert!(covers(&|config| config.layers[1] == size), "{size} neurons");
        assert!(covers(&|config| config.layers[..config.layer_count()].contains(&size)));
    }
    for classes in [2, 10, 64, 65, 256] {
        assert!(covers(&|config| config.classes() == classes), "{classes} classes");
    }
    for bits in 0..=8 {
        assert!(covers(&|config| config.margin_bits == bits), "{bits} margin bits");
        assert!(bits == 0 || covers(&|config| config.drop_shift == bits), "drop shift {bits}");
    }
    assert!(covers(&|config| config.order == Order::Sequential));
    assert!(covers(&|config| config.inputs() == crate::MAXIMUM_NEURONS));
    assert!(covers(&|config| config.feedback_sharing > 1));
    for theta in [1, 32_768, 65_535] {
        assert!(covers(&|config| config.window.contains(&theta)), "window {theta}");
    }
}
