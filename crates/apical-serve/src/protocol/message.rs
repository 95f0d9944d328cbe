//! What a server tells a page as text. Energies are modelled, in nanojoules.

use serde::Serialize;

/// A message.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
#[non_exhaustive]
pub enum Message {
    /// The first one.
    Hello(Hello),
    /// The server's own training is not done yet.
    Preparing(Preparing),
    /// The network.
    Model(Model),
    /// The processor.
    Processor(Box<ProcessorFigures>),
    /// What a picture was taken for.
    Recognition(Box<Recognition>),
    /// What was learned.
    Taught(Box<Taught>),
    /// Correct test images.
    Accuracy(Accuracy),
    /// Means of the session.
    Averages(Averages),
    /// Kept examples.
    Examples {
        /// Of each class.
        counts: Vec<u32>,
    },
    /// A training run.
    Training(Training),
    /// A request that cannot be done.
    Error {
        /// Number of the request, of those that have one.
        request: Option<u32>,
        /// What was asked for.
        about: &'static str,
        /// Why not.
        message: String,
    },
}

/// Who speaks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hello {
    /// [`VERSION`](super::VERSION).
    pub protocol: u32,
    /// Name and version of the program.
    pub software: &'static str,
    /// Version of the specification.
    pub specification: u32,
    /// What a client may send.
    pub limits: Limits,
    /// Data sets that can be learned.
    pub data: Vec<String>,
    /// Processors that can be chosen.
    pub presets: Vec<PresetName>,
    /// Set while the server's own training is not done.
    pub preparing: Option<Preparing>,
}

/// What a client may send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Limits {
    /// Longest message.
    pub message_bytes: usize,
    /// Messages a second.
    pub messages_per_second: u32,
}

/// A processor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PresetName {
    /// Its name.
    pub name: String,
    /// What it is, in a sentence.
    pub summary: String,
}

/// How far the server's own training has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Preparing {
    /// Completed epochs.
    pub epoch: u32,
    /// All epochs.
    pub epochs: u32,
}

/// A network.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Model {
    /// Grows with each change of a synapse.
    pub revision: u32,
    /// The data that it learned.
    pub name: String,
    /// Sizes, the input first.
    pub layers: Vec<usize>,
    /// Widths, such as `w4g8`.
    pub format: String,
    /// Seed of its run.
    pub seed: u64,
    /// Size of its images.
    pub image: Size,
    /// Names of its classes.
    pub classes: Vec<String>,
    /// Images of its run.
    pub learned: u64,
    /// Images that it was taught.
    pub taught: u64,
    /// Changes that can be taken back.
    pub undo: usize,
    /// Kept examples of each class.
    pub examples: Vec<u32>,
    /// Epochs of its run.
    pub history: Vec<Epoch>,
}

/// A size in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Size {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
}

/// An epoch of a run.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Epoch {
    /// Share of the images that were misjudged.
    pub error: f64,
    /// Share of the images that changed synapses.
    pub update_rate: f64,
    /// Correct test images after it.
    pub correct: u64,
    /// Test images.
    pub tested: u64,
    /// Energy of a learned image, where it was counted.
    pub nanojoules: Option<f64>,
}

/// A processor at an operating point.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProcessorFigures {
    /// Its name.
    pub preset: String,
    /// What it is made in.
    pub technology: String,
    /// Its area.
    pub area_mm2: f64,
    /// Supply in volts.
    pub supply: f64,
    /// Least supply of the technology.
    pub minimum_supply: f64,
    /// Greatest supply of the technology.
    pub maximum_supply: f64,
    /// The supply that it was made for.
    pub own_supply: f64,
    /// Its clock at the supply.
    pub clock_mhz: f64,
    /// A mean image that is classified; none if there are no images to measure with.
    pub inference: Option<Work>,
    /// A mean image that is learned.
    pub learning: Option<Work>,
    /// What learning costs more, as a share.
    pub overhead: Option<f64>,
    /// At other supplies.
    pub curve: Vec<CurvePoint>,
    /// What was published of the silicon.
    pub published: Option<Published>,
}

/// What a mean image takes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Work {
    /// Calibrated energy.
    pub nanojoules: f64,
    /// Lower bound.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
    /// Calibrated power with one image after the other.
    pub milliwatts: f64,
    /// Throughput.
    pub images_per_second: f64,
    /// From one image to the next.
    pub cycles: f64,
    /// From an image's entry to its result.
    pub latency_us: f64,
}

/// A supply.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CurvePoint {
    /// Volts.
    pub supply: f64,
    /// The fastest clock.
    pub clock_mhz: f64,
    /// A mean image that is classified.
    pub inference: Work,
    /// A mean image that is learned.
    pub learning: Work,
}

/// Figures of the 65-nm chip at 0.8 V and 20 MHz, as published (Park, Lee and Jeon 2020).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Published {
    /// Energy of an inference.
    pub nanojoules: f64,
    /// Energy of a learned image.
    pub learning_nanojoules: f64,
    /// Inferences a second.
    pub images_per_second: f64,
    /// Power.
    pub milliwatts: f64,
    /// Area, of die or core.
    pub area_mm2: f64,
}

/// Where a picture is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// Drawn.
    Drawing,
    /// A file.
    Image,
    /// A test image.
    Sample,
}

