//! Spikes as addresses.

use alloc::vec::Vec;

use super::vector::Instructions;

/// The spiking neurons of one layer, ascending.
#[derive(Debug, Clone)]
pub(super) struct Events {
    addresses: Vec<u16>,
    count: usize,
}

impl Events {
    /// Room for a layer of `neurons`.
    pub(super) fn new(neurons: usize) -> Self {
        // Writers fill whole words of 64 and may overshoot by eight.
        Self { addresses: alloc::vec![0; neurons.next_multiple_of(64) + 8], count: 0 }
    }

    /// Takes over the spike bits of a layer.
    #[inline(always)]
    pub(super) fn set<I: Instructions>(&mut self, words: &[u64]) {
        self.count = I::positions(words, &mut self.addresses);
    }

    /// The addresses.
    #[inline(always)]
    pub(super) fn addresses(&self) -> &[u16] {
        &self.addresses[..self.count]
    }

    /// Takes over one boolean a neuron.
    pub(super) fn set_from_bools(&mut self, spikes: &[bool]) {
        self.count = 0;
        for (address, _) in spikes.iter().enumerate().filter(|&(_, &spike)| spike) {
            self.addresses[self.count] = address as u16;
            self.count += 1;
        }
    }

    /// One boolean a neuron.
    pub(super) fn to_bools(&self, neurons: usize) -> Vec<bool> {
        let mut spikes = alloc::vec![false; neurons];
        for &address in self.addresses() {
            spikes[usize::from(address)] = true;
        }
        spikes
    }
}
