//! Files that appear whole or not at all.

use std::fs;
use std::io::{self, Cursor};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use image::{ImageFormat, RgbImage};

/// Distinguishes the files that threads of this process write at the same time.
static WRITTEN: AtomicU64 = AtomicU64::new(0);

/// Writes under a temporary name in the same folder, then renames.
pub(super) fn png(image: &RgbImage, path: &Path) -> io::Result<()> {
    let name = path.file_name().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "no file name"))?;
    let mut bytes = Vec::new();
    image.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).map_err(io::Error::other)?;

    let mut temporary_name = std::ffi::OsString::from(".");
    temporary_name.push(name);
    temporary_name.push(format!(".{}-{}.part", std::process::id(), WRITTEN.fetch_add(1, Ordering::Relaxed)));
    let temporary = path.with_file_name(temporary_name);
    let written = fs::write(&temporary, &bytes).and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        // The first failure is the one to report; this one may just repeat it.
        let _ = fs::remove_file(&temporary);
    }
    written
}
