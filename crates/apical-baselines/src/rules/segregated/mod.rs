//! Segregated dendrites (Guerguiev, Lillicrap and Richards, eLife 6:e22901, 2017): what spikes and rates share.
//!
//! Constants are those of the paper and of its authors' program; times are in steps of 1 ms, rates in spikes a step.

mod functions;
mod neurons;
mod spikes;
mod spiking;

use ndarray::Array2;

use functions::logistic;
pub(super) use spiking::Simulation;

use crate::dense::Dense;
use crate::random::{Purpose, Random};

/// Most spikes of a neuron in a step: 200 Hz.
const RATE: f32 = 0.2;
/// Conductances from the basal dendrite and leak; the output's dendrite conducts as the basal one does.
const BASAL: f32 = 0.6;
const LEAK: f32 = 0.1;
/// Reversal potentials of the teaching currents.
const TEACHER: f32 = 8.0;
/// What a steady dendrite is worth at the soma.
const SOMA: f32 = BASAL / (LEAK + BASAL);
/// Scales of the updates of hidden layers and of the output.
const HIDDEN_SCALE: f32 = 20.0 / RATE;
const OUTPUT_SCALE: f32 = 20.0 / (RATE * RATE);

/// Weights of the network: forward, and fixed from the output to each hidden layer.
#[derive(Debug, Clone)]
pub(super) struct Weights {
    pub(super) layers: Vec<Dense>,
    /// Shape (classes, neurons), for each hidden layer.
    pub(super) feedback: Vec<Array2<f32>>,
}

/// The authors' program draws weights uniformly over twice the range that gives the deviation aimed at, which is half of
/// what makes the signal of a hidden layer stand out from the noise of its spikes.
const SPREAD: f64 = 2.0;

/// Mean and deviation of the forward weights of a layer with so many inputs, from the means and deviations 3 of inputs in
/// the linear range of their rate, and biases of 0.8: dendritic potentials have mean 3 and deviation 3 times [`SPREAD`].
/// Feedback to a layer has the moments of weights from it.
fn moments(inputs: usize) -> (f32, f32) {
    const MEAN: f64 = 3.0;
    const BIAS: f64 = 0.8;
    const SECOND: f64 = 18.0;
    let (n, slope) = (inputs as f64, f64::from(RATE) / 4.0);
    let mean = (MEAN - BIAS) / (slope * n * MEAN);
    let second = (SECOND + slope * slope * (n - n * n) * mean * mean * MEAN * MEAN
        - 2.0 * n * slope * BIAS * MEAN * mean
        - BIAS * BIAS)
        / (n * slope * slope * SECOND);
    (mean as f32, (SPREAD * (second - mean * mean).max(0.0).sqrt()) as f32)
}

impl Weights {
    pub(super) fn new(sizes: &[usize], seed: u64) -> Self {
        let (mut random, mut back) =
            (Random::new(seed, Purpose::Weights), Random::new(seed, Purpose::Feedback));
        let layers = sizes
            .windows(2)
            .map(|pair| {
                let (mean, deviation) = moments(pair[0]);
                Dense {
                    weights: random.spread(pair[0], pair[1], mean, deviation),
                    biases: random.spread_vector(pair[1], 0.8, 0.001),
                }
            })
            .collect();
        let classes = sizes[sizes.len() - 1];
        let feedback = sizes[1..sizes.len() - 1].iter().map(|&neurons| {
            let (mean, deviation) = moments(neurons);
            back.spread(classes, neurons, mean, deviation)
        });
        let feedback = feedback.collect();
        Self { layers, feedback }
    }
}

/// Rate of a soma at a potential.
pub(super) fn rate(potential: f32) -> f32 {
    RATE * logistic(potential)
}

/// Its derivative.
pub(super) fn rate_slope(potential: f32) -> f32 {
    let share = logistic(potential);
    RATE * share * (1.0 - share)
}

