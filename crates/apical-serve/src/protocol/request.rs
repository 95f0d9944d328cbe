//! What a page asks for as text.

use serde::Deserialize;

/// A request. Ranges are checked where it is executed, so that an answer can name them.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase", deny_unknown_fields)]
#[non_exhaustive]
pub enum Request {
    /// Another processor.
    Preset {
        /// Its name.
        name: String,
    },
    /// Another supply.
    Supply {
        /// Volts.
        volts: f64,
    },
    /// A test image as picture.
    Sample {
        /// One that the network gets wrong.
        mistake: bool,
    },
    /// No picture any more.
    Clear {},
    /// The picture is learned.
    Teach {
        /// The class that it shows.
        class: u32,
        /// Times that it is shown, at most.
        presentations: u32,
        /// Steps, in 1/256 of a weight step, on average.
        learning_rate: f64,
    },
    /// The picture is kept as an example.
    Keep {
        /// Of this class.
        class: u32,
    },
    /// No kept examples any more.
    Forget {},
    /// The kept examples are learned.
    Practise {
        /// Times that each is shown.
        rounds: u32,
        /// As of [`Teach`](Self::Teach).
        learning_rate: f64,
    },
    /// A class is called otherwise.
    Name {
        /// The class.
        class: u32,
        /// Its name.
        name: String,
    },
    /// The last change is taken back.
    Undo {},
    /// The network of the beginning.
    Reset {},
    /// A training run begins.
    Train(Run),
    /// It halts.
    Pause {},
    /// It goes on.
    Resume {},
    /// It ends where it is.
    Stop {},
    /// Some images more.
    Step {
        /// So many.
        images: u32,
    },
    /// It goes faster or slower.
    Speed {
        /// Images a second, or as many as possible.
        images_per_second: Option<f64>,
    },
    /// Weights as numbers.
    Weights {
        /// Layer, from 0.
        layer: u32,
        /// First neuron.
        first: u32,
        /// Neurons.
        count: u32,
    },
    /// The network as a model file.
    Download {},
}

/// A training run.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// Name of the data set.
    pub data: String,
    /// Epochs.
    pub epochs: u32,
    /// Seed of the order of the images and, if `fresh`, of the network.
    pub seed: u64,
    /// From an untrained network, instead of the one that is there.
    pub fresh: bool,
    /// Images a second, or as many as possible.
    pub images_per_second: Option<f64>,
    /// Learning rate.
    pub learning_rate: Ends,
}

/// From where to where something goes.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ends {
    /// At the first image.
    pub from: f64,
    /// At the last.
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
        assert!(matches!(Request::parse(run).unwrap(), Request::Train(Run { fresh: true, epochs: 3, .. })));
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
