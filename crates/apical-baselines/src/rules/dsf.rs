//! `dsf-w4g8`, `dsf-w6g8`, `dsf-w8g8`: direct spike-only feedback, the project's own rule, on its fast kernels.

use apical_core::fast::FastProcessor;
use apical_core::front_end::FrontEnd;
use apical_core::training::{Defaults, LearningRate, TrainingImages, windows_of};
use apical_core::{Activity, Config, ConfigError, Format, Processor, State};
use ndarray::{Array1, Array2};

use super::address_bits;
use crate::alignment::angle;
use crate::dense::{Dense, Network, Pass};
use crate::faults::check_indices;
use crate::{
    Activation, BaselineError, Batch, Input, LearningRule, Loss, Operations, Optimiser, RuleName,
    RunPosition, Settings, StoredWeights,
};

/// Potentials that a unit of the softmax is worth where the rule is compared with a gradient. Of a hidden layer it is the window.
const TEMPERATURE: f32 = 16.0;
/// Images at a time of which the neurons that learn are counted one by one, and batches between two such times.
const PROBED: usize = 64;
const PROBE_EVERY: u64 = 16;

/// Behind a front end.
pub(crate) fn settings(front_end: &FrontEnd) -> Settings {
    let rate = Defaults::of(front_end).learning_rate;
    Settings {
        learning_rate: f32::from(rate.start()) / 256.0,
        learning_rate_end: f32::from(rate.end()) / 256.0,
        momentum: 0.0,
        optimiser: Optimiser::Sgd,
        batch: 1,
        activation: Activation::Binary,
        loss: Loss::Softmax,
        input: Input::Spikes,
        initial: 1.0,
    }
}

/// Weights of 8 bits.
pub(crate) fn w8g8() -> Format {
    Format::new(8, 8).expect("within the limits")
}

/// What the rule has behind a front end, as `apical train` has it. Its inputs are the front end's bits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surroundings {
    /// Margin, drops and range.
    defaults: Defaults,
    /// Of the hidden layers; `None`: the specification's.
    windows: Option<Vec<u16>>,
}

impl Surroundings {
    /// A threshold, whatever the images.
    pub const THRESHOLD: Self = Self { defaults: Defaults::THRESHOLD, windows: None };

    /// For hidden layers of so many neurons, behind a front end that sees these images.
    #[must_use]
    pub fn new<D: TrainingImages + ?Sized>(front_end: &FrontEnd, hidden: &[usize], images: &D) -> Self {
        let windows = Some(windows_of(front_end, hidden, images));
        Self { defaults: Defaults::of(front_end), windows }
    }

    pub(crate) fn config(&self, format: Format, layers: &[usize]) -> Result<Config, ConfigError> {
        let config = Config::new(layers.to_vec())?;
        let Defaults { margin_bits, drop_shift, initial_range, .. } = self.defaults;
        let window = self.windows.clone().unwrap_or_else(|| config.window.clone());
        Ok(Config { format, window, margin_bits, drop_shift, initial_range, ..config })
    }
}

/// The rule.
#[derive(Debug, Clone)]
pub struct Dsf {
    name: RuleName,
    processor: FastProcessor,
    rate: LearningRate,
    operations: Operations,
    /// Neurons that learned from the probed images that asked for an update, by layer, and how many such images.
    probed_updates: u64,
    probed_learners: Vec<u64>,
    batches: u64,
}

impl Dsf {
    /// The rule on a fresh network: the initial bits of `apical train` with the same seed.
    ///
    /// # Errors
    /// If the sizes are outside the specification, or the rate does not fit the accumulators.
    pub fn new(
        name: RuleName,
        format: Format,
        layers: &[usize],
        seed: u64,
        settings: &Settings,
        surroundings: &Surroundings,
    ) -> Result<Self, BaselineError> {
        let config = surroundings.config(format, layers)?;
        config.validate()?;
        let register = |rate: f32| (rate * 256.0).round() as u16;
        let rate = LearningRate::new(register(settings.learning_rate), register(settings.learning_rate_end));
        let rate = rate.ok_or_else(|| BaselineError::Range {
            field: "learning_rate",
            found: settings.learning_rate.to_string(),
            range: "0 to 127",
        })?;
        rate.check(format)?;
        Ok(Self {
            name,
            processor: FastProcessor::new(&config.initial_state(seed))?,
            rate,
            operations: Operations::default(),
            probed_updates: 0,
            probed_learners: vec![0; config.layer_count()],
            batches: 0,
        })
    }

    /// Everything that the processor holds.
    #[must_use]
    pub fn state(&self) -> State {
        self.processor.state()
    }

