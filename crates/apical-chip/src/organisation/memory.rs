//! Synapses in memory words, words in memories.

use serde::Serialize;

/// Which synapses share a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum MemoryOrder {
    /// Those of one input with neighbouring neurons: a spike reads one row across all neurons.
    Input,
    /// Those of one neuron with neighbouring inputs: every neuron has a memory of its own.
    Neuron,
}

/// Ports of a memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Ports {
    /// One port: a read or a write a cycle.
    One,
    /// One read and one write a cycle.
    Two,
}

/// A memory word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct WordShape {
    /// Which synapses share it.
    pub order: MemoryOrder,
    /// Synapses in it.
    pub synapses: u32,
    /// Its width in bits.
    pub bits: u32,
    /// Ports of the memory.
    pub ports: Ports,
}

/// Equal memories that together hold the synapses of a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MemoryArray {
    /// Number of memories.
    pub memories: u32,
    /// Words of each.
    pub words: u32,
    /// Bits of a word.
    pub bits: u32,
    /// Ports of each.
    pub ports: Ports,
}

impl MemoryArray {
    pub(super) fn new(shape: WordShape, inputs: u32, neurons: u32, banks: u32) -> Self {
        let (memories, words) = match shape.order {
            MemoryOrder::Input => {
                let banks = banks.min(inputs);
                (banks * neurons.div_ceil(shape.synapses), inputs.div_ceil(banks))
            }
            MemoryOrder::Neuron => (neurons, inputs.div_ceil(shape.synapses)),
        };
        Self { memories, words, bits: shape.bits, ports: shape.ports }
    }

    /// Capacity of one memory in bytes, rounded up.
    #[must_use]
    pub fn bytes_each(&self) -> u64 {
        (u64::from(self.words) * u64::from(self.bits)).div_ceil(8)
    }

    /// Capacity of all memories in bits.
    #[must_use]
    pub fn total_bits(&self) -> u64 {
        u64::from(self.memories) * u64::from(self.words) * u64::from(self.bits)
    }
}
