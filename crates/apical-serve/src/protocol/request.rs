//! What a page asks for as text.

use serde::{Deserialize, Serialize};

use super::Seed;
#[cfg(feature = "schema")]
use crate::limits;

/// A request from page to server. Ranges are checked where it is executed, so that an answer can name them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "lowercase", deny_unknown_fields)]
#[non_exhaustive]
pub enum Request {
    /// Another processor: `processor`, and `recognition` if there is a picture.
    Preset {
        /// Its name, one of those in `hello`.
        name: String,
    },
    /// Another supply: `processor`, and `recognition` if there is a picture.
    Supply {
        /// Supply, V, within what `processor` gives.
        volts: f64,
    },
    /// A test image as picture: `recognition`; `error` if there is none.
    Sample {
        /// Whether it should be one that the network gets wrong.
        mistake: bool,
    },
    /// No picture any more. It has no answer.
    Clear {},
    /// The picture is shown until the network answers `class`: `taught`, `model`, `recognition`, later `accuracy`.
    Teach {
        /// The class that it shows.
        class: u32,
        /// Times that it is shown, at most.
        #[cfg_attr(feature = "schema", schemars(range(min = 1, max = limits::MAXIMUM_PRESENTATIONS)))]
        presentations: u32,
        /// Mean step, in 1/256 of a weight step.
        #[cfg_attr(feature = "schema", schemars(range(min = 0, max = limits::MAXIMUM_LEARNING_RATE)))]
        learning_rate: f64,
    },
    /// The picture is kept as an example, of which there may be 100: `examples`.
    Keep {
        /// The class that it shows.
        class: u32,
    },
    /// All kept examples are forgotten: `examples`.
    Forget {},
    /// Each kept example is learned in each round: `taught`, `model`, `recognition`, later `accuracy`.
    Practise {
        /// Times that each is shown.
        #[cfg_attr(feature = "schema", schemars(range(min = 1, max = limits::MAXIMUM_PRESENTATIONS)))]
        rounds: u32,
        /// Mean step, in 1/256 of a weight step.
        #[cfg_attr(feature = "schema", schemars(range(min = 0, max = limits::MAXIMUM_LEARNING_RATE)))]
        learning_rate: f64,
    },
    /// Another name for a class: `model`.
    Name {
        /// The class.
        class: u32,
        /// Its name, without control characters.
        #[cfg_attr(feature = "schema", schemars(length(min = 1, max = limits::NAME_LENGTH)))]
        name: String,
    },
    /// The last change of the network is undone, of 16 at most, fewer of large networks: `model`, `processor`, `examples`,
    /// `recognition`, `accuracy`.
    Undo {},
    /// The network that the server began with: answers as of `undo`.
    Reset {},
    /// A training run begins: `training`. It is that of `apical train` with the same network, data, seed and rates, bit
    /// for bit, whatever is drawn meanwhile.
    Train(TrainRequest),
    /// The run halts: `training`.
    Pause {},
    /// The run goes on: `training`.
    Resume {},
    /// The run learns the images that are under way, and ends: `training`, and what follows the end of a run.
    Stop {},
    /// The run learns some images more, counted as they leave the pipeline, and halts: `training`.
    Step {
        /// So many.
        #[cfg_attr(feature = "schema", schemars(range(min = 1, max = limits::MAXIMUM_STEP_IMAGES)))]
        images: u32,
    },
    /// The run goes faster or slower: `training`.
    Speed {
        /// Images a second; null: as many as possible.
        #[cfg_attr(feature = "schema", schemars(range(min = limits::SLOWEST_RUN, max = limits::FASTEST_RUN)))]
        images_per_second: Option<f64>,
    },
    /// Weights of some neurons: `weights`, as bytes.
    Weights {
        /// Layer, from 0.
        layer: u32,
        /// First neuron.
        first: u32,
        /// Neurons.
        #[cfg_attr(feature = "schema", schemars(range(min = 1, max = limits::WEIGHT_NEURONS)))]
        count: u32,
    },
    /// The network: `model file`, as bytes.
    Download {},
}

