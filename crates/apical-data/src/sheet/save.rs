//! Pages as PNG files.

use std::io::{self, Cursor};
use std::path::Path;

use apical_support::replace_file;
use image::{ImageFormat, RgbImage};

/// Writes a page whole or not at all.
pub(super) fn png(image: &RgbImage, path: &Path) -> io::Result<()> {
    let mut bytes = Vec::new();
    image.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).map_err(io::Error::other)?;
    replace_file(path, &bytes)
}
