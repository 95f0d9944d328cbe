//! The order of the images in an epoch.

use alloc::vec::Vec;

use crate::random::{SplitMix64, Stream};

/// The order in which epoch `epoch` (from 0) shows `images` images: a Fisher-Yates shuffle from the last position
/// down, `j = below(i + 1)`, with a splitmix64 generator seeded by output `epoch` of the stream
/// [`Stream::Order`].
#[must_use]
pub fn epoch_order(user_seed: u64, epoch: u32, images: u32) -> Vec<u32> {
    let mut generator = SplitMix64::new(SplitMix64::at(Stream::Order.seed(user_seed), epoch.into()));
    let mut order: Vec<u32> = (0..images).collect();
    for last in (1..images).rev() {
        order.swap(last as usize, generator.below(last + 1) as usize);
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_image_comes_once_and_epochs_differ() {
        let first = epoch_order(1, 0, 1000);
        let mut sorted = first.clone();
        sorted.sort_unstable();
        assert!(sorted.into_iter().eq(0..1000));
        assert_ne!(first, epoch_order(1, 1, 1000));
        assert_ne!(first, epoch_order(2, 0, 1000));
        assert_eq!(first, epoch_order(1, 0, 1000));
        assert!(epoch_order(1, 0, 0).is_empty());
    }
}