/// What a picture was taken for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Recognition {
    /// Number of the request that brought the picture.
    pub request: Option<u32>,
    /// Of the network.
    pub revision: u32,
    /// Where the picture is from.
    pub origin: Origin,
    /// Its class, where that is known.
    pub truth: Option<u8>,
    /// Whether it was taken as dark ink on light paper.
    pub inverted: bool,
    /// Whether there is nothing to see. There is then no [`answer`](Self::answer).
    pub blank: bool,
    /// What the network sees, as Base64.
    pub pixels: String,
    /// What the network says.
    #[serde(flatten)]
    pub answer: Option<Answer>,
    /// From the message's arrival to this answer.
    pub server_us: u64,
}

/// What a network says to a picture.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// Pixels that spike.
    pub input: Vec<usize>,
    /// Layers in order.
    pub layers: Vec<LayerAnswer>,
    /// The class.
    pub winner: u8,
    /// The second.
    pub runner_up: Option<usize>,
    /// How far the winner's potential is above the second's.
    pub margin: i32,
    /// What the processor spent.
    pub cost: Cost,
}

/// A layer's part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LayerAnswer {
    /// Of each neuron.
    pub potentials: Vec<i32>,
    /// Neurons that spike.
    pub spikes: Vec<usize>,
}

/// What a processor spent.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cost {
    /// Clock cycles.
    pub cycles: u64,
    /// Calibrated energy.
    pub nanojoules: f64,
    /// Lower bound.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
    /// Time.
    pub microseconds: f64,
    /// Where the energy went; the values sum to `nanojoules`.
    pub blocks: Vec<BlockCost>,
}

/// A block's part.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BlockCost {
    /// The block.
    pub name: &'static str,
    /// Its calibrated energy.
    pub nanojoules: f64,
    /// Of which by layer, for blocks that layers have.
    pub layers: Option<Vec<f64>>,
}

/// What was learned.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Taught {
    /// The class, of a single picture.
    pub class: Option<u32>,
    /// Of the network, now.
    pub revision: u32,
    /// Images shown.
    pub images: u32,
    /// What became of the first of them.
    pub steps: Vec<Step>,
    /// Images that changed synapses.
    pub updates: u32,
    /// Images that did not.
    pub skipped: u32,
    /// The two spikes that travelled back last.
    pub feedback: Option<Feedback>,
    /// Synapses that are not as before, by layer.
    pub changes: Vec<LayerChange>,
    /// What the processor spent.
    pub cost: Cost,
}

/// What became of an image that was learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Its class.
    pub label: u8,
    /// The forward winner, against the margin.
    pub winner: u8,
    /// Whether the label would have won without the margin.
    pub correct: bool,
    /// The margin.
    pub margin: u8,
    /// The step; 0 if there was nothing to change.
    pub step: u8,
    /// Whether synapses were changed.
    pub updated: bool,
}

/// The two spikes that travel back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Feedback {
    /// Of the target phase.
    pub label: u8,
    /// Of the forward phase.
    pub winner: u8,
}

/// Synapses of a layer that are not as before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct LayerChange {
    /// Weights that changed.
    pub weights: usize,
    /// Accumulators that changed.
    pub accumulators: usize,
    /// Presynaptic neurons of changed synapses.
    pub inputs: Vec<usize>,
    /// Neurons with changed synapses.
    pub neurons: Vec<NeuronChange>,
}

/// Synapses of a neuron that are not as before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct NeuronChange {
    /// Which neuron.
    pub neuron: usize,
    /// Synapses that are stronger.
    pub up: usize,
    /// Synapses that are weaker.
    pub down: usize,
    /// Weights that changed.
    pub weights: usize,
}

/// Correct test images.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Accuracy {
    /// Of the network.
    pub revision: u32,
    /// Test images that it gets right.
    pub correct: u64,
    /// Test images.
    pub tested: u64,
    /// Whose they are.
    pub data: String,
    /// Of the network before its last change, if it was measured.
    pub before: Option<u64>,
}

/// Means of a session.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Averages {
    /// Of classified images.
    pub inference: Mean,
    /// Of learned images.
    pub learning: Mean,
    /// Learned images that changed synapses.
    pub updates: u64,
    /// Learned images that did not.
    pub skipped: u64,
    /// What learning cost more, as a share.
    pub overhead: Option<f64>,
}

/// A mean image.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Default)]
pub struct Mean {
    /// Images.
    pub images: u64,
    /// Cycles of one.
    pub cycles: f64,
    /// Calibrated energy of one.
    pub nanojoules: f64,
}

/// A training run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Training {
    /// What it does.
    pub state: TrainingState,
    /// Data set.
    pub data: String,
    /// Completed epochs.
    pub epoch: u32,
    /// All epochs.
    pub epochs: u32,
    /// Images of the epoch at work.
    pub image: u32,
    /// Images of an epoch.
    pub images: u32,
    /// Speed, since the last message.
    pub images_per_second: Option<f64>,
    /// Share of the last images that were misjudged.
    pub error: Option<f64>,
    /// Share of the last images that changed synapses.
    pub update_rate: Option<f64>,
    /// Energy of a learned image, of the last.
    pub nanojoules: Option<f64>,
    /// New points of the curves.
    pub points: Vec<Point>,
    /// Completed epochs.
    pub history: Vec<Epoch>,
}

/// What a run does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TrainingState {
    /// It learns.
    Running,
    /// It waits.
    Paused,
    /// It has learned all that it should.
    Finished,
    /// It was ended before.
    Stopped,
}

/// Some images of a run.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Point {
    /// Images learned so far.
    pub image: u64,
    /// Share that was misjudged.
    pub error: f64,
    /// Share that changed synapses.
    pub update_rate: f64,
    /// Energy of one.
    pub nanojoules: f64,
}
