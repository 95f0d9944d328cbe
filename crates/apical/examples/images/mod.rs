//! MNIST for the examples: training images, and the last 10,000 of them held out. The test set is not read.

use std::error::Error;
use std::path::Path;

use apical_core::training::TrainingImages;
use apical_data::{DataSource, Dataset, LoadOptions};

const HELD_OUT: usize = 10_000;

/// A data set, as the trainer wants it.
pub(crate) struct Images<'a>(pub(crate) &'a Dataset);

impl TrainingImages for Images<'_> {
    fn count(&self) -> u32 {
        self.0.len() as u32
    }

    fn width(&self) -> usize {
        self.0.width()
    }

    fn image(&self, index: u32) -> &[u8] {
        self.0.image(index as usize)
    }

    fn label(&self, index: u32) -> u8 {
        self.0.labels()[index as usize]
    }
}

/// Images to learn, and images to choose by.
pub(crate) fn split(folder: &str) -> Result<(Dataset, Dataset), Box<dyn Error>> {
    let source = DataSource::parse(&["mnist".to_owned()], Some(Path::new(folder)))?;
    let all = source.load(&LoadOptions::default())?.split.train;
    let first = all.len() - HELD_OUT;
    Ok((all.slice(0..first)?, all.slice(first..all.len())?))
}
