//! `.npz`: arrays in a ZIP archive.

use std::io::{Read, Seek};

use super::npy::read_npy;
use super::zip::{Content, members};
use super::{ArrayError, Arrays, parts};
use crate::limits::MAX_PIXELS;

/// Reads the arrays of an archive that are images, labels and names of classes: see [`crate::array`].
///
/// # Errors
/// If the archive is damaged, an array is not usable, there are no images, or two arrays are the same thing.
pub fn read_npz(mut source: impl Read + Seek) -> Result<Arrays, ArrayError> {
    let (mut found, mut passed_over) = (Vec::new(), Vec::new());
    let mut total = 0_u64;
    for member in members(&mut source)? {
        let name = member.name.strip_suffix(".npy").unwrap_or(&member.name).to_owned();
        let Some((kind, role)) = parts::kind(&name) else {
            passed_over.push(name);
            continue;
        };
        // A damaged directory may name one member many times.
        total = total.saturating_add(member.size);
        if total > MAX_PIXELS {
            return Err(ArrayError::TooLarge { array: name });
        }
        let tensor = read_npy(Content::open(&mut source, &member)?, &name, member.size)?;
        found.push((tensor, kind, role));
    }
    Arrays::of(found, passed_over)
}
