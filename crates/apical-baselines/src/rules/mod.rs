//! The rules, a file each.

pub mod bp;
pub mod bp_binary;
pub mod dfa;
pub mod drtp;
pub mod dsf;
pub mod fa;
pub mod sd_rate;
pub mod sd_spiking;
pub mod sdfa;
mod segregated;

use ndarray::Array2;

use crate::random::{Purpose, Random};
use crate::{Activation, Input, Loss, Optimiser, Settings};

/// What the rules with fixed random feedback have in common, as Frenkel, Lefebvre and Bol (2021) ran them on MNIST: `tanh`,
/// Adam, batches of 60. Rate and loss are those that tuning found (`examples/tuning.rs`).
fn random_feedback_settings(learning_rate: f32, loss: Loss) -> Settings {
    Settings {
        learning_rate,
        learning_rate_end: learning_rate / 100.0,
        momentum: 0.0,
        optimiser: Optimiser::Adam,
        batch: 60,
        activation: Activation::Tanh,
        loss,
        input: Input::Grey,
        initial: 1.0,
    }
}

/// Fixed feedback weights of each hidden layer, shape (classes, neurons): uniform in `+-sqrt(6 / neurons)`.
fn direct_feedback(sizes: &[usize], seed: u64) -> Vec<Array2<f32>> {
    let mut random = Random::new(seed, Purpose::Feedback);
    let classes = sizes[sizes.len() - 1];
    sizes[1..sizes.len() - 1]
        .iter()
        .map(|&neurons| random.matrix(classes, neurons, (6.0 / neurons as f32).sqrt()))
        .collect()
}

/// Bits of a class's address.
fn address_bits(classes: usize) -> u64 {
    u64::from(usize::BITS - classes.saturating_sub(1).leading_zeros())
}
