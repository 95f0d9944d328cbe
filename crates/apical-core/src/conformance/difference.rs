//! Where two back ends part.

use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

/// One value that differs, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What it is.
    pub quantity: Quantity,
    /// The layer, from 1; 0 is the input. `None` where it belongs to no layer.
    pub layer: Option<usize>,
    /// The neuron (in layer 0 the pixel), from 0.
    pub neuron: Option<usize>,
    /// The presynaptic neuron `j`, from 0, of a synapse.
    pub input: Option<usize>,
    /// For what the pipeline holds: which image in flight, from 0, the newest first.
    pub in_flight: Option<usize>,
    /// The value by the definition.
    pub expected: Value,
    /// The value of the back end.
    pub found: Value,
}

/// What can differ. Memory banks, registers and pipeline records first, then answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Quantity {
    /// Sizes, formats or constants.
    Config,
    /// Number of elements of a memory.
    Size,
    /// Weight W.
    Weight,
    /// Gradient accumulator G.
    Accumulator,
    /// Bias weight bW.
    BiasWeight,
    /// Bias accumulator bG.
    BiasAccumulator,
    /// Feedback sign of a class.
    FeedbackSign {
        /// The class.
        class: usize,
    },
    /// A lane of the spike encoder's generator.
    Lane {
        /// The lane, 0 to 15.
        lane: usize,
    },
    /// The control generator.
    ControlGenerator,
    /// Number of images in flight.
    ImagesInFlight,
    /// Number of hidden layers that an image in flight has passed.
    LayersPassed,
    /// Label of an image in flight.
    LabelInFlight,
    /// A spike.
    Spike,
    /// A window bit.
    WindowBit,
    /// A potential.
    Potential,
    /// A delta.
    Delta,
    /// Winner of an inference, or forward winner of an image that was learned.
    Winner,
    /// Label that came out with an image.
    Label,
    /// Whether the label would have won without the margin.
    Correct,
    /// Margin drawn.
    Margin,
    /// Step drawn.
    Step,
    /// Learning-rate register.
    StepRate,
    /// Whether a call was refused, and how, or whether an image left the pipeline.
    Answer,
    /// A counter.
    Counter {
        /// Its name.
        name: &'static str,
    },
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::FeedbackSign { class } => return write!(f, "feedback sign of class {class}"),
            Self::Lane { lane } => return write!(f, "encoder generator, lane {lane}"),
            Self::Counter { name } => return write!(f, "counter of {name}"),
            Self::Config => "configuration",
            Self::Size => "number of elements",
            Self::Weight => "weight W",
            Self::Accumulator => "accumulator G",
            Self::BiasWeight => "bias weight bW",
            Self::BiasAccumulator => "bias accumulator bG",
            Self::ControlGenerator => "control generator",
            Self::ImagesInFlight => "number of images in flight",
            Self::LayersPassed => "number of hidden layers passed",
            Self::LabelInFlight => "label in flight",
            Self::Spike => "spike",
            Self::WindowBit => "window bit",
            Self::Potential => "potential",
            Self::Delta => "delta",
            Self::Winner => "winner",
            Self::Label => "label",
            Self::Correct => "correct without the margin",
            Self::Margin => "margin",
            Self::Step => "step",
            Self::StepRate => "learning-rate register",
            Self::Answer => "answer",
        };
        f.write_str(name)
    }
}

/// A value in a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// An integer; bits are 0 and 1.
    Number(i64),
    /// A word of a generator, shown in hexadecimal.
    Word(u32),
    /// What is no number, such as an error.
    Text(String),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Word(word) => write!(f, "0x{word:08x}"),
            Self::Text(text) => f.write_str(text),
        }
    }
}

impl Difference {
    /// A difference that belongs to no layer.
    #[must_use]
    pub fn new(quantity: Quantity, expected: Value, found: Value) -> Self {
        Self { quantity, layer: None, neuron: None, input: None, in_flight: None, expected, found }
    }

    /// As [`new`](Self::new), of two numbers; `None` if they are equal.
    #[must_use]
    pub fn of_numbers(quantity: Quantity, expected: impl Into<i64>, found: impl Into<i64>) -> Option<Self> {
        let (expected, found) = (expected.into(), found.into());
        (expected != found).then(|| Self::new(quantity, Value::Number(expected), Value::Number(found)))
    }

    /// The first element at which two lists differ; if all they have in common is equal, their lengths.
    /// The element's position becomes the neuron.
    #[must_use]
    pub fn of_lists<T: Copy + PartialEq + Into<i64>>(
        quantity: Quantity,
        expected: &[T],
        found: &[T],
    ) -> Option<Self> {
        match expected.iter().zip(found).position(|(a, b)| a != b) {
            Some(index) => Self::of_numbers(quantity, expected[index], found[index])
                .map(|difference| Self { neuron: Some(index), ..difference }),
            None => Self::of_numbers(Quantity::Size, expected.len() as i64, found.len() as i64),
        }
    }

    /// The same in a layer.
    #[must_use]
    pub fn in_layer(self, layer: usize) -> Self {
        Self { layer: Some(layer), ..self }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut part = |name, index: Option<usize>| match index {
            Some(index) => write!(f, "{name} {index}, "),
            None => Ok(()),
        };
        part("index in flight", self.in_flight)?;
        part("layer", self.layer)?;
        part("neuron", self.neuron)?;
        part("input", self.input)?;
        write!(f, "{}: expected {}, found {}", self.quantity, self.expected, self.found)
    }
}

/// The first value at which a back end leaves the definition, with the image and the cycle.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct FirstDifference {
    /// Name of the back end.
    pub back_end: String,
    /// Name of the case or vector.
    pub case: String,
    /// What the back end was doing, such as "learn (call 12)".
    pub action: String,
    /// The image that the value belongs to, counted from 0 in the order in which the case's images enter, if it
    /// belongs to one.
    pub image: Option<u64>,
    /// The back end's clock cycle after the call, if it has a clock.
    pub cycle: Option<u64>,
    /// The value and where it is.
    pub difference: Box<Difference>,
    /// Whether this is certainly the first difference. If not, something went wrong between two comparisons of whole
    /// states, and a repetition of the calls in between did not show it.
    pub certain: bool,
}

impl fmt::Display for FirstDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { back_end, case, action, difference, .. } = self;
        write!(f, "{back_end} differs from the definition in {case}, {action}: ")?;
        if let Some(image) = self.image {
            write!(f, "image {image}, ")?;
        }
        if let Some(cycle) = self.cycle {
            write!(f, "cycle {cycle}, ")?;
        }
        difference.fmt(f)?;
        if !self.certain {
            f.write_str(
                " (a repetition did not show it: the back end depends on more than its state, and this may not be \
                 the first difference)",
            )?;
        }
        Ok(())
    }
}
