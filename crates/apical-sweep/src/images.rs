//! A data set as the trainer wants it.

use apical_core::training::TrainingImages;
use apical_data::Dataset;

/// The images of a data set, for [`Trainer`](apical_core::training::Trainer).
#[derive(Debug, Clone, Copy)]
pub struct Images<'a>(pub &'a Dataset);

impl TrainingImages for Images<'_> {
    fn count(&self) -> u32 {
        // The readers allow 2^24 images.
        u32::try_from(self.0.len()).unwrap_or(u32::MAX)
    }

    fn width(&self) -> usize {
        self.0.width()
    }

    #[inline]
    fn image(&self, index: u32) -> &[u8] {
        self.0.image(index as usize)
    }

    #[inline]
    fn label(&self, index: u32) -> u8 {
        self.0.labels()[index as usize]
    }
}
