//! Bits of images that are learned many times, computed once.

use alloc::vec;
use alloc::vec::Vec;

use super::TrainingImages;
use crate::fast::Encoder;
use crate::front_end::FrontEnd;

/// Most memory that is taken for them, in bytes.
const MAXIMUM_BYTES: usize = 1 << 29;

/// The bits that a front end makes of each image of one dataset. They are computed when an image is first asked for.
#[derive(Debug, Clone)]
pub struct Features {
    encoder: Encoder,
    /// Words of an image.
    length: usize,
    words: Vec<u64>,
    known: Vec<bool>,
}

impl Features {
    /// For so many images; `None` if the front end makes no bits, or they would take more than 512 MiB.
    #[must_use]
    pub fn new(front_end: &FrontEnd, count: u32) -> Option<Self> {
        let length = front_end.bits()?.div_ceil(64);
        let words = length.checked_mul(count as usize).filter(|&words| words <= MAXIMUM_BYTES / 8)?;
        let encoder = Encoder::new(front_end);
        Some(Self { encoder, length, words: vec![0; words], known: vec![false; count as usize] })
    }

    /// Bits of an image, as [`learn_bits`](crate::Processor::learn_bits) takes them.
    ///
    /// # Panics
    /// If the data have more images than said, or images of another size.
    pub fn of<D: TrainingImages + ?Sized>(&mut self, data: &D, index: u32) -> &[u64] {
        let index_of_image = index as usize;
        let words = &mut self.words[self.length * index_of_image..][..self.length];
        if !self.known[index_of_image] {
            words.copy_from_slice(self.encoder.bits(data.image(index)));
            self.known[index_of_image] = true;
        }
        words
    }
}
