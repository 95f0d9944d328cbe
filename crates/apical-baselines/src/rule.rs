//! What a learning rule is.

use crate::operations::Operations;
use crate::{BaselineError, RuleName};

/// Images with their labels: image `i` is `pixels[i * inputs ..][.. inputs]`, a byte a pixel.
#[derive(Debug, Clone, Copy)]
pub struct Batch<'a> {
    /// Pixels, image after image.
    pub pixels: &'a [u8],
    /// The class of each image.
    pub labels: &'a [u8],
}

impl<'a> Batch<'a> {
    /// Puts pixels and labels together. A rule refuses a batch whose pixels are not labels times inputs.
    #[must_use]
    pub const fn new(pixels: &'a [u8], labels: &'a [u8]) -> Self {
        Self { pixels, labels }
    }

    /// Number of images.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there is no image.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// Images one after the other, with their labels.
    pub fn images(&self) -> impl Iterator<Item = (&'a [u8], u8)> + use<'a> {
        let size = (self.pixels.len() / self.labels.len().max(1)).max(1);
        self.pixels.chunks_exact(size).zip(self.labels.iter().copied())
    }
}

/// How far a run has come when a batch is learned: learning rates follow from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunPosition {
    /// Images learned before, over all epochs.
    pub image: u64,
    /// Images of the whole run.
    pub of: u64,
}

impl RunPosition {
    /// Share of the run that lies behind, 0 to 1.
    #[must_use]
    pub fn share(self) -> f32 {
        let last = self.of.saturating_sub(1).max(1);
        (self.image.min(last) as f64 / last as f64) as f32
    }
}

/// A learning rule on a network of some layer sizes.
///
/// Two rules of the same name, sizes, seed and settings that are shown the same batches are equal bit for bit on the
/// same kind of CPU; those of the project's own rule on any.
pub trait LearningRule: StoredWeights + Send {
    /// Which rule it is.
    fn name(&self) -> RuleName;

    /// Inputs, then neurons of each layer.
    fn layers(&self) -> &[usize];

    /// Images that are learned at a time, 1 or more.
    fn batch_size(&self) -> usize;

    /// Learns a batch of any length from 1.
    ///
    /// # Errors
    /// If the batch does not fit the network.
    fn learn(&mut self, batch: Batch<'_>, position: RunPosition) -> Result<(), BaselineError>;

    /// Finishes what is under way, before predictions and at the end of an epoch.
    fn settle(&mut self) {}

    /// The class that each image is taken for. Changes nothing.
    ///
    /// # Errors
    /// If the batch does not fit the network.
    fn predict(&mut self, batch: Batch<'_>) -> Result<Vec<u8>, BaselineError>;

    /// What learning took so far.
    fn operations(&self) -> &Operations;

    /// The angle in degrees, 0 to 180, between the update that the rule would make for a batch and the one down the
    /// gradient of the loss, for each layer, the output last. 90 where either is zero. Changes nothing.
    ///
    /// # Errors
    /// If the batch does not fit the network.
    fn alignment(&mut self, batch: Batch<'_>) -> Result<Vec<f64>, BaselineError>;

    /// A copy that goes its own way.
    fn fork(&self) -> Box<dyn LearningRule>;
}

/// A rule's weights as a machine would store them, for faults.
pub trait StoredWeights {
    /// Bits of a weight as it is stored: at most 16.
    fn word_bits(&self) -> u32;

    /// Where weights are not integers: how many of the bits of a stored weight of each layer are behind the point, so that
    /// the layer's largest weight of now just fits.
    fn fractions(&self) -> Vec<i32> {
        Vec::new()
    }

    /// Number of weights, those of all layers one after the other, biases left out.
    fn weight_count(&self) -> usize;

    /// Changes the stored words of some weights: each is read, given to `change` with its position in `indices`, and
    /// written back. Bits above [`word_bits`](Self::word_bits) are ignored. `fractions`: those that
    /// [`fractions`](Self::fractions) gave when the fault came; a machine does not move its point afterwards.
    ///
    /// # Errors
    /// If an index is not below [`weight_count`](Self::weight_count), or there are not as many fractions as layers.
    fn change_words(
        &mut self,
        indices: &[usize],
        fractions: &[i32],
        change: &mut dyn FnMut(usize, u16) -> u16,
    ) -> Result<(), BaselineError>;
}
