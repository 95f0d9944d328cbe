//! Pages as PNG files.

use std::io;
use std::path::Path;

use apical_support::replace_file;

use super::canvas::Canvas;
use crate::encode;

/// Writes a page whole or not at all.
pub(super) fn png(page: &Canvas, path: &Path) -> io::Result<()> {
    let bytes =
        encode::png(page.width, page.height, png::ColorType::Rgb, &page.pixels).map_err(io::Error::other)?;
    replace_file(path, &bytes)
}
