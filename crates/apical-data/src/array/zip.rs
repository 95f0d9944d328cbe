//! ZIP archives as far as NumPy writes them: members that are stored or deflated.
//!
//! The usual crate brings encryption and clocks along, of which nothing is needed here.

use std::io::{Read, Seek, SeekFrom, Take};

use flate2::read::DeflateDecoder;

use super::ArrayError;
use crate::limits::MAX_GZIP_RATIO;

const END: u32 = 0x0605_4b50;
const END_64: u32 = 0x0606_4b50;
const LOCATOR_64: u32 = 0x0706_4b50;
const ENTRY: u32 = 0x0201_4b50;
const LOCAL: u32 = 0x0403_4b50;
/// The longest end of an archive: its record, and a comment of 64 KiB.
const LONGEST_END: u64 = 22 + 65_535;
/// More members than an archive of data has, and more bytes than their directory.
const MOST_MEMBERS: u64 = 1000;
const LARGEST_DIRECTORY: u64 = 1 << 20;

/// A member of an archive, by what the directory says of it.
#[derive(Debug, Clone)]
pub(super) struct Member {
    pub(super) name: String,
    deflated: bool,
    checksum: u32,
    packed: u64,
    /// Bytes that it has once unpacked.
    pub(super) size: u64,
    offset: u64,
}

fn damaged<T>(problem: impl Into<String>) -> Result<T, ArrayError> {
    Err(ArrayError::Archive { problem: problem.into() })
}

/// Little-endian numbers of a record, 0 behind its end.
struct Record<'a>(&'a [u8]);

impl Record<'_> {
    fn number(&self, at: usize, size: usize) -> u64 {
        let bytes = self.0.get(at..).and_then(|bytes| bytes.get(..size)).unwrap_or_default();
        bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
    }
}

fn bytes_at(source: &mut (impl Read + Seek), offset: u64, length: u64) -> Result<Vec<u8>, ArrayError> {
    source.seek(SeekFrom::Start(offset))?;
    let mut bytes = Vec::new();
    source.take(length).read_to_end(&mut bytes)?;
    if (bytes.len() as u64) < length {
        return damaged("it is truncated");
    }
    Ok(bytes)
}

/// The members of an archive.
pub(super) fn members(source: &mut (impl Read + Seek)) -> Result<Vec<Member>, ArrayError> {
    let length = source.seek(SeekFrom::End(0))?;
    let start = length.saturating_sub(LONGEST_END);
    let tail = bytes_at(source, start, length - start)?;
    let Some(at) = tail.windows(4).rposition(|bytes| bytes == END.to_le_bytes()) else {
        return damaged("it has no end of a ZIP archive: it is truncated, or no archive");
    };
    if tail.len() < at + 22 {
        return damaged("its end is truncated");
    }
    let end = Record(&tail[at..]);
    let [mut count, mut size, mut offset] = [end.number(10, 2), end.number(12, 4), end.number(16, 4)];
    if count == 0xffff || size == 0xffff_ffff || offset == 0xffff_ffff {
        let Some(locator) = at.checked_sub(20).map(|at| Record(&tail[at..])) else {
            return damaged("its second end is not there");
        };
        if locator.number(0, 4) != u64::from(LOCATOR_64) {
            return damaged("its second end is not there");
        }
        let bytes = bytes_at(source, locator.number(8, 8), 56)?;
        let end = Record(&bytes);
        if end.number(0, 4) != u64::from(END_64) {
            return damaged("its second end is not where it should be");
        }
        [count, size, offset] = [32, 40, 48].map(|at| end.number(at, 8));
    }
    if count > MOST_MEMBERS || size > LARGEST_DIRECTORY {
        return damaged(format!(
            "it has {count} members in a directory of {size} bytes; {MOST_MEMBERS} and {LARGEST_DIRECTORY} are the most"
        ));
    }
    let directory = bytes_at(source, offset, size)?;
    let mut rest = &directory[..];
    (0..count).map(|_| entry(&mut rest)).collect()
}

