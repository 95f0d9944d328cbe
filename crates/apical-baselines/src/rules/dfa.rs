//! `dfa`: direct feedback alignment (Nokland 2016).

use ndarray::Array2;

use super::{direct_feedback, random_feedback_settings};
use crate::dense::{DenseRule, Feedback, Network, Pass, Traffic};
use crate::{Loss, RuleName, Settings};

/// The output's error goes straight to every hidden layer, through fixed random weights.
#[derive(Debug, Clone)]
pub struct Direct {
    weights: Vec<Array2<f32>>,
}

impl Feedback for Direct {
    fn hidden_errors(
        &self,
        network: &Network,
        pass: &Pass,
        output_error: &Array2<f32>,
        _labels: &[u8],
    ) -> Vec<Array2<f32>> {
        project(network, pass, output_error, &self.weights)
    }

    fn traffic(&self, network: &Network, errors: &[Array2<f32>]) -> Traffic {
        let (images, classes) = errors[errors.len() - 1].dim();
        let hidden = &network.layers[..network.layers.len() - 1];
        let products: usize = hidden.iter().map(|layer| images * classes * layer.biases.len()).sum();
        let products = products as u64;
        let bits = (images * classes * 32 * hidden.len()) as u64;
        Traffic { multiplications: products, additions: products, reads: products, bits }
    }
}

/// Signals of shape (images, classes) through feedback weights to each hidden layer, and its activation.
pub(super) fn project(
    network: &Network,
    pass: &Pass,
    signals: &Array2<f32>,
    weights: &[Array2<f32>],
) -> Vec<Array2<f32>> {
    let errors = weights.iter().enumerate().map(|(layer, weights)| {
        let mut errors = signals.dot(weights);
        network.through_activation(&mut errors, pass, layer);
        errors
    });
    errors.collect()
}

pub(crate) fn settings() -> Settings {
    random_feedback_settings(3e-3, Loss::Softmax)
}

pub(crate) fn make(sizes: &[usize], seed: u64, settings: &Settings) -> DenseRule<Direct> {
    DenseRule::new(RuleName::Dfa, sizes, seed, settings, Direct { weights: direct_feedback(sizes, seed) })
}