    /// Images drained, so that inference is allowed; the copy is what is asked.
    fn drained(&self) -> FastProcessor {
        let mut processor = self.processor.clone();
        while processor.drain_one().is_some() {}
        processor
    }

    /// Counts the neurons that would learn from some images, of those that ask for an update.
    fn probe(&mut self, batch: Batch<'_>) -> Result<(), BaselineError> {
        let state = self.processor.state();
        let mut processor = self.drained();
        let config = &state.config;
        for (image, (pixels, label)) in batch.images().take(PROBED).enumerate() {
            let activity = processor.activity(pixels)?;
            let Some(deltas) = deltas(&state, config, &activity, label, image) else { continue };
            self.probed_updates += 1;
            for (learners, deltas) in self.probed_learners.iter_mut().zip(&deltas) {
                *learners += deltas.iter().filter(|&&delta| delta != 0.0).count() as u64;
            }
        }
        Ok(())
    }

    /// Brings the counts up to date with what was learned between two readings of the processor's counters.
    fn count(&mut self, before: &apical_core::Counters, step: f64) {
        let since = self.processor.counters() - before;
        let config = self.processor.config();
        let format = config.format;
        let (weight, accumulator) = (format.weight_bits(), format.accumulator_bits());
        let taken = &mut self.operations;
        taken.images += since.learned;
        taken.skipped_updates += since.learned - since.updates;
        // Winner and label, to every layer that learns by them; nothing travels where they are the same.
        let disagreeing = since.updates + since.zero_steps;
        taken.feedback_bits += disagreeing * 2 * address_bits(config.classes()) * config.layer_count() as u64;
        for (index, pair) in config.layers.windows(2).enumerate() {
            let forward = since.spikes[index] * pair[1] as u64;
            taken.weight_reads.add(weight, forward);
            taken.additions.add(format.potential_bits(), forward);
            if index < config.hidden_count() {
                taken.additions.add(format.potential_bits(), 2 * pair[1] as u64 * since.learned);
            } else {
                taken.additions.add(format.potential_bits(), pair[1] as u64 * since.learned);
            }
            let learners = if self.probed_updates == 0 {
                0.0
            } else {
                self.probed_learners[index] as f64 / self.probed_updates as f64
            };
            let spikes = since.spikes[index] as f64 / since.learned.max(1) as f64;
            let updated = (since.updates as f64 * learners * spikes).round() as u64;
            taken.weight_reads.add(accumulator, updated);
            taken.weight_writes.add(accumulator, updated);
            taken.additions.add(accumulator, updated);
            // A step s carries with probability s / 2^g.
            let carries = (updated as f64 * step / f64::from(1_u32 << accumulator)).round() as u64;
            taken.weight_reads.add(weight, carries);
            taken.weight_writes.add(weight, carries);
            taken.additions.add(weight, carries);
        }
    }
}

/// The deltas of each layer, the output last; `None` if label and winner agree. `image` chooses the margin.
fn deltas(
    state: &State,
    config: &Config,
    activity: &Activity,
    label: u8,
    image: usize,
) -> Option<Vec<Vec<f32>>> {
    let label = usize::from(label);
    let margin = (image % (1 << config.margin_bits)) as i32;
    let output = &activity.layers[config.layer_count() - 1].potentials;
    let lowered = |class: usize| output[class] - if class == label { margin } else { 0 };
    let winner =
        (1..output.len()).fold(0, |best, class| if lowered(class) > lowered(best) { class } else { best });
    if winner == label {
        return None;
    }
    let classes = config.classes();
    let mut deltas: Vec<Vec<f32>> = Vec::with_capacity(config.layer_count());
    for (layer, signs) in state.network.feedback.iter().enumerate() {
        let window = i32::from(config.window[layer]);
        let sign = |neuron: usize, class: usize| {
            if signs.positive[neuron * classes + class] { 0.5 } else { -0.5 }
        };
        let delta = |(neuron, &potential): (usize, &i32)| {
            if potential.abs() < window { sign(neuron, label) - sign(neuron, winner) } else { 0.0 }
        };
        deltas.push(activity.layers[layer].potentials.iter().enumerate().map(delta).collect());
    }
    let mut last = vec![0.0; classes];
    (last[label], last[winner]) = (1.0, -1.0);
    deltas.push(last);
    Some(deltas)
}

/// The same network in floating point, potentials divided by the window or the temperature: its gradient, straight-through with the
/// window of 1, is what the rule's updates are compared with.
fn as_floats(state: &State) -> Network {
    let windows = state.config.window.iter().map(|&window| f32::from(window));
    let layer = |(layer, unit): (&apical_core::Layer, f32)| {
        let weights = layer.weights.iter().map(|&weight| f32::from(weight) / unit).collect();
        let biases = layer.bias_weights.iter().map(|&bias| f32::from(bias) / unit).collect();
        Dense {
            weights: Array2::from_shape_vec((layer.inputs, layer.neurons), weights)
                .expect("the state is valid"),
            biases: Array1::from_vec(biases),
        }
    };
    Network {
        layers: state.network.layers.iter().zip(windows.chain([TEMPERATURE])).map(layer).collect(),
        activation: Activation::Binary,
        loss: Loss::Softmax,
    }
}

