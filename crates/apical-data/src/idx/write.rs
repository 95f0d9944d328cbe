//! Writing IDX files.

use std::io::{self, ErrorKind, Write};

use super::{IMAGES_MAGIC, LABELS_MAGIC};
use crate::Dataset;

/// Writes the images of a set, uncompressed.
///
/// # Errors
/// If `target` cannot be written, or a number of the set does not fit the 32 bits that IDX has for it.
pub fn write_images(mut target: impl Write, set: &Dataset) -> io::Result<()> {
    write_header(&mut target, IMAGES_MAGIC, &[set.len(), set.height(), set.width()])?;
    target.write_all(set.pixels())?;
    target.flush()
}

/// Writes the labels of a set, uncompressed.
///
/// # Errors
/// As [`write_images`].
pub fn write_labels(mut target: impl Write, set: &Dataset) -> io::Result<()> {
    write_header(&mut target, LABELS_MAGIC, &[set.len()])?;
    target.write_all(set.labels())?;
    target.flush()
}

fn write_header(target: &mut impl Write, magic: u32, numbers: &[usize]) -> io::Result<()> {
    target.write_all(&magic.to_be_bytes())?;
    for &number in numbers {
        let number = u32::try_from(number).map_err(|_| {
            io::Error::new(
                ErrorKind::InvalidInput,
                format!("{number} does not fit the 32 bits of an IDX header"),
            )
        })?;
        target.write_all(&number.to_be_bytes())?;
    }
    Ok(())
}
