//! Everything a processor holds, in one comparable value.

use alloc::vec::Vec;

use crate::random::RandomState;
use crate::{Config, ConfigError, Network, Order};

/// The complete state of a processor: what a checkpoint stores and what back ends are compared by.
///
/// Two processors in equal states do the same for ever after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// Sizes, formats and constants.
    pub config: Config,
    /// Memories.
    pub network: Network,
    /// Random generators.
    pub random: RandomState,
    /// Images in the learning pipeline, newest first. Each has passed at least one hidden layer and more than the
    /// one before it (one more, unless some left by a drain without a new one behind them), so there are at most
    /// as many as hidden layers. Empty in sequential order and after a complete drain.
    pub in_flight: Vec<InFlight>,
}

/// What the pipeline keeps of an image until it leaves the output layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InFlight {
    /// The image's class.
    pub label: u8,
    /// Input spikes, one a pixel.
    pub input: Vec<bool>,
    /// Records of the hidden layers that the image has passed.
    pub hidden: Vec<HiddenRecord>,
}

/// Spikes and window bits of one hidden layer for one image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HiddenRecord {
    /// Whether each neuron spiked: potential > 0.
    pub spikes: Vec<bool>,
    /// Whether each neuron may learn: |potential| < window.
    pub window: Vec<bool>,
}

/// A state that contradicts its own configuration. Names the part, what was found and what is allowed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StateError {
    /// The configuration itself is invalid.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A part has the wrong number of elements.
    #[error("{part} of layer {layer}: {found} elements, {expected} expected")]
    Length {
        /// The part, such as "weights".
        part: &'static str,
        /// The layer, from 1; 0 where the part belongs to no layer.
        layer: usize,
        /// Elements found.
        found: usize,
        /// Elements expected.
        expected: usize,
    },
    /// A value is outside its format.
    #[error("{part} of layer {layer}: value {found} at {index} is out of range: {minimum} to {maximum}")]
    Range {
        /// The part, such as "weights".
        part: &'static str,
        /// The layer, from 1.
        layer: usize,
        /// Position of the value.
        index: usize,
        /// The value.
        found: i32,
        /// Least value allowed.
        minimum: i32,
        /// Greatest value allowed.
        maximum: i32,
    },
    /// A random generator holds zero, from which it would never leave.
    #[error(
        "random generator {generator} (16 is the control generator): state 0 is out of range: 1 to 4294967295"
    )]
    ZeroGenerator {
        /// Index of the generator.
        generator: usize,
    },
    /// More images in flight than the pipeline holds.
    #[error("images in flight: {found} found, at most {maximum} in {order} order with these layers")]
    InFlight {
        /// Images found.
        found: usize,
        /// Images that the pipeline holds.
        maximum: usize,
        /// The order of updates.
        order: Order,
    },
    /// An image in flight that has not passed more hidden layers than the one behind it.
    #[error("image in flight {image}: {found} hidden layers passed is out of range: {minimum} to {maximum}")]
    Passed {
        /// Position among the images in flight, newest first.
        image: usize,
        /// Layers passed.
        found: usize,
        /// Least number allowed.
        minimum: usize,
        /// Greatest number allowed.
        maximum: usize,
    },
    /// A label of an image in flight is no class.
    #[error("image in flight {image}: label {label} is out of range: 0 to {}", .classes - 1)]
    Label {
        /// Position among the images in flight, newest first.
        image: usize,
        /// The label.
        label: u8,
        /// Number of classes.
        classes: usize,
    },
}

impl State {
    /// The untrained state of a seed.
    #[must_use]
    pub(crate) fn initial(config: &Config, seed: u64) -> Self {
        Self {
            config: config.clone(),
            network: Network::initial(config, seed),
            random: RandomState::new(seed),
            in_flight: Vec::new(),
        }
    }

    /// Most images that can be in the learning pipeline between two calls.
    #[must_use]
    pub fn in_flight_limit(config: &Config) -> usize {
        match config.order {
            Order::Pipelined => config.hidden_count(),
            Order::Sequential => 0,
        }
    }

    /// Checks that every part has the size and range that the configuration says.
    ///
    /// # Errors
    /// The first part that does not.
    pub fn validate(&self) -> Result<(), StateError> {
        self.config.validate()?;
        self.validate_layers()?;
        self.validate_feedback()?;
        if let Some(lane) = self.random.lanes.iter().position(|&lane| lane == 0) {
            return Err(StateError::ZeroGenerator { generator: lane });
        }
        if self.random.control == 0 {
            return Err(StateError::ZeroGenerator { generator: self.random.lanes.len() });
        }
        self.validate_in_flight()
    }

    fn validate_layers(&self) -> Result<(), StateError> {
        let format = self.config.format;
        let weights = (format.weight_minimum(), format.weight_maximum());
        let accumulators = (format.accumulator_minimum(), format.accumulator_maximum());
        length("layers", 0, self.network.layers.len(), self.config.layer_count())?;
        for (index, (layer, sizes)) in
            self.network.layers.iter().zip(self.config.layers.windows(2)).enumerate()
        {
            let number = index + 1;
            length("inputs", number, layer.inputs, sizes[0])?;
            length("neurons", number, layer.neurons, sizes[1])?;
            let synapses = sizes[0] * sizes[1];
            values("weights", number, &layer.weights, synapses, weights)?;
            values("accumulators", number, &layer.accumulators, synapses, accumulators)?;
            values("bias weights", number, &layer.bias_weights, sizes[1], (-128, 127))?;
            values("bias accumulators", number, &layer.bias_accumulators, sizes[1], accumulators)?;
        }
        Ok(())
    }

