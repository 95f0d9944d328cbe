//! What a back end is put through.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use crate::random::SplitMix64;
use crate::{Config, ConfigError, Format, MAXIMUM_LAYERS, Processor, State, StepRate};

/// A start state and what is then done, call by call.
#[derive(Debug, Clone)]
pub struct Case {
    /// Name, for reports.
    pub name: String,
    /// The state that the back end is made in.
    pub start: State,
    /// The calls.
    pub actions: Vec<Action>,
    /// Whole states are compared after so many calls (at least 1), after refusals, and at the end.
    pub interval: usize,
}

/// One call, or a few that belong together.
#[derive(Debug, Clone)]
pub enum Action {
    /// [`Processor::set_step_rate`].
    Rate(StepRate),
    /// [`Processor::learn`]; also with a wrong size or label.
    Learn {
        /// The pixels.
        pixels: Vec<u8>,
        /// The label.
        label: u8,
    },
    /// [`Processor::activity`], then [`Processor::infer`] on the same image; also while images are in flight, or
    /// with a wrong size.
    Infer {
        /// The pixels.
        pixels: Vec<u8>,
    },
    /// [`Processor::drain_one`]; also when there is nothing to drain.
    Drain,
    /// The processor's own state is read and loaded again.
    RoundTrip,
    /// The processor's state is kept for a later [`Restore`](Self::Restore).
    Save,
    /// The state that was kept last is loaded; without one, the start state.
    Restore,
    /// [`Processor::load`] of a given state; also of an invalid one.
    Load(Box<State>),
}

impl Action {
    /// Whether the action replaces the processor's state.
    pub(super) fn loads(&self) -> bool {
        matches!(self, Self::RoundTrip | Self::Restore | Self::Load(_))
    }

    /// Name of the action, for reports.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Rate(_) => "set the learning rate",
            Self::Learn { .. } => "learn",
            Self::Infer { .. } => "infer",
            Self::Drain => "drain",
            Self::RoundTrip => "load its own state",
            Self::Save => "read the state",
            Self::Restore => "load an earlier state",
            Self::Load(_) => "load a state",
        }
    }
}

/// What memories hold at the start of a random case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Memories {
    /// As initialised from the seed.
    Initial,
    /// Uniform over the whole range of the format.
    Uniform,
    /// At or next to the limits of the format and zero, so that carries and saturation are frequent.
    Limits,
}

impl Case {
    /// A case of a configuration: `images` random images are learned, with inferences, drains, refused calls and
    /// loads in between. The seed fixes everything.
    ///
    /// # Errors
    /// If the configuration is invalid.
    pub fn random(
        name: impl Into<String>,
        config: &Config,
        memories: Memories,
        seed: u64,
        images: usize,
    ) -> Result<Self, ConfigError> {
        config.validate()?;
        let mut random = SplitMix64::new(seed);
        let mut start = config.initial_state(seed);
        fill(&mut start, memories, &mut random);
        let mut script = Script { config, random, actions: Vec::new() };
        script.write(&start, images);
        Ok(Self { name: name.into(), start, actions: script.actions, interval: 8 })
    }
}

/// Puts other values into the memories.
fn fill(state: &mut State, memories: Memories, random: &mut SplitMix64) {
    let format = state.config.format;
    let mut value = |minimum: i32, maximum: i32| match memories {
        Memories::Uniform => (minimum + random.below((maximum - minimum + 1) as u32) as i32) as i8,
        _ => [minimum, minimum + 1, -1, 0, maximum - 1, maximum][random.below(6) as usize] as i8,
    };
    if memories == Memories::Initial {
        return;
    }
    for layer in &mut state.network.layers {
        let banks = [
            (&mut layer.weights, format.weight_minimum(), format.weight_maximum()),
            (&mut layer.accumulators, format.accumulator_minimum(), format.accumulator_maximum()),
            (&mut layer.bias_weights, -128, 127),
            (&mut layer.bias_accumulators, format.accumulator_minimum(), format.accumulator_maximum()),
        ];
        for (bank, minimum, maximum) in banks {
            bank.fill_with(|| value(minimum, maximum));
        }
    }
}

/// Writes the calls of a random case.
struct Script<'a> {
    config: &'a Config,
    random: SplitMix64,
    actions: Vec<Action>,
}

