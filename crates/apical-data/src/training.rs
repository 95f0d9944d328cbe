//! A dataset as the trainer of `apical-core` wants it.

use apical_core::training::TrainingImages;

use crate::Dataset;

impl TrainingImages for Dataset {
    fn count(&self) -> u32 {
        // The readers allow 2^24 images.
        u32::try_from(self.len()).unwrap_or(u32::MAX)
    }

    fn width(&self) -> usize {
        Self::width(self)
    }

    #[inline]
    fn image(&self, index: u32) -> &[u8] {
        Self::image(self, index as usize)
    }

    #[inline]
    fn label(&self, index: u32) -> u8 {
        self.labels()[index as usize]
    }
}