    fn validate_feedback(&self) -> Result<(), StateError> {
        let classes = self.config.classes();
        length("feedback", 0, self.network.feedback.len(), self.config.hidden_count())?;
        for (index, signs) in self.network.feedback.iter().enumerate() {
            let expected = self.config.layers[index + 1] * classes;
            length("feedback signs", index + 1, signs.positive.len(), expected)?;
        }
        Ok(())
    }

    fn validate_in_flight(&self) -> Result<(), StateError> {
        let config = &self.config;
        let maximum = Self::in_flight_limit(config);
        let found = self.in_flight.len();
        if found > maximum {
            return Err(StateError::InFlight { found, maximum, order: config.order });
        }
        let mut passed = 0;
        for (image, record) in self.in_flight.iter().enumerate() {
            let classes = config.classes();
            if usize::from(record.label) >= classes {
                return Err(StateError::Label { image, label: record.label, classes });
            }
            length("input spikes in flight", 0, record.input.len(), config.inputs())?;
            let layers = record.hidden.len();
            if layers <= passed || layers > config.hidden_count() {
                return Err(StateError::Passed { image, found: layers, minimum: passed + 1, maximum });
            }
            passed = layers;
            for (index, hidden) in record.hidden.iter().enumerate() {
                let neurons = config.layers[index + 1];
                length("spikes in flight", index + 1, hidden.spikes.len(), neurons)?;
                length("window bits in flight", index + 1, hidden.window.len(), neurons)?;
            }
        }
        Ok(())
    }
}

fn length(part: &'static str, layer: usize, found: usize, expected: usize) -> Result<(), StateError> {
    if found == expected { Ok(()) } else { Err(StateError::Length { part, layer, found, expected }) }
}

fn values(
    part: &'static str,
    layer: usize,
    found: &[i8],
    expected: usize,
    (minimum, maximum): (i32, i32),
) -> Result<(), StateError> {
    length(part, layer, found.len(), expected)?;
    match found.iter().position(|&value| !(minimum..=maximum).contains(&value.into())) {
        Some(index) => {
            Err(StateError::Range { part, layer, index, found: found[index].into(), minimum, maximum })
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    fn state() -> State {
        Config::new(vec![4, 3, 2]).unwrap().initial_state(1)
    }

    #[test]
    fn an_initial_state_is_valid() {
        assert_eq!(state().validate(), Ok(()));
    }

    #[test]
    fn a_weight_outside_its_format_is_named() {
        let mut state = state();
        state.network.layers[1].weights[5] = 8;
        let error = state.validate().unwrap_err();
        assert_eq!(alloc::format!("{error}"), "weights of layer 2: value 8 at 5 is out of range: -8 to 7");
    }

    #[test]
    fn images_in_flight_may_have_gaps_but_not_overtake() {
        let mut state = Config::new(vec![4, 3, 3, 2]).unwrap().initial_state(1);
        let record = HiddenRecord { spikes: vec![false; 3], window: vec![true; 3] };
        let image =
            |layers| InFlight { label: 1, input: vec![true; 4], hidden: vec![record.clone(); layers] };
        state.in_flight = vec![image(2)]; // the one behind it has been drained of
        assert_eq!(state.validate(), Ok(()));
        state.in_flight = vec![image(1), image(2)];
        assert_eq!(state.validate(), Ok(()));
        for wrong in [vec![image(2), image(1)], vec![image(1), image(1)], vec![image(0)], vec![image(3)]] {
            state.in_flight = wrong;
            assert!(matches!(state.validate(), Err(StateError::Passed { .. })), "{:?}", state.in_flight);
        }
    }

    #[test]
    fn a_zero_generator_is_refused() {
        let mut zero_lane = state();
        zero_lane.random.lanes[15] = 0;
        assert_eq!(zero_lane.validate(), Err(StateError::ZeroGenerator { generator: 15 }));
        let mut zero_control = state();
        zero_control.random.control = 0;
        assert_eq!(zero_control.validate(), Err(StateError::ZeroGenerator { generator: 16 }));
    }

    #[test]
    fn a_pipeline_deeper_than_the_network_is_refused() {
        let mut state = state();
        let record = HiddenRecord { spikes: vec![false; 3], window: vec![true; 3] };
        let image = InFlight { label: 1, input: vec![true; 4], hidden: vec![record] };
        state.in_flight = vec![image.clone()];
        assert_eq!(state.validate(), Ok(()));
        state.in_flight.push(image);
        assert!(matches!(state.validate(), Err(StateError::InFlight { found: 2, maximum: 1, .. })));
        state.in_flight.pop();
        state.config.order = Order::Sequential;
        assert!(matches!(state.validate(), Err(StateError::InFlight { found: 1, maximum: 0, .. })));
    }
}
