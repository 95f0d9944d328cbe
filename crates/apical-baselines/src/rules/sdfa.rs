//! `sdfa`: direct feedback alignment with the sign of the error (Frenkel, Lefebvre and Bol 2021).
//!
//! With a softmax or sigmoid output the sign is +1 for every class but the label's, whatever the output was.

use ndarray::Array2;

use super::dfa::project;
use super::{direct_feedback, random_feedback_settings};
use crate::dense::{DenseRule, Feedback, Network, Pass, Traffic};
use crate::{Loss, RuleName, Settings};

/// The sign of the output's error goes straight to every hidden layer.
#[derive(Debug, Clone)]
pub struct DirectSign {
    weights: Vec<Array2<f32>>,
}

impl Feedback for DirectSign {
    fn hidden_errors(
        &self,
        network: &Network,
        pass: &Pass,
        output_error: &Array2<f32>,
        _labels: &[u8],
    ) -> Vec<Array2<f32>> {
        let sign = |error: f32| if error == 0.0 { 0.0 } else { error.signum() };
        project(network, pass, &output_error.mapv(sign), &self.weights)
    }

    /// No multiplications: a sign adds or subtracts. An error travels as a bit.
    fn traffic(&self, network: &Network, errors: &[Array2<f32>]) -> Traffic {
        let (images, classes) = errors[errors.len() - 1].dim();
        let hidden = &network.layers[..network.layers.len() - 1];
        let sums: usize = hidden.iter().map(|layer| images * classes * layer.biases.len()).sum();
        let bits = (images * classes * hidden.len()) as u64;
        Traffic { multiplications: 0, additions: sums as u64, reads: sums as u64, bits }
    }
}

pub(crate) fn settings() -> Settings {
    random_feedback_settings(1e-2, Loss::Softmax)
}

pub(crate) fn make(sizes: &[usize], seed: u64, settings: &Settings) -> DenseRule<DirectSign> {
    let feedback = DirectSign { weights: direct_feedback(sizes, seed) };
    DenseRule::new(RuleName::Sdfa, sizes, seed, settings, feedback)
}
