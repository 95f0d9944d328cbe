//! How a layer's weights lie in memory, and what follows from it.

use super::shape::{Bits, Shape};
use super::update::Memory;
use super::vector::{Block, Instructions};

/// A way to pack the weights of a group of 64 neurons. Stored weights are offset by `2^(w-1)`, so that none is
/// negative; a sum of stored weights is put right by the number of spikes.
pub(super) trait Packing: core::fmt::Debug + Clone {
    /// Type of a potential. Wide enough by the limits of the specification.
    type Sum: Sum;
    /// Memory blocks that 64 neurons take.
    const BLOCKS: usize;

    /// Where neuron `neuron` (0 to 63) of a group lies: block of the group, byte, and bits of it.
    fn location(neuron: usize) -> (usize, usize, Bits);

    /// Potentials of a layer: `start` (one a sum) plus `offset` plus the stored weights of the rows that `events`
    /// names. `sums` are overwritten; [`sum_index`](super::shape::sum_index) tells their order.
    fn accumulate<I: Instructions>(
        memory: &[Block],
        shape: Shape,
        events: &[u16],
        start: &[Self::Sum],
        offset: i32,
        sums: &mut [Self::Sum],
    );

    /// Adds `changes` (in the order of the accumulators of a row) to each row in `events`.
    fn update<I: Instructions>(memory: Memory<'_>, events: &[u16], changes: &[Block]);
}

/// Type of a potential.
pub(super) trait Sum: Copy + Default + core::fmt::Debug + Into<i32> {
    /// From a value that the format's limits keep in range.
    fn from_i32(value: i32) -> Self;

    /// Spike bits of 32 potentials: above 0.
    fn spikes<I: Instructions>(sums: &[Self; 32]) -> u32;

    /// Window bits of 32 potentials: |potential| below `theta`.
    fn window<I: Instructions>(sums: &[Self; 32], theta: u16) -> u32;
}
