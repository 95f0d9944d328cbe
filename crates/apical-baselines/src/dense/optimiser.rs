//! From gradients to steps.

use ndarray::linalg::general_mat_mul;
use ndarray::{Array1, Array2, ArrayBase, Axis, Data, DataMut, Dimension, Zip};

use super::network::{Dense, Network};
use crate::{Optimiser, Settings};

/// Decay of Adam's moments, and what keeps its divisor from 0 (Kingma and Ba 2015).
const MOMENTS: (f32, f32) = (0.9, 0.999);
const EPSILON: f32 = 1e-8;

/// The memory that an optimiser has of a layer: moments of the gradient, of the same shapes.
#[derive(Debug, Clone)]
struct Moments {
    first: Dense,
    second: Dense,
}

/// Steps for all layers.
#[derive(Debug, Clone)]
pub(super) struct Steps {
    settings: Settings,
    moments: Vec<Moments>,
    /// Where the gradients of the weights go, where they are needed apart; kept for its memory.
    gradients: Vec<Array2<f32>>,
    /// Steps taken, for Adam's correction of its start.
    taken: i32,
}

fn zeros(like: &Dense) -> Dense {
    Dense { weights: Array2::zeros(like.weights.raw_dim()), biases: Array1::zeros(like.biases.raw_dim()) }
}

impl Steps {
    pub(super) fn new(network: &Network, settings: Settings) -> Self {
        let moments = |layer: &Dense| Moments { first: zeros(layer), second: zeros(layer) };
        let plain = settings.optimiser == Optimiser::Sgd && settings.momentum == 0.0;
        let moments = if plain { Vec::new() } else { network.layers.iter().map(moments).collect() };
        let apart = settings.optimiser == Optimiser::Adam;
        let gradient = |layer: &Dense| Array2::zeros(layer.weights.raw_dim());
        let gradients = if apart { network.layers.iter().map(gradient).collect() } else { Vec::new() };
        Self { settings, moments, gradients, taken: 0 }
    }

    /// Moments that each weight has.
    pub(super) fn moments_of_a_weight(&self) -> u64 {
        match self.settings.optimiser {
            Optimiser::Adam => 2,
            Optimiser::Sgd => u64::from(self.settings.momentum > 0.0),
        }
    }

    /// A step down the gradient that activities (images, inputs) and errors (images, neurons) of each layer make,
    /// averaged over the images.
    pub(super) fn step(
        &mut self,
        network: &mut Network,
        activities: &[Array2<f32>],
        errors: &[Array2<f32>],
        share: f32,
    ) {
        let rate = self.settings.rate(share);
        self.taken = self.taken.saturating_add(1);
        for (index, layer) in network.layers.iter_mut().enumerate() {
            let (below, errors) = (&activities[index], &errors[index]);
            let images = below.nrows().max(1) as f32;
            let Some(moments) = self.moments.get_mut(index) else {
                general_mat_mul(-rate / images, &below.t(), errors, 1.0, &mut layer.weights);
                layer.biases.scaled_add(-rate / images, &errors.sum_axis(Axis(0)));
                continue;
            };
            match self.settings.optimiser {
                Optimiser::Sgd => {
                    let momentum = self.settings.momentum;
                    let first = &mut moments.first;
                    general_mat_mul(1.0 / images, &below.t(), errors, momentum, &mut first.weights);
                    first.biases *= momentum;
                    first.biases.scaled_add(1.0 / images, &errors.sum_axis(Axis(0)));
                    layer.weights.scaled_add(-rate, &first.weights);
                    layer.biases.scaled_add(-rate, &first.biases);
                }
                Optimiser::Adam => {
                    let (fast, slow) = (1.0 - MOMENTS.0.powi(self.taken), 1.0 - MOMENTS.1.powi(self.taken));
                    let step = rate * slow.sqrt() / fast;
                    let gradient = &mut self.gradients[index];
                    general_mat_mul(1.0 / images, &below.t(), errors, 0.0, gradient);
                    let (first, second) = (&mut moments.first, &mut moments.second);
                    adam(&mut layer.weights, &mut first.weights, &mut second.weights, gradient, step);
                    let gradient = errors.sum_axis(Axis(0)) / images;
                    adam(&mut layer.biases, &mut first.biases, &mut second.biases, &gradient, step);
                }
            }
        }
    }
}

fn adam<S: DataMut<Elem = f32>, G: Data<Elem = f32>, D: Dimension>(
    values: &mut ArrayBase<S, D>,
    first: &mut ArrayBase<S, D>,
    second: &mut ArrayBase<S, D>,
    gradient: &ArrayBase<G, D>,
    step: f32,
) {
    Zip::from(values).and(first).and(second).and(gradient).for_each(|value, first, second, &gradient| {
        *first += (1.0 - MOMENTS.0) * (gradient - *first);
        *second += (1.0 - MOMENTS.1) * (gradient * gradient - *second);
        *value -= step * *first / (second.sqrt() + EPSILON);
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Activation, Loss, RuleName};
    use ndarray::array;

    /// One weight of 1 with a gradient of 0.5 at each step.
    fn after(settings: Settings, steps: usize) -> f32 {
        let layer = Dense { weights: array![[1.0]], biases: array![0.0] };
        let mut network = Network { layers: vec![layer], activation: Activation::Relu, loss: Loss::Softmax };
        let mut optimiser = Steps::new(&network, settings);
        for _ in 0..steps {
            optimiser.step(&mut network, &[array![[1.0], [1.0]]], &[array![[0.25], [0.75]]], 0.0);
        }
        network.layers[0].weights[[0, 0]]
    }

    #[test]
    fn steps_by_hand() {
        let settings = Settings { learning_rate: 0.1, momentum: 0.0, ..RuleName::Bp.settings() };
        let sgd = Settings { optimiser: Optimiser::Sgd, ..settings };
        assert!((after(sgd, 2) - 0.9).abs() < 1e-6);
        // 0.5, then 0.5 * 0.5 + 0.5.
        let momentum = Settings { momentum: 0.5, ..sgd };
        assert!((after(momentum, 2) - (1.0 - 0.05 - 0.075)).abs() < 1e-6);
        // With a constant gradient Adam's step is the rate.
        let adam = Settings { optimiser: Optimiser::Adam, ..settings };
        assert!((after(adam, 3) - 0.7).abs() < 1e-4, "{}", after(adam, 3));
    }
}