/// Both phases of some images, averaged: what plasticity knows.
#[derive(Debug, Clone)]
pub(super) struct Phases {
    /// Postsynaptic potentials that enter each layer in the forward phase, shape (images, inputs).
    pub(super) inputs: Vec<Array2<f32>>,
    /// Somatic potentials of each layer in the forward phase, shape (images, neurons).
    pub(super) somas: Vec<Array2<f32>>,
    /// Plateau potentials of each hidden layer, target less forward phase.
    pub(super) plateaus: Vec<Array2<f32>>,
    /// Rates of the output in the target phase.
    pub(super) taught: Array2<f32>,
}

impl Phases {
    /// Of one image, all zero.
    pub(super) fn single(sizes: &[usize]) -> Self {
        let rows = |sizes: &[usize]| sizes.iter().map(|&size| Array2::zeros((1, size))).collect();
        let last = sizes.len() - 1;
        Self {
            inputs: rows(&sizes[..last]),
            somas: rows(&sizes[1..]),
            plateaus: rows(&sizes[1..last]),
            taught: Array2::zeros((1, sizes[last])),
        }
    }

    /// Those of some images (one or more) one below the other.
    pub(super) fn stacked(images: &[Self]) -> Self {
        let stack = |of: &dyn Fn(&Self) -> &Array2<f32>| {
            let rows: Vec<_> = images.iter().map(|image| of(image).view()).collect();
            ndarray::concatenate(ndarray::Axis(0), &rows).expect("phases of one network")
        };
        let all = |of: fn(&Self) -> &Vec<Array2<f32>>| {
            (0..of(&images[0]).len()).map(|layer| stack(&|image| &of(image)[layer])).collect()
        };
        Self {
            inputs: all(|image| &image.inputs),
            somas: all(|image| &image.somas),
            plateaus: all(|image| &image.plateaus),
            taught: stack(&|image| &image.taught),
        }
    }

    /// What the steady state of the equations gives. `pixels`: 0 to 1, shape (images, inputs). `gain`: potential for a
    /// spike a step.
    pub(super) fn steady(weights: &Weights, pixels: &Array2<f32>, labels: &[u8], gain: f32) -> Self {
        let (inputs, somas) = forward(weights, pixels, gain);
        let output = &somas[somas.len() - 1];
        let mut taught = output.clone();
        for (mut row, &label) in taught.rows_mut().into_iter().zip(labels) {
            for (class, potential) in row.iter_mut().enumerate() {
                let teacher = if class == usize::from(label) { TEACHER } else { -TEACHER };
                // The dendrite's current is what held the soma without a teacher.
                let current = *potential * (LEAK + BASAL);
                *potential = (current + teacher) / (LEAK + BASAL + 1.0);
            }
        }
        taught.mapv_inplace(rate);
        let before = output.mapv(rate);
        let plateaus = weights.feedback.iter().map(|back| {
            let plateau = |rates: &Array2<f32>| (rates.dot(back) * gain).mapv(logistic);
            plateau(&taught) - plateau(&before)
        });
        let plateaus = plateaus.collect();
        Self { inputs, somas, plateaus, taught }
    }

    /// Errors of each layer: an update is minus the learning rate times [`HIDDEN_SCALE`] or [`OUTPUT_SCALE`] times
    /// error times input.
    pub(super) fn errors(&self) -> Vec<Array2<f32>> {
        let mut errors: Vec<Array2<f32>> = self
            .plateaus
            .iter()
            .zip(&self.somas)
            .map(|(plateau, soma)| -(plateau * &soma.mapv(rate_slope)) * SOMA)
            .collect();
        errors.push(self.output_error());
        errors
    }

    fn output_error(&self) -> Array2<f32> {
        let soma = &self.somas[self.somas.len() - 1];
        -((&self.taught - &soma.mapv(rate)) * soma.mapv(rate_slope)) * SOMA
    }

