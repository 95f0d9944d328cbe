//! SHA-256 of files and of what is packed in them.

use std::fmt::Write as _;
use std::io::{self, Read};

use md5::Md5;
use sha2::{Digest, Sha256};

/// A published hash that a file of a known dataset must have: a SHA-256, unless it says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Checksum {
    /// Of the uncompressed content: it holds for every copy, however it was compressed.
    Content([u8; 32]),
    /// Of the `.gz` file as published, for datasets of which nothing else was published.
    File([u8; 32]),
    /// The MD5 sum of the `.gz` file as published. It tells damage, and not a file that was made to deceive.
    FileMd5([u8; 16]),
    /// None is published.
    None,
}

impl Checksum {
    /// Of the published file rather than its content: its kind, and its hexadecimal digits.
    pub(crate) fn of_file(self) -> Option<(&'static str, String)> {
        match self {
            Self::File(hash) => Some(("SHA-256", hex(&hash))),
            Self::FileMd5(hash) => Some(("MD5 sum", hex(&hash))),
            Self::Content(_) | Self::None => None,
        }
    }

    /// Hashes a file as it was published, in the way of this checksum.
    pub(crate) fn hash_file(self, file: &std::path::Path) -> io::Result<String> {
        let opened = std::fs::File::open(file)?;
        match self {
            Self::FileMd5(_) => digest::<Md5>(opened),
            _ => digest::<Sha256>(opened),
        }
    }
}

fn digest<D: Digest>(mut reader: impl Read) -> io::Result<String> {
    let mut hasher = D::new();
    let mut piece = vec![0; 64 * 1024];
    loop {
        match reader.read(&mut piece)? {
            0 => return Ok(hex(&hasher.finalize())),
            count => hasher.update(&piece[..count]),
        }
    }
}

/// The bytes of `2 * N` hexadecimal digits, for hashes in the source.
///
/// # Panics
/// If there are more or fewer digits, or others: when compiling, as all uses are constants.
pub(crate) const fn from_hex<const N: usize>(digits: &str) -> [u8; N] {
    const fn value(digit: u8) -> u8 {
        match digit {
            b'0'..=b'9' => digit - b'0',
            b'a'..=b'f' => digit - b'a' + 10,
            _ => panic!("not a lower-case hexadecimal digit"),
        }
    }
    let digits = digits.as_bytes();
    assert!(digits.len() == 2 * N, "another number of hexadecimal digits");
    let mut bytes = [0; N];
    let mut i = 0;
    while i < N {
        bytes[i] = value(digits[2 * i]) << 4 | value(digits[2 * i + 1]);
        i += 1;
    }
    bytes
}

/// Hashes what passes through it.
pub(crate) struct Hashing<R> {
    reader: R,
    hasher: Sha256,
    length: u64,
}

impl<R: Read> Hashing<R> {
    pub(crate) fn new(reader: R) -> Self {
        Self { reader, hasher: Sha256::new(), length: 0 }
    }

    /// The hash of everything read so far, as hexadecimal digits.
    pub(crate) fn finish(self) -> String {
        hex(&self.hasher.finalize())
    }

    /// Bytes read so far.
    pub(crate) fn length(&self) -> u64 {
        self.length
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.hasher.update(&buffer[..count]);
        self.length += count as u64;
        Ok(count)
    }
}

/// SHA-256 of at most `limit` bytes of `reader`, as hexadecimal digits, and how many bytes there were.
pub(crate) fn sha256(reader: impl Read, limit: u64) -> io::Result<(String, u64)> {
    let mut hashing = Hashing::new(reader.take(limit));
    io::copy(&mut hashing, &mut io::sink())?;
    let length = hashing.length();
    Ok((hashing.finish(), length))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut digits = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_hashes() {
        // FIPS 180-2, appendix B.1.
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256(&b"abc"[..], 9).unwrap(), (abc.to_owned(), 3));
        assert_eq!(hex(&from_hex::<32>(abc)), abc);
        assert_eq!(sha256(&b"abcdef"[..], 3).unwrap(), (abc.to_owned(), 3));
    }
}
