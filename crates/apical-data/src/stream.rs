//! Opening a file that may or may not be gzip-compressed.

use std::fs::File;
use std::io::{self, BufReader, Chain, Cursor, ErrorKind, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;

use crate::limits::MAX_GZIP_RATIO;

const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

type Whole<R> = Chain<Cursor<Vec<u8>>, BufReader<R>>;

/// A source of bytes, decompressed on the way if it is gzip data.
///
/// What a source is, is read from its first two bytes: a name says nothing, because copies of datasets circulate
/// both as `.gz` files that were unpacked by a browser and as unpacked names around compressed data.
pub(crate) struct Content<R: Read> {
    reader: Encoding<R>,
}

enum Encoding<R: Read> {
    Plain(Whole<R>),
    // Several times the size of the other variant.
    Gzip(Box<MultiGzDecoder<Whole<R>>>),
}

impl<R: Read> Content<R> {
    /// Looks at the first two bytes of `source`.
    pub(crate) fn new(source: R) -> io::Result<Self> {
        let mut source = BufReader::with_capacity(64 * 1024, source);
        let mut start = Vec::with_capacity(GZIP_MAGIC.len());
        source.by_ref().take(GZIP_MAGIC.len() as u64).read_to_end(&mut start)?;
        let gzip = start == GZIP_MAGIC;
        let whole = Cursor::new(start).chain(source);
        let reader =
            if gzip { Encoding::Gzip(Box::new(MultiGzDecoder::new(whole))) } else { Encoding::Plain(whole) };
        Ok(Self { reader })
    }

    /// Whether the source is gzip-compressed.
    pub(crate) fn is_gzip(&self) -> bool {
        matches!(self.reader, Encoding::Gzip(_))
    }
}

impl Content<File> {
    /// Opens a file, and says how many bytes its content can have at the most.
    pub(crate) fn open(file: &Path) -> io::Result<(Self, u64)> {
        let source = File::open(file)?;
        let metadata = source.metadata()?;
        if metadata.is_dir() {
            return Err(io::Error::new(ErrorKind::IsADirectory, "it is a directory, not a file"));
        }
        let content = Self::new(source)?;
        let at_most =
            if content.is_gzip() { metadata.len().saturating_mul(MAX_GZIP_RATIO) } else { metadata.len() };
        Ok((content, at_most))
    }
}

impl<R: Read> Read for Content<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match &mut self.reader {
            Encoding::Plain(reader) => reader.read(buffer),
            Encoding::Gzip(reader) => reader.read(buffer).map_err(explain_gzip_error),
        }
    }
}

/// The decoder's own words ("corrupt deflate stream") do not tell a user that the file is what is broken.
fn explain_gzip_error(error: io::Error) -> io::Error {
    match error.kind() {
        ErrorKind::UnexpectedEof => {
            io::Error::new(ErrorKind::UnexpectedEof, "the gzip data ends early: the file is truncated")
        }
        ErrorKind::InvalidInput | ErrorKind::InvalidData => {
            io::Error::new(ErrorKind::InvalidData, format!("the gzip data is damaged ({error})"))
        }
        _ => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};
    use proptest::prelude::*;
    use std::io::Write;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn read(bytes: &[u8]) -> io::Result<Vec<u8>> {
        let mut found = Vec::new();
        Content::new(bytes)?.read_to_end(&mut found)?;
        Ok(found)
    }

    #[test]
    fn short_sources_are_plain() {
        for bytes in [&b""[..], b"a", b"\x1f", b"\x1fa"] {
            assert_eq!(read(bytes).unwrap(), bytes);
        }
    }

    #[test]
    fn truncated_gzip_says_so() {
        let whole = gzip(&[7; 1000]);
        for length in 2..whole.len() {
            let message = read(&whole[..length]).unwrap_err().to_string();
            assert!(message.contains("truncated"), "cut at {length}: {message}");
        }
    }

    #[test]
    fn damaged_gzip_says_so() {
        let mut whole = gzip(&[7; 1000]);
        let checksum = whole.len() - 6;
        whole[checksum] ^= 1;
        assert!(read(&whole).unwrap_err().to_string().contains("damaged"));
        let mut garbage_after = gzip(b"data");
        garbage_after.extend_from_slice(b"and then some more");
        assert!(read(&garbage_after).is_err());
    }

    proptest! {
        #[test]
        fn reads_back_plain_and_compressed(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
            prop_assert_eq!(read(&gzip(&bytes)).unwrap(), bytes.clone());
            if !bytes.starts_with(&GZIP_MAGIC) {
                prop_assert_eq!(read(&bytes).unwrap(), bytes);
            }
        }

        #[test]
        fn arbitrary_gzip_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..500)) {
            let mut source = GZIP_MAGIC.to_vec();
            source.extend(bytes);
            let _ = read(&source);
        }
    }
}
