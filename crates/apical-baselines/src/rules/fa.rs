//! `fa`: feedback alignment (Lillicrap, Cownden, Tweed and Akerman 2016).

use ndarray::Array2;

use super::bp::layer_by_layer;
use super::random_feedback_settings;
use crate::dense::{DenseRule, Feedback, Network, Pass, Traffic};
use crate::random::{Purpose, Random};
use crate::{Loss, RuleName, Settings};

/// The error goes back layer by layer, through fixed random weights in place of the transposed ones.
#[derive(Debug, Clone)]
pub struct RandomWeights {
    /// For each layer but the first, shape (neurons, neurons below).
    weights: Vec<Array2<f32>>,
}

impl Feedback for RandomWeights {
    fn hidden_errors(
        &self,
        network: &Network,
        pass: &Pass,
        output_error: &Array2<f32>,
        _labels: &[u8],
    ) -> Vec<Array2<f32>> {
        let mut errors: Vec<Array2<f32>> = Vec::with_capacity(self.weights.len());
        for (index, weights) in self.weights.iter().enumerate().rev() {
            let mut below = errors.last().unwrap_or(output_error).dot(weights);
            network.through_activation(&mut below, pass, index);
            errors.push(below);
        }
        errors.reverse();
        errors
    }

    fn traffic(&self, network: &Network, errors: &[Array2<f32>]) -> Traffic {
        layer_by_layer(network, errors)
    }
}

pub(crate) fn settings() -> Settings {
    random_feedback_settings(1e-3, Loss::Softmax)
}

/// Feedback weights are uniform in `+-sqrt(6 / neurons below)`.
pub(crate) fn make(sizes: &[usize], seed: u64, settings: &Settings) -> DenseRule<RandomWeights> {
    let mut random = Random::new(seed, Purpose::Feedback);
    let weights = sizes[1..]
        .windows(2)
        .map(|pair| random.matrix(pair[1], pair[0], (6.0 / pair[0] as f32).sqrt()))
        .collect();
    DenseRule::new(RuleName::Fa, sizes, seed, settings, RandomWeights { weights })
}
