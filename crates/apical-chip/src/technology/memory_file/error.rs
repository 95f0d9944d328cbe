//! What is wrong with a file of memories.

use std::io;
use std::path::{Path, PathBuf};

use crate::liberty::LibertyError;
use crate::technology::{Node, TechnologyError};

/// A file of memories that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MemoryFileError {
    /// The file cannot be read.
    #[error("cannot read {}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file is no such table, or does not fit the technology.
    #[error("{}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: Box<MemoryFileError>,
    },
    /// A folder without a library.
    #[error("no file *.lib or *.lib.gz in that folder")]
    EmptyFolder,
    /// More than is read.
    #[error("{what} is more than is read: at most {most}")]
    TooMuch {
        /// What there is too much of.
        what: String,
        /// How much is read.
        most: String,
    },
    /// None of the forms.
    #[error(
        "no table of memories: expected a CSV file whose header has the columns words, bits, read_pj, write_pj, leakage_uw and \
         area_mm2, CACTI's output or its table, or cells in the Liberty format"
    )]
    Form,
    /// No cell library.
    #[error(transparent)]
    Liberty(#[from] LibertyError),
    /// Columns that nothing reads.
    #[error("line {line}: unknown columns {columns}; known: {known}")]
    Columns {
        /// Line of the header.
        line: usize,
        /// Their names.
        columns: String,
        /// The names that there are.
        known: &'static str,
    },
    /// A constant or a condition that is not there.
    #[error("{what}: missing; there are no defaults: {remedy}")]
    Missing {
        /// What is missing.
        what: String,
        /// Where it can stand.
        remedy: &'static str,
    },
    /// A value that cannot be.
    #[error("{at}: {what}: {found} is out of range: {range}")]
    Range {
        /// Line or cell.
        at: String,
        /// Column or attribute.
        what: String,
        /// Value found.
        found: String,
        /// Values allowed.
        range: &'static str,
    },
    /// What contradicts something else in the file.
    #[error("{at}: {problem}")]
    Content {
        /// Line or cell.
        at: String,
        /// What is wrong.
        problem: String,
    },
    /// A node that there is no rule from.
    #[error("its memories are of {found}, technology {technology} of {wanted}: {remedy}")]
    Node {
        /// The file's node.
        found: Node,
        /// The technology.
        technology: String,
        /// Its node.
        wanted: Node,
        /// What would do.
        remedy: &'static str,
    },
    /// A technology of no stated node.
    #[error(
        "its memories are of {found}; technology {technology} does not say its node: give its table [sram.library] an entry node_nm"
    )]
    NoNode {
        /// The file's node.
        found: Node,
        /// The technology.
        technology: String,
    },
    /// A supply that there is no rule from.
    #[error("its memories are of {found} V: {reason}; a table of a supply in that range would do")]
    Supply {
        /// The file's supply.
        found: f64,
        /// What the technology says of it.
        reason: Box<TechnologyError>,
    },
}

impl MemoryFileError {
    pub(super) fn within(self, path: &Path) -> Self {
        match self {
            Self::Read { .. } | Self::File { .. } => self,
            error => Self::File { path: path.to_owned(), source: Box::new(error) },
        }
    }
}
