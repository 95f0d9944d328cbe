//! Files and folders on a real file system, and processes that are killed while they write.

mod folders;
mod killed;
mod replaced;
#[cfg(feature = "store")]
mod versioned;

use std::fs;
use std::path::Path;

/// Names of what is in a folder, in order.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