impl StoredWeights for Dsf {
    fn word_bits(&self) -> u32 {
        self.processor.config().format.weight_bits()
    }

    fn weight_count(&self) -> usize {
        self.processor.config().synapses()
    }

    fn change_words(
        &mut self,
        indices: &[usize],
        _fractions: &[i32],
        change: &mut dyn FnMut(usize, u16) -> u16,
    ) -> Result<(), BaselineError> {
        check_indices(indices, self.weight_count())?;
        let mut state = self.processor.state();
        let unused = 16 - self.word_bits();
        for (number, &index) in indices.iter().enumerate() {
            let mut rest = index;
            for layer in &mut state.network.layers {
                if rest < layer.weights.len() {
                    let word = i16::from(layer.weights[rest]) as u16;
                    let word = change(number, word & (u16::MAX >> unused));
                    // The uppermost bit of the word is its sign.
                    layer.weights[rest] = (((word << unused) as i16) >> unused) as i8;
                    break;
                }
                rest -= layer.weights.len();
            }
        }
        Ok(self.processor.load(&state)?)
    }
}

impl LearningRule for Dsf {
    fn name(&self) -> RuleName {
        self.name
    }

    fn layers(&self) -> &[usize] {
        &self.processor.config().layers
    }

    /// The rule learns one image at a time; counts are brought up to date once for so many.
    fn batch_size(&self) -> usize {
        1000
    }

    fn learn(&mut self, batch: Batch<'_>, position: RunPosition) -> Result<(), BaselineError> {
        crate::dense::check_images(&batch, self.layers())?;
        if self.batches.is_multiple_of(PROBE_EVERY) {
            self.probe(batch)?;
        }
        self.batches += 1;
        let before = self.processor.counters().clone();
        let format = self.processor.config().format;
        for (image, (pixels, label)) in (position.image..).zip(batch.images()) {
            self.processor.set_step_rate(self.rate.step_rate(image, position.of, format)?);
            self.processor.learn(pixels, label)?;
        }
        let step = f64::from(self.processor.step_rate().value()) / 256.0;
        self.count(&before, step);
        Ok(())
    }

    fn settle(&mut self) {
        let before = self.processor.counters().clone();
        while self.processor.drain_one().is_some() {}
        let step = f64::from(self.processor.step_rate().value()) / 256.0;
        self.count(&before, step);
    }

    fn predict(&mut self, batch: Batch<'_>) -> Result<Vec<u8>, BaselineError> {
        crate::dense::check_images(&batch, self.layers())?;
        let mut processor = self.drained();
        batch.images().map(|(pixels, _)| Ok(processor.infer(pixels)?)).collect()
    }

    fn operations(&self) -> &Operations {
        &self.operations
    }

    fn alignment(&mut self, batch: Batch<'_>) -> Result<Vec<f64>, BaselineError> {
        let images = crate::dense::check_images(&batch, self.layers())?;
        let mut processor = self.drained();
        let state = processor.state();
        let config = &state.config;
        let network = as_floats(&state);
        let inputs = crate::dense::spikes(batch.pixels, images, None);
        let mut pass: Pass = network.forward(inputs);
        // Whatever the rule changes is down the gradient if it has the sign of minus the gradient.
        let mut own: Vec<Array2<f32>> =
            config.layers[1..].iter().map(|&neurons| Array2::zeros((images, neurons))).collect();
        for (image, (pixels, label)) in batch.images().enumerate() {
            let activity = processor.activity(pixels)?;
            if let Some(deltas) = deltas(&state, config, &activity, label, image) {
                for (layer, deltas) in own.iter_mut().zip(deltas) {
                    layer.row_mut(image).assign(&Array1::from_vec(deltas));
                }
            }
        }
        let error = pass.output_error(batch.labels);
        let truth = network.backward(&pass, &error);
        pass.activities.pop();
        let layer = |(below, (own, truth)): (&Array2<f32>, (&Array2<f32>, &Array2<f32>))| {
            angle(&below.t().dot(own), &(-below.t().dot(truth)))
        };
        Ok(pass.activities.iter().zip(own.iter().zip(&truth)).map(layer).collect())
    }

    fn fork(&self) -> Box<dyn LearningRule> {
        Box::new(self.clone())
    }
}
