//! A ZIP archive of entries that are not compressed.
//!
//! Such an archive is a header before the bytes of each entry, and all headers once more at the end; a crate for it brings
//! encryption, dates and long archives along. Fields as in PKWARE's APPNOTE 6.3, sections 4.3.7 to 4.3.16.

use alloc::vec::Vec;

use super::ExportError;

/// 1 January 1980, the first day that there is, at midnight: equal entries give equal bytes.
const TIME: u16 = 0;
const DATE: u16 = 0b0000_0000_0010_0001;
/// Version 1.0 of the format reads entries that are neither compressed nor in folders.
const VERSION: u16 = 10;
/// The host is Unix, whose permissions the high half of the external attributes are.
const MADE_BY: u16 = 3 << 8 | VERSION;
/// A regular file that its owner may write and everybody may read.
const ATTRIBUTES: u32 = 0o100_644 << 16;

/// An archive under the pen.
#[derive(Default)]
pub(super) struct Archive {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    entries: u16,
}

impl Archive {
    /// Adds an entry, in as many pieces as there are.
    ///
    /// # Errors
    /// If the archive would have 2^16 entries or 2^32 bytes.
    pub(super) fn add(&mut self, name: &str, pieces: &[&[u8]]) -> Result<(), ExportError> {
        let offset = length(self.bytes.len())?;
        let mut checksum = crc32fast::Hasher::new();
        pieces.iter().for_each(|piece| checksum.update(piece));
        let size = length(pieces.iter().map(|piece| piece.len()).sum())?;
        let name_length = u16::try_from(name.len()).map_err(|_| too_large())?;
        self.entries = self.entries.checked_add(1).ok_or_else(too_large)?;

        // What both headers have: version, flags, method, time, date, checksum, size stored and whole, lengths of name
        // and of what is extra.
        let mut common = Vec::new();
        for field in [VERSION, 0, 0, TIME, DATE] {
            common.extend(field.to_le_bytes());
        }
        for field in [checksum.finalize(), size, size] {
            common.extend(field.to_le_bytes());
        }
        for field in [name_length, 0] {
            common.extend(field.to_le_bytes());
        }

        self.bytes.extend(b"PK\x03\x04");
        self.bytes.extend(&common);
        self.bytes.extend(name.as_bytes());
        pieces.iter().for_each(|piece| self.bytes.extend(*piece));

        self.directory.extend(b"PK\x01\x02");
        self.directory.extend(MADE_BY.to_le_bytes());
        self.directory.extend(&common);
        // No comment, on the first disk, bytes rather than text.
        self.directory.extend([0; 6]);
        self.directory.extend(ATTRIBUTES.to_le_bytes());
        self.directory.extend(offset.to_le_bytes());
        self.directory.extend(name.as_bytes());
        Ok(())
    }

    /// The archive as a file.
    ///
    /// # Errors
    /// If it would have 2^32 bytes.
    pub(super) fn finish(self) -> Result<Vec<u8>, ExportError> {
        let Self { mut bytes, directory, entries } = self;
        let (offset, size) = (length(bytes.len())?, length(directory.len())?);
        bytes.extend(directory);
        bytes.extend(b"PK\x05\x06");
        // One disk, on which all is.
        bytes.extend([0; 4]);
        bytes.extend(entries.to_le_bytes());
        bytes.extend(entries.to_le_bytes());
        bytes.extend(size.to_le_bytes());
        bytes.extend(offset.to_le_bytes());
        // No comment.
        bytes.extend([0; 2]);
        Ok(bytes)
    }
}

fn length(bytes: usize) -> Result<u32, ExportError> {
    u32::try_from(bytes).map_err(|_| too_large())
}

fn too_large() -> ExportError {
    ExportError::Archive { message: "it would have 4 GiB or more".into() }
}
