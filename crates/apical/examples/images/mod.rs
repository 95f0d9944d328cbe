//! MNIST for the examples: training images, and the last 10,000 of them held out. The test set is not read.

use std::error::Error;
use std::path::Path;

use apical_data::{DataSource, Dataset, LoadOptions};

const HELD_OUT: usize = 10_000;

/// Images to learn, and images to choose by.
pub(crate) fn split(folder: &str) -> Result<(Dataset, Dataset), Box<dyn Error>> {
    let source = DataSource::parse(&["mnist".to_owned()], Some(Path::new(folder)))?;
    let all = source.load(&LoadOptions::default())?.split.train;
    let first = all.len() - HELD_OUT;
    Ok((all.slice(0..first)?, all.slice(first..all.len())?))
}
