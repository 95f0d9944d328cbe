//! What a server sends to a page as text. Energies are modelled, in nanojoules; numbers of layers, classes and neurons
//! count from 0.

mod front_end;
mod hello;
mod lesson;
mod model;
mod processor;
mod recognition;
mod training;

pub use front_end::{FilterKind, FilterView, FrontEndView, LevelCode, LevelView, RetinaView};
pub use hello::{Hello, Limits, Preparing, PresetName};
pub use lesson::{Feedback, LayerChange, NeuronChange, Step, Taught};
pub use model::{Accuracy, Epoch, Model, Size};
pub use processor::{Averages, CurvePoint, Mean, ProcessorFigures, Published, Work};
pub use recognition::{Answer, BlockCost, Cost, LayerAnswer, Origin, Recognition};
pub use training::{Point, Training, TrainingState};

use serde::Serialize;

/// A message from server to page.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "lowercase")]
#[non_exhaustive]
pub enum Message {
    /// First of all.
    Hello(Hello),
    /// Until the server's own training is done. Then come `model`, `processor`, `examples`, `accuracy`.
    Preparing(Preparing),
    /// Whenever the network is another one.
    Model(Model),
    /// Whenever preset, supply or network are others. After a lesson, whose few changes hardly matter to it, it is not
    /// measured again.
    Processor(Box<ProcessorFigures>),
    /// Of each new picture, and again when network, supply or preset change.
    Recognition(Box<Recognition>),
    /// What a lesson did: the answer to `teach` and `practise`.
    Taught(Box<Taught>),
    /// All test images, measured beside everything else. It is not sent if no test images are at hand.
    Accuracy(Accuracy),
    /// Means of this session since the preset was chosen, at most ten times a second; energies at the supply of now.
    Averages(Averages),
    /// When examples are kept or forgotten.
    Examples {
        /// Kept examples of each class.
        counts: Vec<u32>,
    },
    /// When something changes in a run, and ten times a second while it runs. When it has ended: `model`, `processor`,
    /// `examples`, `accuracy`, and `recognition` if there is a picture.
    Training(Training),
    /// A request that cannot be done. Nothing has changed.
    Error {
        /// Number of the request; null if it was a request as text.
        request: Option<u32>,
        /// `type` of the request; `picture`, `image` or `model` of bytes.
        about: &'static str,
        /// What was wrong, and what is possible.
        message: String,
    },
}
