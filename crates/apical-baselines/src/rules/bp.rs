//! `bp`, `bp-adam`: backpropagation of the error (Rumelhart, Hinton and Williams 1986).

use ndarray::Array2;

use crate::dense::{DenseRule, Feedback, Network, Pass, Traffic, nonzero_by_row};
use crate::{Activation, Input, Loss, Optimiser, RuleName, Settings};

/// The error goes back through the transposed weights of each layer.
#[derive(Debug, Clone, Copy)]
pub struct Transposed;

impl Feedback for Transposed {
    fn hidden_errors(
        &self,
        network: &Network,
        pass: &Pass,
        output_error: &Array2<f32>,
        _labels: &[u8],
    ) -> Vec<Array2<f32>> {
        let mut errors = network.backward(pass, output_error);
        errors.pop();
        errors
    }

    fn traffic(&self, network: &Network, errors: &[Array2<f32>]) -> Traffic {
        layer_by_layer(network, errors)
    }
}

/// What it takes to bring errors back layer by layer: each error above reads its row of weights to all neurons below.
pub(super) fn layer_by_layer(network: &Network, errors: &[Array2<f32>]) -> Traffic {
    let mut traffic = Traffic::default();
    for (layer, errors) in network.layers.iter().zip(errors).skip(1) {
        let below = layer.weights.nrows() as u64;
        let wrong: u64 = nonzero_by_row(errors).iter().sum();
        traffic.multiplications += wrong * below;
        traffic.additions += wrong * below;
        traffic.reads += wrong * below;
        traffic.bits += (errors.len() * 32) as u64;
    }
    traffic
}

pub(crate) fn settings() -> Settings {
    Settings {
        learning_rate: 0.05,
        learning_rate_end: 0.0005,
        momentum: 0.9,
        optimiser: Optimiser::Sgd,
        batch: 64,
        activation: Activation::Relu,
        loss: Loss::Softmax,
        input: Input::Grey,
        initial: 1.0,
    }
}

pub(crate) fn adam_settings() -> Settings {
    Settings {
        learning_rate: 3e-3,
        learning_rate_end: 3e-5,
        momentum: 0.0,
        optimiser: Optimiser::Adam,
        batch: 64,
        ..settings()
    }
}

/// `name`: `bp` or `bp-adam`.
pub(crate) fn make(name: RuleName, sizes: &[usize], seed: u64, settings: &Settings) -> DenseRule<Transposed> {
    DenseRule::new(name, sizes, seed, settings, Transposed)
}
