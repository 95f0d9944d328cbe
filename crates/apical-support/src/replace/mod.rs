//! Files and folders that are replaced whole or not at all.
//!
//! What is new is made under a temporary name in the same folder, brought to the disk, and renamed. A temporary name is
//! `.apical-N-NAME.tmp`: N is the first number from 0 that is free, NAME that of the target. Whoever writes holds a lock on
//! it, which the system releases when the process ends, however it ends. So the next who writes to the same target knows
//! which of those are left-overs, and removes them; the number of a process would not tell, since another machine or
//! container may write to the same folder.

mod file;
mod folder;
mod register;
mod temporary;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

pub use file::Replacement;
pub use folder::FolderReplacement;
pub use register::abandon_replacements;

/// Writes a file through a temporary one in the same folder, which is brought to the disk and then renamed. After
/// a crash, on a full disk or on any other error, the file that was there before is as it was. A link stays a link:
/// what it leads to is replaced.
///
/// Temporary files that killed processes left of the same target are removed; those of living ones stay.
///
/// # Errors
/// If the path names something else than a file (a device would be replaced by the rename), or the disk is full,
/// or the folder cannot be written.
pub fn replace_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut replacement = Replacement::begin(path)?;
    replacement.write_all(bytes)?;
    replacement.commit()
}

/// Checks that a file of `bytes` bytes could be put at `path`, before any work is spent on its content. What is there
/// stays as it is.
///
/// # Errors
/// As [`replace_file`].
pub fn check_replaceable(path: &Path, bytes: usize) -> io::Result<()> {
    let mut replacement = Replacement::begin(path)?;
    replacement.write_all(&vec![0; bytes])?;
    // Some file systems find out only now that there is no room.
    replacement.sync()
}

/// Renames what is on the disk already, and brings the rename itself there.
///
/// # Errors
/// As [`fs::rename`].
pub fn rename_durably(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)?;
    sync_folder(to);
    Ok(())
}

/// Brings a rename to the disk. Not all systems and file systems can; what was renamed is whole in any case.
fn sync_folder(renamed: &Path) {
    if cfg!(unix) {
        let _ = File::open(folder_of(renamed)).and_then(|folder| folder.sync_all());
    }
}

/// The folder that a path is in.
fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}
