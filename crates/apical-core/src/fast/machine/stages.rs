//! The stages that an image passes in a layer.

use crate::fast::events::Events;
use crate::fast::packed::PackedLayer;
use crate::fast::packing::{BLOCK_NEURONS, Packing, Sum};
use crate::fast::vector::Instructions;

/// Potentials of a layer for the spikes of the one before.
#[inline(always)]
pub(super) fn potentials<'a, P: Packing, I: Instructions>(
    layer: &PackedLayer<P>,
    events: &Events,
    sums: &'a mut [P::Sum],
) -> &'a [P::Sum] {
    let sums = &mut sums[..layer.groups * BLOCK_NEURONS];
    let addresses = events.addresses();
    P::accumulate::<I>(&layer.weights, layer.groups, addresses, sums);
    P::Sum::offset(sums, &layer.bias, -(addresses.len() as i32 * layer.stored_zero));
    sums
}

/// Spike bits of a hidden layer.
#[inline(always)]
pub(super) fn spikes<P: Packing, I: Instructions>(
    layer: &PackedLayer<P>,
    sums: &[P::Sum],
    words: &mut [u64],
) {
    for ((sums, word), valid) in sums.as_chunks::<64>().0.iter().zip(words).zip(&layer.valid) {
        *word = P::Sum::spikes::<I>(sums) & valid;
    }
}

/// Window bits of a hidden layer.
#[inline(always)]
pub(super) fn window<P: Packing, I: Instructions>(
    layer: &PackedLayer<P>,
    sums: &[P::Sum],
    theta: u16,
    words: &mut [u64],
) {
    for ((sums, word), valid) in sums.as_chunks::<64>().0.iter().zip(words).zip(&layer.valid) {
        *word = P::Sum::window::<I>(sums, theta) & valid;
    }
}

/// The winner, and whether `label` would have won without its `margin` (true without a label).
#[inline(always)]
pub(super) fn winner<P: Packing>(sums: &[P::Sum], lowered: Option<(u8, u8)>) -> (u8, bool) {
    let (label, margin) = lowered.map_or((usize::MAX, 0), |(label, margin)| (usize::from(label), margin));
    let mut best = i32::MIN;
    let mut winner = 0;
    for (neuron, &sum) in sums.iter().enumerate() {
        let potential = sum.into() - if neuron == label { i32::from(margin) } else { 0 };
        if potential > best {
            best = potential;
            winner = neuron;
        }
    }
    let correct = winner == label || label == usize::MAX || {
        // The winner is the best of the others, so only these two are to be compared again.
        let own: i32 = sums[label].into();
        own > best || (own == best && label < winner)
    };
    (winner as u8, correct)
}
