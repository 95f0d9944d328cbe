//! What a processor is: sizes, formats and the constants of the rule.

use alloc::vec;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use crate::front_end::{FrontEnd, FrontEndError};
use crate::limits::{
    MAXIMUM_CLASSES, MAXIMUM_INPUTS, MAXIMUM_LAYERS, MAXIMUM_NEURONS, MINIMUM_CLASSES, MINIMUM_LAYERS,
};
use crate::{FRONT_END_VERSION, Format, SPECIFICATION_VERSION, State};

/// When the update from an image is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Order {
    /// The layers form a pipeline; layer `l` of `L` first sees the update from image `n` with image
    /// `n + 1 + (L - l)`.
    #[default]
    Pipelined,
    /// Every layer sees the update from image `n` with image `n + 1`.
    Sequential,
}

impl fmt::Display for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Pipelined => "pipelined",
            Self::Sequential => "sequential",
        })
    }
}

impl FromStr for Order {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, ConfigError> {
        match text {
            "pipelined" => Ok(Self::Pipelined),
            "sequential" => Ok(Self::Sequential),
            _ => Err(ConfigError::Order),
        }
    }
}

/// Sizes, formats and constants of a processor. Together with a seed it fixes every initial bit.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Config {
    /// What becomes of raw values; its bits are the network's inputs.
    pub front_end: FrontEnd,
    /// Inputs, then neurons of each layer: 3 to 9 numbers. `[784, 200, 200, 10]` has three layers.
    /// Inputs 1 to 16,384, hidden layers 1 to 4,000, classes (the last) 2 to 256.
    pub layers: Vec<usize>,
    /// Widths of weights and accumulators.
    pub format: Format,
    /// When an update is seen.
    pub order: Order,
    /// Surrogate-derivative window theta of each hidden layer, in potential units: a neuron learns only if
    /// `|potential| < theta`. 1 to 65,535 each.
    pub window: Vec<u16>,
    /// During training the label's potential is lowered by a random margin of this many bits, 0 to 8
    /// (5 bits: 0 to 31).
    pub margin_bits: u8,
    /// Training spikes: a pixel `p` spikes if `p - (p >> drop_shift)` exceeds a random byte, so that one in
    /// `2^drop_shift` spikes is dropped. 1 to 8; 8 drops none.
    pub drop_shift: u8,
    /// Initial latent values are uniform in `-initial_range ..= initial_range`, in 1/256 of a weight step.
    /// 0 to 32,767.
    pub initial_range: u16,
    /// So many neighbouring neurons share their feedback signs, 1 to 4,000. 1: each has its own.
    pub feedback_sharing: u16,
}

/// A configuration outside the specification. Messages name the field, what was found and what is allowed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// A network cannot begin with what another one knows.
    #[error(
        "the network of {classes} classes cannot begin with the memories of one of {before} that is not like it: layers but the last,          front end, widths and constants must be equal, and no class may be missing"
    )]
    Inherited {
        /// Classes wanted.
        classes: usize,
        /// Classes of the other one.
        before: usize,
    },
    /// Too few or too many layers.
    #[error(
        "layers: {found} sizes given; an input size and {MINIMUM_LAYERS} to {MAXIMUM_LAYERS} layers are needed, such as 784,200,200,10"
    )]
    LayerCount {
        /// Sizes given, the input's included.
        found: usize,
    },
    /// Size of an input or hidden layer.
    #[error("layers: size {found} at position {position} is out of range: 1 to {}", if *.position == 0 { MAXIMUM_INPUTS } else { MAXIMUM_NEURONS })]
    LayerSize {
        /// Position in the list, from 0 (the input).
        position: usize,
        /// Size given.
        found: usize,
    },
    /// Size of the output layer.
    #[error(
        "layers: {found} classes (the last size) is out of range: {MINIMUM_CLASSES} to {MAXIMUM_CLASSES}"
    )]
    Classes {
        /// Size given.
        found: usize,
    },
    /// One window per hidden layer is needed.
    #[error("window: {found} values given, {expected} hidden layers")]
    WindowCount {
        /// Values given.
        found: usize,
        /// Hidden layers.
        expected: usize,
    },
    /// A window of zero would stop all learning.
    #[error("window: 0 for hidden layer {layer} is out of range: 1 to 65535")]
    WindowZero {
        /// The layer, from 1.
        layer: usize,
    },
    /// A number outside its range.
    #[error("{field}: {found} is out of range: {minimum} to {maximum}")]
    Range {
        /// Name of the field.
        field: &'static str,
        /// Value given.
        found: u32,
        /// Least value allowed.
        minimum: u32,
        /// Greatest value allowed.
        maximum: u32,
    },
    /// A front end outside the specification.
    #[error(transparent)]
    FrontEnd(#[from] FrontEndError),
    /// The front end makes another number of bits than the network has inputs.
    #[error(
        "layers: the first size is {found}, but the front end makes {bits} bits (the number of pixels stands for them)"
    )]
    FrontEndBits {
        /// Inputs of the network.
        found: usize,
        /// Bits.
        bits: usize,
    },
    /// Not the name of an order.
    #[error("order: expected pipelined or sequential")]
    Order,
}