impl Script<'_> {
    fn write(&mut self, start: &State, images: usize) {
        self.infer();
        self.refusals(start);
        for image in 0..images {
            if image % 5 == 0 {
                self.rate();
            }
            self.learn();
            match image % 12 {
                3 => self.refusals(start),
                5 => self.actions.push(Action::RoundTrip),
                6 => self.actions.push(Action::Save),
                // Leaves gaps in the pipeline.
                8 => self.actions.extend([Action::Drain, Action::RoundTrip]),
                10 => self.actions.push(Action::Restore),
                11 => {
                    self.drain();
                    self.infer();
                }
                _ => {}
            }
        }
        self.drain();
        self.infer();
        self.infer();
        self.actions.push(Action::RoundTrip);
        self.learn();
        for other in others(start) {
            // With images in flight, which the load discards.
            self.actions.push(Action::Load(Box::new(other)));
            self.learn();
        }
        self.actions.push(Action::Load(Box::new(start.clone())));
        self.learn();
        self.rate();
        self.learn();
        self.drain();
    }

    fn rate(&mut self) {
        let format = self.config.format;
        let highest = (format.accumulator_maximum() as u32) << 8;
        let value = match self.random.below(4) {
            0 => highest,
            1 => self.random.below(512),
            _ => self.random.below(highest + 1),
        };
        // In range by construction.
        self.actions.extend(StepRate::new(value, format).map(Action::Rate));
    }

    fn learn(&mut self) {
        let pixels = self.pixels(self.config.raw_inputs());
        let label = self.random.below(self.config.classes() as u32) as u8;
        self.actions.push(Action::Learn { pixels, label });
    }

    fn infer(&mut self) {
        let pixels = self.pixels(self.config.raw_inputs());
        self.actions.push(Action::Infer { pixels });
    }

    /// Until nothing is left, and once more.
    fn drain(&mut self) {
        for _ in 0..=State::in_flight_limit(self.config) {
            self.actions.push(Action::Drain);
        }
    }

    /// Calls to be refused (the inference only while images are in flight).
    fn refusals(&mut self, start: &State) {
        let inputs = self.config.raw_inputs();
        for size in [0, inputs - 1, inputs + 1] {
            let pixels = self.pixels(size);
            self.actions.push(Action::Learn { pixels: pixels.clone(), label: 0 });
            self.actions.push(Action::Infer { pixels });
        }
        if let Ok(label) = u8::try_from(self.config.classes()) {
            let pixels = self.pixels(inputs);
            self.actions.push(Action::Learn { pixels: pixels.clone(), label });
            self.actions.push(Action::Learn { pixels, label: 255 });
        }
        self.infer();
        for broken in broken_states(start) {
            self.actions.push(Action::Load(Box::new(broken)));
        }
    }

    /// An image: of any grey, mostly black, or around what decides between spike and none.
    fn pixels(&mut self, count: usize) -> Vec<u8> {
        let random = &mut self.random;
        let kind = random.below(8);
        let pixel = |_| {
            let value = random.below(256) as u8;
            match kind {
                0 => 255,
                1 => 0,
                2 => 127 + value % 2,
                3 | 4 if value < 200 => 0,
                3 | 4 => 255 - value % 16,
                _ => value,
            }
        };
        (0..count).map(pixel).collect()
    }
}

/// States of other processors for the same images: of another format, and of another number of layers.
fn others(start: &State) -> Vec<State> {
    let mut format = start.config.clone();
    let accumulator = 4 + (format.format.accumulator_bits() - 3) % 5;
    if let Ok(other) = Format::new(2 + (format.format.weight_bits() + 1) % 7, accumulator) {
        format.format = other;
    }
    let mut layers = start.config.clone();
    if layers.layer_count() < MAXIMUM_LAYERS {
        layers.layers.insert(1, 7);
        layers.window.insert(0, 16);
    } else {
        layers.layers.remove(1);
        layers.window.remove(0);
    }
    [format, layers].iter().map(|config| config.initial_state(99)).collect()
}

/// States that contradict themselves, one a part.
fn broken_states(start: &State) -> Vec<State> {
    let breaks: [fn(&mut State); 5] = [
        |state| state.random.lanes[7] = 0,
        |state| state.random.control = 0,
        |state| state.network.layers[0].weights.truncate(1),
        |state| {
            // For 8 bits no value is out of range.
            let wide = state.config.format.weight_maximum() + 1;
            match i8::try_from(wide) {
                Ok(wide) => state.network.layers[1].weights[0] = wide,
                Err(_) => state.network.layers[1].bias_weights.clear(),
            }
        },
        |state| state.config.window.clear(),
    ];
    let broken = |spoil: &fn(&mut State)| {
        let mut state = start.clone();
        spoil(&mut state);
        state
    };
    breaks.iter().map(broken).collect()
}

/// Makes a back end in a state, with a learning rate of 0 and counters at 0.
pub type Make<'a> = dyn FnMut(&State) -> Result<Box<dyn Processor>, crate::ProcessorError> + 'a;
