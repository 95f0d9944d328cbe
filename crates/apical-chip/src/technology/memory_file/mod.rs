//! Memories from a file of one's own.
//!
//! A file has memories of some sizes with what an access takes, their leakage and their area, and says what it holds under.
//! Which form it has is told by its content: a table with a header, output of CACTI, or cells in the Liberty format.
//! [`Technology::with_memories`](super::Technology::with_memories) puts it in the place of a technology's own memories.

mod adapt;
mod cacti;
mod conditions;
mod csv;
mod error;
mod liberty;
mod read;
mod row;

use std::fmt;

pub use adapt::OwnMemories;
pub use conditions::Conditions;
pub use error::MemoryFileError;

use super::Macro;

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum MemoryForm {
    /// A table with a header, separated by commas.
    Csv,
    /// What CACTI 7 prints, of one or several runs.
    CactiText,
    /// The table that CACTI 7 writes, a run a line.
    CactiTable,
    /// Cells in the Liberty format.
    Liberty,
}

impl fmt::Display for MemoryForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Csv => "CSV",
            Self::CactiText => "CACTI's output",
            Self::CactiTable => "CACTI's table",
            Self::Liberty => "Liberty",
        })
    }
}

/// Memories of a file, as they stand there.
#[derive(Debug, Clone, PartialEq)]
pub struct MemoryFile {
    name: String,
    form: MemoryForm,
    conditions: Conditions,
    macros: Vec<Macro>,
    sha256: String,
    /// Conditions that were given beside the name.
    given: String,
}

impl MemoryFile {
    /// Most bytes of a file, as it is and unpacked.
    pub const MOST_BYTES: u64 = 1 << 24;
    /// Most sizes of a file.
    pub const MOST_SIZES: usize = 10_000;

    /// Reads a file, or all Liberty files of a folder. What its form cannot say stands behind the path: `FILE,node_nm=130`.
    ///
    /// # Errors
    /// If it cannot be read, or as [`parse`](Self::parse); the file is named.
    pub fn read(name: &str) -> Result<Self, MemoryFileError> {
        read::named(name)
    }

    /// Reads what a file of this name has in it, compressed with gzip or not; conditions may stand behind the name, as in [`read`](Self::read).
    ///
    /// # Errors
    /// If it has none of the forms, lacks a constant or a condition, has one out of range, or a size twice.
    pub fn parse(name: &str, bytes: &[u8]) -> Result<Self, MemoryFileError> {
        read::parse(name, bytes)
    }

    /// The name or path that it was read by.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its form.
    #[must_use]
    pub fn form(&self) -> MemoryForm {
        self.form
    }

    /// What it holds under.
    #[must_use]
    pub fn conditions(&self) -> &Conditions {
        &self.conditions
    }

    /// Its memories, at its node and supply.
    #[must_use]
    pub fn macros(&self) -> &[Macro] {
        &self.macros
    }

    /// SHA-256 of its bytes as 64 hexadecimal digits; of a folder, of what `sha256sum` prints of its files, in the order of their names.
    #[must_use]
    pub fn sha256(&self) -> &str {
        &self.sha256
    }
}
