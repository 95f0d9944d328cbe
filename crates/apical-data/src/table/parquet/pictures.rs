//! Columns of files of pictures.

use std::thread;

use parquet::data_type::ByteArray;
use parquet::file::reader::ChunkReader;
use parquet::file::serialized_reader::SerializedFileReader;

use super::schema::Leaf;
use super::values::{Batch, first_values};
use crate::limits::MAX_FEATURES;
use crate::table::{Position, TableError};
use crate::{GreyImage, ImageSize};

/// The size of the first picture.
pub(super) fn size_of<R: ChunkReader + 'static>(
    file: &SerializedFileReader<R>,
    leaf: &Leaf,
) -> Result<ImageSize, TableError> {
    let mut found = None;
    first_values(file, leaf, 1, |batch| {
        if let Batch::Texts([first, ..]) = batch {
            found = Some(decoded(first, leaf, Position::row(0, 0)));
        }
    })?;
    match found.transpose()? {
        Some(picture) if picture.pixels().len() <= MAX_FEATURES => {
            Ok(ImageSize { width: picture.width(), height: picture.height() })
        }
        Some(_) => Err(TableError::TooLarge),
        None => Err(TableError::Empty),
    }
}

fn decoded(bytes: &ByteArray, leaf: &Leaf, at: Position) -> Result<GreyImage, TableError> {
    GreyImage::decode(bytes.data()).map_err(|error| {
        let mut problem = format!("is not a usable picture: {error}");
        let mut cause = std::error::Error::source(&error);
        while let Some(error) = cause {
            problem += &format!(": {error}");
            cause = error.source();
        }
        let value = format!("a value of {} bytes", bytes.len());
        TableError::Value { at, column: leaf.title(), value, problem }
    })
}

/// Decodes pictures on all cores, and gives the pixels of each in turn.
pub(super) fn decode(
    files: &[ByteArray],
    leaf: &Leaf,
    at: impl Fn(usize) -> Position + Sync,
    mut each: impl FnMut(usize, &[u8]) -> Result<(), TableError>,
) -> Result<(), TableError> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let share = files.len().div_ceil(threads).max(1);
    let size = leaf.size;
    let one = |index: usize, bytes: &ByteArray| {
        let picture = decoded(bytes, leaf, at(index))?;
        if (picture.width(), picture.height()) != (size.width, size.height) {
            let value = format!("{} x {} pixels", picture.height(), picture.width());
            let problem = format!(
                "is another size than that of the first picture, {} x {}: bring all to one size, or save them as files in a folder for \
                 each class, which are brought to one",
                size.height, size.width
            );
            return Err(TableError::Value { at: at(index), column: leaf.title(), value, problem });
        }
        Ok(picture)
    };
    let shares: Vec<Vec<Result<GreyImage, TableError>>> = thread::scope(|scope| {
        let one = &one;
        let workers: Vec<_> = files
            .chunks(share)
            .enumerate()
            .map(|(number, files)| {
                let work = move || {
                    files.iter().enumerate().map(|(index, file)| one(number * share + index, file)).collect()
                };
                scope.spawn(work)
            })
            .collect();
        workers.into_iter().map(|worker| worker.join().unwrap_or_default()).collect()
    });
    for (index, picture) in shares.into_iter().flatten().enumerate() {
        each(index, picture?.pixels())?;
    }
    Ok(())
}
