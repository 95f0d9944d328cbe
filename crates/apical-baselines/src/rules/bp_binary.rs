//! `bp-binary`: backpropagation through binary activations, straight-through (Bengio, Leonard and Courville 2013;
//! the window of 1 as Hubara et al. 2016).

use super::bp::{self, Transposed};
use crate::dense::DenseRule;
use crate::{Activation, Input, RuleName, Settings};

/// Inputs are spikes too, as the processor makes them, so that activity is one bit everywhere.
pub(crate) fn settings() -> Settings {
    Settings { activation: Activation::Binary, input: Input::Spikes, ..bp::adam_settings() }
}

pub(crate) fn make(sizes: &[usize], seed: u64, settings: &Settings) -> DenseRule<Transposed> {
    DenseRule::new(RuleName::BpBinary, sizes, seed, settings, Transposed)
}
