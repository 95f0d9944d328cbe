//! Tables in Parquet.
//!
//! | column | what it is |
//! |---|---|
//! | integers, `BOOLEAN`, `FLOAT`, `DOUBLE` | a feature, or the label |
//! | texts | the label; numbers, where they are numbers |
//! | a list of numbers, or a list of lists of one length | as many features, say the pixels of an image |
//! | a struct with `bytes`, or binary values called `image` or so | pictures of one size, as bright as they look; `path` is passed over |
//! | the index of a table of pandas; dates, decimals, maps and other types | passed over, and named |
//!
//! The rules of labels, names and classes are those of all [tables](super). A null is an error. Row groups are read one after
//! another, twice, a column and a few thousand rows at a time. Pages are plain or compressed with Snappy or gzip; the error of another
//! compression, Zstandard say, which polars writes unless told otherwise, says what to do.

mod error;
mod filling;
mod kind;
mod pages;
mod pictures;
mod schema;
mod surveying;
#[cfg(test)]
mod tests;
mod values;

use std::io;

use parquet::file::metadata::ParquetMetaDataReader;
use parquet::file::reader::ChunkReader;
use parquet::file::serialized_reader::SerializedFileReader;

use super::layout::Layout;
use super::target::Target;
use super::{Table, TableError, TableOptions};
use crate::features::{Clamped, FeatureScale, Survey};
use crate::labelled::Labelled;
use error::{damaged, guarded};
use schema::Schema;

/// Reads a table in memory.
///
/// # Errors
/// As a survey of it, and for values that `scale` has no byte for.
pub fn read(bytes: Vec<u8>, options: &TableOptions, scale: &FeatureScale) -> Result<Table, TableError> {
    let bytes = bytes::Bytes::from(bytes);
    let open = || Ok(bytes.clone());
    let survey = survey(open, options)?;
    let (found, clamped) = fill(open, &survey.layout, &survey, &survey.classes, scale)?;
    Ok(Table { survey, values: found.pixels, labels: found.labels, clamped })
}

/// Reads a table once, and tells what is in it, as [`survey`](super::survey) does for text.
///
/// # Errors
/// If it is no Parquet file or a damaged one, holds a null or a value that is not usable, is compressed in another way, or nothing
/// tells which column holds the label.
pub(crate) fn survey<R: ChunkReader + 'static>(
    open: impl Fn() -> io::Result<R>,
    options: &TableOptions,
) -> Result<Survey<Layout>, TableError> {
    let source = open()?;
    guarded(|| {
        let file = opened(source)?;
        let schema = Schema::of(&file)?;
        let sample = schema.sample(&file)?;
        let (layout, candidates) = Layout::of(&sample, options)?;
        surveying::survey(&file, &schema, layout, &candidates, options)
    })
}

/// Reads the rows of a table that was surveyed.
pub(crate) fn fill<R: ChunkReader + 'static, L>(
    open: impl Fn() -> io::Result<R>,
    layout: &Layout,
    survey: &Survey<L>,
    labels: &[String],
    scale: &FeatureScale,
) -> Result<(Labelled, Clamped), TableError> {
    let source = open()?;
    guarded(|| {
        let file = opened(source)?;
        let schema = Schema::of(&file)?;
        if schema.columns() != layout.columns {
            return Err(damaged("it changed while it was read"));
        }
        filling::fill(&file, &schema, Target::new(layout, survey, labels, scale)?)
    })
}

fn opened<R: ChunkReader + 'static>(source: R) -> Result<SerializedFileReader<R>, TableError> {
    let length = source.len();
    let metadata = ParquetMetaDataReader::new().parse_and_finish(&source)?;
    error::check(&metadata, length)?;
    pages::check(&source, &metadata)?;
    Ok(SerializedFileReader::new(source)?)
}