    /// The same errors by backpropagation of the output's, up to a factor for each layer.
    pub(super) fn true_errors(&self, weights: &Weights) -> Vec<Array2<f32>> {
        let mut errors = vec![self.output_error()];
        for layer in (1..self.somas.len()).rev() {
            let below = errors[errors.len() - 1].dot(&weights.layers[layer].weights.t());
            errors.push(below * self.somas[layer - 1].mapv(rate_slope));
        }
        errors.reverse();
        errors
    }

    /// Angles between the rule's updates and those of backpropagation, by layer.
    pub(super) fn angles(&self, weights: &Weights) -> Vec<f64> {
        let (own, truth) = (self.errors(), self.true_errors(weights));
        let pairs = self.inputs.iter().zip(own.iter().zip(&truth));
        pairs
            .map(|(input, (own, truth))| crate::alignment::angle(&input.t().dot(own), &input.t().dot(truth)))
            .collect()
    }

    /// Learns from them, summed over the images.
    pub(super) fn apply(&self, weights: &mut Weights, learning_rate: f32) {
        let errors = self.errors();
        let last = errors.len() - 1;
        for (index, errors) in errors.iter().enumerate() {
            let scale = if index == last { OUTPUT_SCALE } else { HIDDEN_SCALE };
            let layer = &mut weights.layers[index];
            let factor = -learning_rate * scale;
            let inputs = &self.inputs[index];
            if inputs.nrows() == 1 {
                // Most inputs of a single image are silent.
                for (&input, mut row) in inputs.iter().zip(layer.weights.rows_mut()) {
                    if input != 0.0 {
                        row.scaled_add(factor * input, &errors.row(0));
                    }
                }
            } else {
                ndarray::linalg::general_mat_mul(factor, &inputs.t(), errors, 1.0, &mut layer.weights);
            }
            layer.biases.scaled_add(factor, &errors.sum_axis(ndarray::Axis(0)));
        }
    }
}

