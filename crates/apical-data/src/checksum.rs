//! SHA-256 of files and of what is packed in them.

use std::fmt::Write as _;
use std::io::{self, Read};

use sha2::{Digest, Sha256};

/// A published SHA-256 that a file of a known dataset must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Checksum {
    /// Of the uncompressed content: it holds for every copy, however it was compressed.
    Content([u8; 32]),
    /// Of the `.gz` file as published, for datasets of which nothing else was published.
    File([u8; 32]),
}

/// The bytes of 64 hexadecimal digits, for hashes in the source.
///
/// # Panics
/// If there are more or fewer digits, or others: when compiling, as all uses are constants.
pub(crate) const fn from_hex(digits: &str) -> [u8; 32] {
    const fn value(digit: u8) -> u8 {
        match digit {
            b'0'..=b'9' => digit - b'0',
            b'a'..=b'f' => digit - b'a' + 10,
            _ => panic!("not a lower-case hexadecimal digit"),
        }
    }
    let digits = digits.as_bytes();
    assert!(digits.len() == 64, "SHA-256 has 64 hexadecimal digits");
    let mut bytes = [0; 32];
    let mut i = 0;
    while i < 32 {
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
        assert_eq!(hex(&from_hex(abc)), abc);
        assert_eq!(sha256(&b"abcdef"[..], 3).unwrap(), (abc.to_owned(), 3));
    }
}
