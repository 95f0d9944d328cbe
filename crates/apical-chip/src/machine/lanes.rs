//! The neuron lanes of a layer: potentials, spikes, window bits.

use apical_core::reference;

use super::kernel::{self, add_rows};
use super::memory::LayerMemory;

/// One accumulating register a neuron.
///
/// An event that is taken in is added in the next cycle; for the last word of a dense machine that may be the hand-over,
/// which compares sums, not registers. The model keeps the addresses and adds all rows when the
/// potentials are wanted, which gives the same sums, as weights do not change meanwhile.
#[derive(Debug, Clone)]
pub(super) struct Lanes {
    events: Vec<u16>,
    potentials: Vec<i32>,
}

impl Lanes {
    pub(super) fn new(memory: &LayerMemory) -> Self {
        Self { events: Vec::with_capacity(memory.inputs), potentials: vec![0; memory.stride] }
    }

    /// Loads the biases.
    pub(super) fn begin(&mut self) {
        self.events.clear();
    }

    #[inline(always)]
    pub(super) fn take(&mut self, address: usize) {
        self.events.push(address as u16);
    }

    pub(super) fn events(&self) -> usize {
        self.events.len()
    }

    /// Potentials after all events taken in.
    pub(super) fn settle(&mut self, memory: &LayerMemory) {
        for (potential, &bias) in self.potentials.iter_mut().zip(&memory.bias_weights) {
            *potential = i32::from(bias);
        }
        add_rows(&memory.weights, memory.stride, &self.events, &mut self.potentials);
    }

    /// Spike bits of the potentials last settled.
    pub(super) fn spikes(&self, memory: &LayerMemory, bits: &mut [u64]) {
        kernel::spike_bits(&self.potentials, memory.neurons, bits);
    }

    /// Window bits of the potentials last settled.
    pub(super) fn window(&self, memory: &LayerMemory, theta: u16, bits: &mut [u64]) {
        kernel::window_bits(&self.potentials, memory.neurons, theta, bits);
    }

    /// The potentials last settled.
    pub(super) fn potentials(&self, memory: &LayerMemory) -> &[i32] {
        &self.potentials[..memory.neurons]
    }
}

/// The winner among the output potentials, and whether the label would have won without its margin.
pub(super) fn winner(potentials: &[i32], lowered: Option<(u8, u8)>) -> (u8, bool) {
    match lowered {
        None => (reference::winner(potentials), true),
        Some((label, margin)) => {
            (reference::lowered_winner(potentials, label, margin), reference::winner(potentials) == label)
        }
    }
}
