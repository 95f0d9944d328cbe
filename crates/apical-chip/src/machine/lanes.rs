//! The neuron lanes of a layer: potentials, spikes, window bits.

use apical_core::reference;

use super::kernel::add_rows;
use super::memory::LayerMemory;

/// One accumulating register a neuron.
///
/// An event that is taken in is added in the next cycle. The model keeps the addresses and adds all rows when the
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
    pub(super) fn settle(&mut self, memory: &LayerMemory) -> &[i32] {
        for (potential, &bias) in self.potentials.iter_mut().zip(&memory.bias_weights) {
            *potential = i32::from(bias);
        }
        add_rows(&memory.weights, memory.stride, &self.events, &mut self.potentials);
        &self.potentials[..memory.neurons]
    }

    /// The potentials last settled.
    pub(super) fn potentials(&self, memory: &LayerMemory) -> &[i32] {
        &self.potentials[..memory.neurons]
    }
}

/// Spike bits: potential above 0.
pub(super) fn spikes(potentials: &[i32], bits: &mut [u64]) {
    for (word, potentials) in bits.iter_mut().zip(potentials.chunks(64)) {
        *word = potentials.iter().rev().fold(0, |word, &potential| word << 1 | u64::from(potential > 0));
    }
}

/// Window bits: |potential| below theta.
pub(super) fn window(potentials: &[i32], theta: u16, bits: &mut [u64]) {
    let theta = u32::from(theta);
    for (word, potentials) in bits.iter_mut().zip(potentials.chunks(64)) {
        let inside = |potential: i32| potential.unsigned_abs() < theta;
        *word = potentials.iter().rev().fold(0, |word, &potential| word << 1 | u64::from(inside(potential)));
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
