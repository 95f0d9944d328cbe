//! What can go wrong while fetching.

use std::path::PathBuf;

use crate::named::MIRROR_VARIABLE;
use crate::source::DATA_DIR_VARIABLE;

/// Why a dataset could not be fetched.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// A file could not be had from any server.
    #[error(
        "{file} could not be fetched:{}\nTo go without a download, put the files into a folder and name it with \
         --data-dir or {DATA_DIR_VARIABLE}; {MIRROR_VARIABLE} names another server", list(.failures)
    )]
    AllMirrors {
        /// Name of the file, with `.gz`.
        file: String,
        /// What went wrong on each server, in the order in which they were tried.
        failures: Vec<MirrorFailure>,
    },
    /// A dataset is offered in a packing that is not unpacked here.
    #[error(
        "{name} is offered in a packing that is not unpacked here; this fetches it (in the folder {}, or one that --data-dir or \
         {DATA_DIR_VARIABLE} names):\n  {commands}", .folder.parent().unwrap_or(folder).display()
    )]
    ByHand {
        /// Name of the dataset.
        name: &'static str,
        /// What fetches it into the folder that it is run in.
        commands: &'static str,
        /// The folder that it would go to.
        folder: PathBuf,
    },
    /// A file or folder on this machine cannot be read or written.
    #[error("{} cannot be read or written", .path.display())]
    Local {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// Another process is fetching into the same folder.
    #[error("another process is fetching into {}: wait for it to end", .folder.display())]
    Busy {
        /// The folder.
        folder: PathBuf,
    },
}

/// What went wrong on one server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MirrorFailure {
    /// The address that was asked for.
    pub address: String,
    /// What went wrong there last.
    pub reason: String,
}

fn list(failures: &[MirrorFailure]) -> String {
    if failures.is_empty() {
        return " there is no server to fetch it from".to_owned();
    }
    failures.iter().map(|failure| format!("\n  {}: {}", failure.address, failure.reason)).collect()
}
