//! The stages that an image passes in a layer.

use crate::fast::events::Events;
use crate::fast::packed::PackedLayer;
use crate::fast::packing::{Packing, Sum};
use crate::fast::shape::sum_index;
use crate::fast::vector::Instructions;

/// Potentials of a layer for the spikes of the one before, in the order of [`sum_index`].
#[inline(always)]
pub(super) fn potentials<'a, P: Packing, I: Instructions>(
    layer: &PackedLayer<P>,
    events: &Events,
    sums: &'a mut [P::Sum],
) -> &'a [P::Sum] {
    let sums = &mut sums[..layer.bias.len()];
    let addresses = events.addresses();
    let offset = -(addresses.len() as i32 * layer.stored_zero);
    I::accumulate::<P>(&layer.weights, layer.shape, addresses, &layer.bias, offset, sums);
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
        let halves = sums.as_chunks::<32>().0;
        let (low, high) = (P::Sum::spikes::<I>(&halves[0]), P::Sum::spikes::<I>(&halves[1]));
        *word = (u64::from(low) | u64::from(high) << 32) & valid;
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
        let halves = sums.as_chunks::<32>().0;
        let (low, high) = (P::Sum::window::<I>(&halves[0], theta), P::Sum::window::<I>(&halves[1], theta));
        *word = (u64::from(low) | u64::from(high) << 32) & valid;
    }
}

/// The winner among `classes`, and whether `label` would have won without its `margin` (true without a label).
#[inline(always)]
pub(super) fn winner<P: Packing>(sums: &[P::Sum], classes: usize, lowered: Option<(u8, u8)>) -> (u8, bool) {
    let (label, margin) = lowered.map_or((usize::MAX, 0), |(label, margin)| (usize::from(label), margin));
    let mut best = i32::MIN;
    let mut winner = 0;
    for first in (0..classes).step_by(8) {
        // Sums of eight neurons lie side by side.
        let sums = sums[sum_index(first)..].iter().take(8.min(classes - first));
        for (neuron, &sum) in (first..).zip(sums) {
            let potential = sum.into() - if neuron == label { i32::from(margin) } else { 0 };
            if potential > best {
                best = potential;
                winner = neuron;
            }
        }
    }
    let correct = winner == label || label == usize::MAX || {
        // The winner is the best of the others, so only these two are to be compared again.
        let own: i32 = sums[sum_index(label)].into();
        own > best || (own == best && label < winner)
    };
    (winner as u8, correct)
}