/// A training run to begin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TrainRequest {
    /// Name of the dataset, one of those in `hello`.
    pub data: String,
    /// Epochs.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = limits::MAXIMUM_EPOCHS)))]
    pub epochs: u32,
    /// Seed of the order of the images and, if `fresh`, of the network, 0 to 2^64 - 1; above 2^53 as a text of digits.
    pub seed: Seed,
    /// Whether it begins with an untrained network, instead of the one that is there.
    pub fresh: bool,
    /// Front end of an untrained network, such as `retina`, as `apical train --front-end` takes it: thresholds follow from the
    /// training images. Null: the network's own.
    pub front_end: Option<String>,
    /// Images a second; null: as many as possible.
    #[cfg_attr(feature = "schema", schemars(range(min = limits::SLOWEST_RUN, max = limits::FASTEST_RUN)))]
    pub images_per_second: Option<f64>,
    /// Learning rate.
    pub learning_rate: LearningRateSchedule,
}

/// A learning rate that goes linearly from one value to another over a run.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LearningRateSchedule {
    /// At the first image, in 1/256 of a weight step.
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = limits::MAXIMUM_LEARNING_RATE)))]
    pub from: f64,
    /// At the last image, likewise.
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = limits::MAXIMUM_LEARNING_RATE)))]
    pub to: f64,
}

impl Request {
    /// Reads the text of a message.
    ///
    /// # Errors
    /// If it is no JSON, or no request; the text says what is wrong.
    pub fn parse(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// Its `type`, by which answers call it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Preset { .. } => "preset",
            Self::Supply { .. } => "supply",
            Self::Sample { .. } => "sample",
            Self::Clear {} => "clear",
            Self::Teach { .. } => "teach",
            Self::Keep { .. } => "keep",
            Self::Forget {} => "forget",
            Self::Practise { .. } => "practise",
            Self::Name { .. } => "name",
            Self::Undo {} => "undo",
            Self::Reset {} => "reset",
            Self::Train(_) => "train",
            Self::Pause {} => "pause",
            Self::Resume {} => "resume",
            Self::Stop {} => "stop",
            Self::Step { .. } => "step",
            Self::Speed { .. } => "speed",
            Self::Weights { .. } => "weights",
            Self::Download {} => "download",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_read() {
        let text = r#"{"type": "teach", "class": 3, "presentations": 8, "learning_rate": 6.0}"#;
        let request = Request::parse(text).unwrap();
        assert_eq!(request, Request::Teach { class: 3, presentations: 8, learning_rate: 6.0 });
        assert_eq!(Request::parse(r#"{"type": "undo"}"#).unwrap().name(), "undo");
        let run = r#"{"type": "train", "data": "builtin", "epochs": 3, "seed": 1, "fresh": true,
            "images_per_second": null, "learning_rate": {"from": 6, "to": 0.3}}"#;
        assert!(matches!(
            Request::parse(run).unwrap(),
            Request::Train(TrainRequest { fresh: true, epochs: 3, .. })
        ));
    }

    #[test]
    fn what_no_page_sends_is_refused() {
        for text in [
            "",
            "{",
            "[]",
            "null",
            r#"{"type": "explode"}"#,
            r#"{"type": "undo", "times": 3}"#,
            r#"{"type": "teach", "class": 3, "presentations": 8}"#,
            r#"{"type": "teach", "class": -1, "presentations": 8, "learning_rate": 6.0}"#,
            r#"{"type": "teach", "class": "3", "presentations": 8, "learning_rate": 6.0}"#,
            r#"{"type": "sample"}"#,
            r#"{"name": "apical"}"#,
        ] {
            assert!(Request::parse(text).is_err(), "{text}");
        }
    }
}