impl Config {
    /// One training spike in eight is dropped, unless something else is said.
    pub const DROP_SHIFT: u8 = 3;

    /// The default rule on the given layer sizes.
    ///
    /// # Errors
    /// If the sizes are outside the limits.
    pub fn new(layers: Vec<usize>) -> Result<Self, ConfigError> {
        let hidden = layers.len().saturating_sub(2);
        let config = Self {
            front_end: FrontEnd::THRESHOLD,
            layers,
            format: Format::W4G8,
            order: Order::Pipelined,
            window: vec![16; hidden],
            margin_bits: 5,
            drop_shift: Self::DROP_SHIFT,
            initial_range: 500,
            feedback_sharing: 1,
        };
        config.validate()?;
        Ok(config)
    }

    /// Checks every field against the specification.
    ///
    /// # Errors
    /// The first field that is out of range.
    pub fn validate(&self) -> Result<(), ConfigError> {
        let sizes = self.layers.len();
        if !(MINIMUM_LAYERS + 1..=MAXIMUM_LAYERS + 1).contains(&sizes) {
            return Err(ConfigError::LayerCount { found: sizes });
        }
        for (position, &found) in self.layers[..sizes - 1].iter().enumerate() {
            let maximum = if position == 0 { MAXIMUM_INPUTS } else { MAXIMUM_NEURONS };
            if !(1..=maximum).contains(&found) {
                return Err(ConfigError::LayerSize { position, found });
            }
        }
        self.front_end.validate()?;
        if let Some(bits) = self.front_end.bits().filter(|&bits| bits != self.layers[0]) {
            return Err(ConfigError::FrontEndBits { found: self.layers[0], bits });
        }
        let classes = self.layers[sizes - 1];
        if !(MINIMUM_CLASSES..=MAXIMUM_CLASSES).contains(&classes) {
            return Err(ConfigError::Classes { found: classes });
        }
        if self.window.len() != sizes - 2 {
            return Err(ConfigError::WindowCount { found: self.window.len(), expected: sizes - 2 });
        }
        if let Some(index) = self.window.iter().position(|&theta| theta == 0) {
            return Err(ConfigError::WindowZero { layer: index + 1 });
        }
        let range = |field, found: u16, minimum, maximum| {
            let found = u32::from(found);
            if (minimum..=maximum).contains(&found) {
                Ok(())
            } else {
                Err(ConfigError::Range { field, found, minimum, maximum })
            }
        };
        range("margin_bits", self.margin_bits.into(), 0, 8)?;
        range("drop_shift", self.drop_shift.into(), 1, 8)?;
        range("initial_range", self.initial_range, 0, 32_767)?;
        range("feedback_sharing", self.feedback_sharing, 1, MAXIMUM_NEURONS as u32)
    }

    /// Number of the network's inputs: the bits that the front end makes.
    #[must_use]
    pub fn inputs(&self) -> usize {
        self.layers[0]
    }

    /// Number of raw values (pixels, features) of an image.
    #[must_use]
    pub fn raw_inputs(&self) -> usize {
        self.front_end.raw_inputs().unwrap_or(self.layers[0])
    }

    /// Lowest version of the specification that gives this configuration's bits: what files say.
    #[must_use]
    pub fn specification_version(&self) -> u32 {
        let first = self.front_end == FrontEnd::THRESHOLD && self.inputs() <= MAXIMUM_NEURONS;
        if first { SPECIFICATION_VERSION } else { FRONT_END_VERSION }
    }

    /// Number of classes: the neurons of the output layer.
    #[must_use]
    pub fn classes(&self) -> usize {
        self.layers[self.layers.len() - 1]
    }

    /// Number of layers of neurons, the output included.
    #[must_use]
    pub fn layer_count(&self) -> usize {
        self.layers.len() - 1
    }

    /// Number of hidden layers.
    #[must_use]
    pub fn hidden_count(&self) -> usize {
        self.layers.len() - 2
    }

    /// Number of synapses, biases not counted.
    #[must_use]
    pub fn synapses(&self) -> usize {
        self.layers.windows(2).map(|pair| pair[0] * pair[1]).sum()
    }

    /// The untrained processor of a seed.
    ///
    /// # Panics
    /// If the configuration does not [`validate`](Self::validate).
    #[must_use]
    pub fn initial_state(&self, seed: u64) -> State {
        if let Err(error) = self.validate() {
            panic!("the configuration is not valid: {error}");
        }
        State::initial(self, seed)
    }
}