/// Steady inputs and somas of the forward phase.
pub(super) fn forward(
    weights: &Weights,
    pixels: &Array2<f32>,
    gain: f32,
) -> (Vec<Array2<f32>>, Vec<Array2<f32>>) {
    let mut inputs = vec![pixels * (RATE * gain)];
    let mut somas: Vec<Array2<f32>> = Vec::new();
    for layer in &weights.layers {
        let soma = (inputs[inputs.len() - 1].dot(&layer.weights) + &layer.biases) * SOMA;
        inputs.push(soma.mapv(|potential| rate(potential) * gain));
        somas.push(soma);
    }
    inputs.pop();
    (inputs, somas)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initial_potentials_are_as_intended() {
        // Inputs with the mean and deviation of the activity that the formula assumes: slope times potential.
        let sizes = [400, 300, 10];
        let weights = Weights::new(&sizes, 1);
        let mut random = Random::new(2, Purpose::Samples);
        let inputs = random.spread(200, 400, 0.05 * 3.0, 0.05 * 3.0);
        let dendrites = inputs.dot(&weights.layers[0].weights) + &weights.layers[0].biases;
        let mean = dendrites.mean().unwrap();
        assert!((mean - 3.0).abs() < 0.3, "{mean}");
        assert!((dendrites.std(0.0) - 6.0).abs() < 0.6, "{}", dendrites.std(0.0));
    }

    #[test]
    fn feedback_of_every_hidden_layer_comes_straight_from_the_output_and_is_alike() {
        // With a product of random matrices the lower layer was driven by as many times the square root of the neurons
        // of the upper one.
        let weights = Weights::new(&[784, 200, 200, 10], 1);
        assert_eq!(weights.feedback.len(), 2);
        for back in &weights.feedback {
            assert_eq!(back.dim(), (10, 200));
            assert!((back.std(0.0) - 2.0).abs() < 0.1, "{}", back.std(0.0));
            assert!((back.mean().unwrap() - 0.073).abs() < 0.2, "{:?}", back.mean());
        }
        let sizes = Weights::new(&[784, 500, 100, 10], 1);
        assert!((sizes.feedback[0].std(0.0) - 1.26).abs() < 0.06, "{}", sizes.feedback[0].std(0.0));
        assert!((sizes.feedback[1].std(0.0) - 2.83).abs() < 0.2, "{}", sizes.feedback[1].std(0.0));
    }

    #[test]
    fn no_layer_is_silent_or_saturated_at_the_start() {
        // A tenth of the inputs at 1, as in images of digits.
        let weights = Weights::new(&[784, 200, 200, 10], 1);
        let mut random = Random::new(5, Purpose::Samples);
        let pixels = Array2::from_shape_simple_fn((20, 784), || f32::from(u8::from(random.unit() < 0.1)));
        let (_, somas) = forward(&weights, &pixels, 0.49);
        for (layer, somas) in somas.iter().enumerate() {
            let rates = somas.mapv(rate);
            let (mean, deviation) = (rates.mean().unwrap(), rates.std(0.0));
            assert!((0.3 * RATE..0.9 * RATE).contains(&mean), "{layer}: {mean}");
            assert!(deviation > 0.1 * RATE, "{layer}: {deviation}");
        }
    }

    #[test]
    fn one_image_at_a_time_is_learned_as_in_a_batch() {
        let sizes = [6, 5, 4, 3];
        let weights = Weights::new(&sizes, 4);
        let mut pixels = Random::new(1, Purpose::Samples).spread(2, 6, 0.5, 0.2);
        pixels.column_mut(2).fill(0.0);
        let labels = [2, 1];
        let (mut batch, mut alone) = (weights.clone(), weights.clone());
        Phases::steady(&weights, &pixels, &labels, 1.0).apply(&mut batch, 0.1);
        let images = [0, 1].map(|image| {
            let row = pixels.select(ndarray::Axis(0), &[image]);
            Phases::steady(&weights, &row, &labels[image..=image], 1.0)
        });
        images.iter().for_each(|image| image.apply(&mut alone, 0.1));
        for (batch, alone) in batch.layers.iter().zip(&alone.layers) {
            assert!((&batch.weights - &alone.weights).iter().all(|difference| difference.abs() < 1e-5));
        }
        let stacked = Phases::stacked(&images).errors();
        let errors = Phases::steady(&weights, &pixels, &labels, 1.0).errors();
        for (stacked, errors) in stacked.iter().zip(&errors) {
            assert!((stacked - errors).iter().all(|difference| difference.abs() < 1e-6));
        }
        assert!(batch.layers[0] != weights.layers[0]);
    }

    #[test]
    fn the_output_learns_down_the_gradient_of_its_loss() {
        // The error of the output is the gradient of half the squared difference to the taught rates.
        let weights = Weights::new(&[6, 5, 3], 4);
        let pixels = Random::new(1, Purpose::Samples).spread(4, 6, 0.5, 0.2);
        let labels = [0, 1, 2, 1];
        let phases = Phases::steady(&weights, &pixels, &labels, 1.0);
        let loss = |weights: &Weights| {
            let (_, somas) = forward(weights, &pixels, 1.0);
            let difference = &phases.taught - &somas[1].mapv(rate);
            0.5 * difference.mapv(|d| f64::from(d * d)).sum()
        };
        for layer in 0..2 {
            let errors = &phases.true_errors(&weights)[layer];
            // The hidden factor that angles do not see: the soma's share and the gain.
            let factor = if layer == 0 { SOMA } else { 1.0 };
            let gradient = phases.inputs[layer].t().dot(errors) * factor;
            for index in [[0, 0], [2, 1], [4, 2]] {
                let step = 0.05;
                let at = |by: f32| {
                    let mut moved = weights.clone();
                    moved.layers[layer].weights[index] += by;
                    loss(&moved)
                };
                let slope = (at(step) - at(-step)) / f64::from(2.0 * step);
                let expected = f64::from(gradient[index]);
                assert!(
                    (slope - expected).abs() < 1e-5 + 0.03 * expected.abs(),
                    "{layer} {index:?}: {slope} {expected}"
                );
            }
        }
    }
}