fn entry(rest: &mut &[u8]) -> Result<Member, ArrayError> {
    let record = Record(rest);
    let [name_length, extra_length, comment_length] = [28, 30, 32].map(|at| record.number(at, 2) as usize);
    let end = 46 + name_length + extra_length + comment_length;
    if record.number(0, 4) != u64::from(ENTRY) || rest.len() < end {
        return damaged("its directory is damaged");
    }
    let name = String::from_utf8_lossy(&rest[46..46 + name_length]).into_owned();
    if record.number(8, 2) & 1 == 1 {
        return damaged(format!("{name} is encrypted"));
    }
    let deflated = match record.number(10, 2) {
        0 => false,
        8 => true,
        method => {
            return damaged(format!(
                "{name} is compressed by method {method}; there are stored and deflated"
            ));
        }
    };
    let mut large = Record(&[]);
    let mut extra = &rest[46 + name_length..46 + name_length + extra_length];
    while extra.len() >= 4 {
        let header = Record(extra);
        let length = (header.number(2, 2) as usize).min(extra.len() - 4);
        if header.number(0, 2) == 1 {
            large = Record(&extra[4..4 + length]);
        }
        extra = &extra[4 + length..];
    }
    let mut next = 0;
    let mut of_64_bits = |at: usize| match record.number(at, 4) {
        0xffff_ffff => {
            next += 8;
            large.number(next - 8, 8)
        }
        number => number,
    };
    let [size, packed, offset] = [24, 20, 42].map(&mut of_64_bits);
    let member = Member { name, deflated, checksum: record.number(16, 4) as u32, packed, size, offset };
    *rest = &rest[end..];
    Ok(member)
}

/// The content of a member; an error at its end if it is not what it was.
pub(super) struct Content<'a, R: Read> {
    source: Source<'a, R>,
    hasher: crc32fast::Hasher,
    checksum: u32,
    left: u64,
}

enum Source<'a, R: Read> {
    Stored(Take<&'a mut R>),
    Deflated(Box<DeflateDecoder<Take<&'a mut R>>>),
}

impl<'a, R: Read + Seek> Content<'a, R> {
    pub(super) fn open(source: &'a mut R, member: &Member) -> Result<Self, ArrayError> {
        if member.size / MAX_GZIP_RATIO > member.packed || !member.deflated && member.size != member.packed {
            return damaged(format!(
                "{} cannot hold the {} bytes that it declares",
                member.name, member.size
            ));
        }
        let header = bytes_at(source, member.offset, 30)?;
        let header = Record(&header);
        if header.number(0, 4) != u64::from(LOCAL) {
            return damaged(format!("{} is not where the directory says", member.name));
        }
        let skipped = 30 + header.number(26, 2) + header.number(28, 2);
        source.seek(SeekFrom::Start(member.offset.saturating_add(skipped)))?;
        let packed = source.take(member.packed);
        let source = match member.deflated {
            true => Source::Deflated(Box::new(DeflateDecoder::new(packed))),
            false => Source::Stored(packed),
        };
        Ok(Self { source, hasher: crc32fast::Hasher::new(), checksum: member.checksum, left: member.size })
    }
}

impl<R: Read> Read for Content<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let wrong = |what| Err(std::io::Error::new(std::io::ErrorKind::InvalidData, what));
        let count = match &mut self.source {
            Source::Stored(reader) => reader.read(buffer)?,
            Source::Deflated(reader) => reader.read(buffer)?,
        };
        if count as u64 > self.left {
            return wrong("a member of the archive is longer than it declares");
        }
        self.left -= count as u64;
        self.hasher.update(&buffer[..count]);
        if count == 0 && !buffer.is_empty() {
            if self.left > 0 {
                return wrong("a member of the archive is truncated");
            }
            if self.hasher.clone().finalize() != self.checksum {
                return wrong("a member of the archive is damaged: its checksum differs");
            }
        }
        Ok(count)
    }
}
