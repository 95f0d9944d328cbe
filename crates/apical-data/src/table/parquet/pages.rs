//! What the headers of pages say of their sizes: the reader of the format sets so much memory aside as they say, and a damaged
//! one may say two gigabytes.

use std::io::Read;

use parquet::basic::Compression;
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData};
use parquet::file::reader::ChunkReader;

use super::error::damaged;
use crate::table::TableError;

/// Bytes that any page may have, however small it is when packed.
const ALLOWANCE: u64 = 4096;
/// How deep structures of a header may lie; those of the format are three deep.
const DEEPEST: usize = 8;

/// How many bytes become of one at most.
fn most(compression: Compression) -> u64 {
    match compression {
        Compression::UNCOMPRESSED => 1,
        // A copy of 64 bytes takes three.
        Compression::SNAPPY => 24,
        // Deflate's limit is 1032.
        _ => 1040,
    }
}

/// Refuses pages that say they are larger than what they are packed in can hold.
pub(super) fn check<R: ChunkReader>(source: &R, metadata: &ParquetMetaData) -> Result<(), TableError> {
    let columns = metadata.row_groups().iter().flat_map(|group| group.columns());
    columns.into_iter().try_for_each(|column| check_column(source, column))
}

fn check_column<R: ChunkReader>(source: &R, column: &ColumnChunkMetaData) -> Result<(), TableError> {
    let (mut at, size) = column.byte_range();
    let end = at + size;
    let most = most(column.compression());
    while at < end {
        let mut header = Compact { source: source.get_read(at)?.take(end - at), read: 0 };
        let Some(page) = header.page() else { return Err(damaged("the header of a page is none")) };
        let body = at + header.read;
        let packed = page.packed.filter(|packed| *packed <= end - body);
        let (Some(packed), Some(unpacked)) = (packed, page.unpacked) else {
            return Err(damaged("a page is longer than its column"));
        };
        if unpacked > packed.saturating_mul(most).saturating_add(ALLOWANCE)
            || page.entries.unwrap_or(0) > unpacked.saturating_mul(8)
        {
            let problem = format!("a page of {packed} bytes says that it holds {unpacked} and more");
            return Err(damaged(&problem));
        }
        at = body + packed;
    }
    Ok(())
}

#[derive(Debug, Default)]
struct Page {
    unpacked: Option<u64>,
    packed: Option<u64>,
    /// Of a dictionary.
    entries: Option<u64>,
}

/// The compact protocol of Thrift, of which a header is written.
struct Compact<R> {
    source: R,
    /// Bytes so far.
    read: u64,
}

impl<R: Read> Compact<R> {
    fn byte(&mut self) -> Option<u8> {
        let mut byte = [0];
        self.source.read_exact(&mut byte).ok()?;
        self.read += 1;
        Some(byte[0])
    }

    fn varint(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    /// A whole number that is not negative.
    fn size(&mut self) -> Option<u64> {
        let number = self.varint()?;
        (number % 2 == 0).then_some(number / 2)
    }

    fn skip_bytes(&mut self, count: u64) -> Option<()> {
        let skipped = std::io::copy(&mut self.source.by_ref().take(count), &mut std::io::sink()).ok()?;
        self.read += skipped;
        (skipped == count).then_some(())
    }

    /// The number and the kind of the next field; 0 and 0 at the end.
    fn field(&mut self, before: u64) -> Option<(u64, u8)> {
        let byte = self.byte()?;
        match (byte >> 4, byte & 15) {
            (_, 0) => Some((0, 0)),
            (0, kind) => Some((self.size()?, kind)),
            (further, kind) => Some((before + u64::from(further), kind)),
        }
    }

    /// Passes over a value; `in_list`: truths are then bytes.
    fn skip(&mut self, kind: u8, in_list: bool, depth: usize) -> Option<()> {
        match kind {
            1 | 2 if !in_list => Some(()),
            1..=3 => self.byte().map(drop),
            4..=6 => self.varint().map(drop),
            7 => self.skip_bytes(8),
            8 => {
                let length = self.varint()?;
                self.skip_bytes(length)
            }
            9 | 10 if depth < DEEPEST => {
                let head = self.byte()?;
                let count = if head >> 4 == 15 { self.varint()? } else { u64::from(head >> 4) };
                // Each takes a byte at least, so that no count is longer than the file.
                (0..count).try_for_each(|_| self.skip(head & 15, true, depth + 1))
            }
            12 if depth < DEEPEST => {
                let mut before = 0;
                loop {
                    match self.field(before)? {
                        (_, 0) => return Some(()),
                        (number, kind) => {
                            self.skip(kind, false, depth + 1)?;
                            before = number;
                        }
                    }
                }
            }
            _ => None,
        }
    }

    fn page(&mut self) -> Option<Page> {
        let (mut page, mut before) = (Page::default(), 0);
        loop {
            let (number, kind) = self.field(before)?;
            match (number, kind) {
                (_, 0) => return Some(page),
                (2, 5) => page.unpacked = Some(self.size()?),
                (3, 5) => page.packed = Some(self.size()?),
                (7, 12) => page.entries = self.entries()?,
                (_, kind) => self.skip(kind, false, 0)?,
            }
            before = number;
        }
    }

    /// How many values a dictionary has.
    fn entries(&mut self) -> Option<Option<u64>> {
        let (mut entries, mut before) = (None, 0);
        loop {
            let (number, kind) = self.field(before)?;
            match (number, kind) {
                (_, 0) => return Some(entries),
                (1, 5) => entries = Some(self.size()?),
                (_, kind) => self.skip(kind, false, 0)?,
            }
            before = number;
        }
    }
}
