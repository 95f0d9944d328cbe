//! Inference of one image after the other, with all layers at work.

use apical_core::{Processor, ProcessorError};

use super::processor::ChipProcessor;

/// A stream of images to classify: each call puts one into the layer pipeline.
///
/// [`Processor::infer`] waits for its result, with one layer at work at a time; a stream has the throughput of the
/// processor. Whatever is still in the pipeline when the stream ends is completed.
pub struct InferenceStream<'a> {
    processor: &'a mut ChipProcessor,
}

impl ChipProcessor {
    /// Begins a stream.
    ///
    /// # Errors
    /// If images are being learned.
    pub fn stream(&mut self) -> Result<InferenceStream<'_>, ProcessorError> {
        match self.machine.in_flight() {
            0 => Ok(InferenceStream { processor: self }),
            in_flight => Err(ProcessorError::NotDrained { in_flight }),
        }
    }
}

impl InferenceStream<'_> {
    /// Puts an image in, and returns the class of the one that leaves, if one does.
    ///
    /// # Errors
    /// If the size is wrong; nothing has then changed.
    #[inline]
    pub fn push(&mut self, pixels: &[u8]) -> Result<Option<u8>, ProcessorError> {
        let machine = &mut self.processor.machine;
        let (found, expected) = (pixels.len(), machine.config.raw_inputs());
        if found != expected {
            return Err(ProcessorError::ImageSize { found, expected });
        }
        machine.enter(None);
        machine.rule_counters.inferred += 1;
        Ok(machine.slot(pixels).map(|left| left.winner))
    }

    /// The class of the next image to leave, with none behind it; `None` once all have left.
    pub fn finish_one(&mut self) -> Option<u8> {
        self.processor.next_to_leave().map(|left| left.winner)
    }

    /// The processor, for its counters.
    #[must_use]
    pub fn processor(&self) -> &ChipProcessor {
        self.processor
    }
}

impl Drop for InferenceStream<'_> {
    fn drop(&mut self) {
        while self.processor.next_to_leave().is_some() {}
    }
}

impl ChipProcessor {
    /// Classes of all images, in order, in a stream.
    ///
    /// # Errors
    /// If a size is wrong or images are being learned.
    pub fn infer_all<'a>(
        &mut self,
        images: impl IntoIterator<Item = &'a [u8]>,
    ) -> Result<Vec<u8>, ProcessorError> {
        debug_assert!(self.config().layer_count() > 1);
        let mut stream = self.stream()?;
        let mut classes = Vec::new();
        for pixels in images {
            classes.extend(stream.push(pixels)?);
        }
        while let Some(class) = stream.finish_one() {
            classes.push(class);
        }
        Ok(classes)
    }
}
