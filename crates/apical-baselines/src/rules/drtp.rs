//! `drtp`: direct random target projection (Frenkel, Lefebvre and Bol 2021).

use ndarray::Array2;

use super::dfa::project;
use super::{address_bits, direct_feedback, random_feedback_settings};
use crate::dense::{DenseRule, Feedback, Network, Pass, Traffic};
use crate::{Loss, RuleName, Settings};

/// The target, not the error, goes to every hidden layer, which need not wait for the output.
#[derive(Debug, Clone)]
pub struct Target {
    weights: Vec<Array2<f32>>,
}

impl Feedback for Target {
    fn hidden_errors(
        &self,
        network: &Network,
        pass: &Pass,
        output_error: &Array2<f32>,
        labels: &[u8],
    ) -> Vec<Array2<f32>> {
        let mut targets = Array2::zeros(output_error.raw_dim());
        for (mut row, &label) in targets.rows_mut().into_iter().zip(labels) {
            row[usize::from(label)] = 1.0;
        }
        project(network, pass, &targets, &self.weights)
    }

    /// The label's address travels; each neuron reads the one feedback weight that it selects.
    fn traffic(&self, network: &Network, errors: &[Array2<f32>]) -> Traffic {
        let (images, classes) = errors[errors.len() - 1].dim();
        let hidden = &network.layers[..network.layers.len() - 1];
        let reads: usize = hidden.iter().map(|layer| images * layer.biases.len()).sum();
        let bits = address_bits(classes) * (images * hidden.len()) as u64;
        Traffic { reads: reads as u64, bits, ..Traffic::default() }
    }
}

pub(crate) fn settings() -> Settings {
    random_feedback_settings(1e-2, Loss::Sigmoid)
}

pub(crate) fn make(sizes: &[usize], seed: u64, settings: &Settings) -> DenseRule<Target> {
    DenseRule::new(RuleName::Drtp, sizes, seed, settings, Target { weights: direct_feedback(sizes, seed) })
}
