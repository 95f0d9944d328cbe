//! How a layer's weights lie in memory, and what follows from it.

use super::vector::{Block, Instructions, UpdateVector};

/// Neurons that are packed together.
pub(super) const BLOCK_NEURONS: usize = 64;

/// A way to pack weights. Stored weights are offset by `2^(w-1)`, so that none is negative; a sum of stored
/// weights is put right by the number of spikes.
pub(super) trait Packing: core::fmt::Debug + Clone {
    /// Type of a potential. Wide enough by the limits of the specification.
    type Sum: Sum;
    /// Memory blocks that 64 neurons take.
    const BLOCKS: usize;

    /// Where neuron `neuron` (0 to 63) lies: memory block, byte, and the byte's lower nibble (0), upper nibble
    /// (4), or either where a weight has a byte (0).
    fn place(neuron: usize) -> (usize, usize, u32);

    /// Sums the stored weights of the rows that `events` names.
    /// `memory` has `BLOCKS * groups` blocks a row, `sums` 64 elements a group of neurons; they are overwritten.
    fn accumulate<I: Instructions>(memory: &[Block], groups: usize, events: &[u16], sums: &mut [Self::Sum]);

    /// Where the weights lie that accumulator block `place` of a row carries into: block of the row, and which
    /// of its two nibbles.
    fn home(place: usize) -> (usize, usize);

    /// The stored weights, a byte each, that one block of accumulators carries into.
    fn extract<V: UpdateVector>(packed: V, half: usize) -> V;

    /// Puts stored weights back where [`extract`](Self::extract) found them.
    fn insert<V: UpdateVector>(packed: V, stored: V, half: usize) -> V;
}

/// Type of a potential.
pub(super) trait Sum: Copy + Default + core::fmt::Debug + Into<i32> {
    /// From a value that the format's limits keep in range.
    fn from_i32(value: i32) -> Self;

    /// Adds a per-neuron constant and `offset` to each sum.
    fn offset(sums: &mut [Self], constants: &[Self], offset: i32);

    /// Spike bits of 64 potentials: above 0.
    fn spikes<I: Instructions>(sums: &[Self; 64]) -> u64;

    /// Window bits of 64 potentials: |potential| below `theta`.
    fn window<I: Instructions>(sums: &[Self; 64], theta: u16) -> u64;
}

/// Where the accumulator of neuron `neuron` (0 to 63) lies: block (0 or 1) and byte. Both packings keep
/// accumulators beside the weights they carry into.
pub(super) fn accumulator_place<P: Packing>(neuron: usize) -> (usize, usize) {
    let (block, byte, shift) = P::place(neuron);
    if P::BLOCKS == 1 { ((shift / 4) as usize, byte) } else { (block, byte) }
}
