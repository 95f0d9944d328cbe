//! Texts that may be compressed with gzip.

use std::borrow::Cow;
use std::io::{self, Read};

use flate2::bufread::MultiGzDecoder;

/// Why bytes are no text.
pub(crate) enum NoText {
    /// What is compressed is damaged.
    Damaged(io::Error),
    /// More than the bytes allowed, unpacked.
    TooLong,
    /// No UTF-8.
    Characters,
}

/// The text that bytes are, or are when unpacked; at most so many bytes of it.
pub(crate) fn text(bytes: &[u8], most: u64) -> Result<Cow<'_, str>, NoText> {
    let too_long = |length: usize| length as u64 > most;
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        if too_long(bytes.len()) {
            return Err(NoText::TooLong);
        }
        return std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|_| NoText::Characters);
    }
    let mut unpacked = Vec::new();
    // One byte more, to notice that there are more.
    let mut reader = MultiGzDecoder::new(bytes).take(most + 1);
    reader.read_to_end(&mut unpacked).map_err(NoText::Damaged)?;
    if too_long(unpacked.len()) {
        return Err(NoText::TooLong);
    }
    String::from_utf8(unpacked).map(Cow::Owned).map_err(|_| NoText::Characters)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn plain_and_compressed_texts_have_one_limit() {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(b"cells").unwrap();
        let packed = packer.finish().unwrap();
        for bytes in [&b"cells"[..], &packed] {
            assert!(text(bytes, 5).is_ok_and(|text| text == "cells"));
            assert!(matches!(text(bytes, 4), Err(NoText::TooLong)));
        }
        assert!(matches!(text(&packed[..packed.len() - 9], 5), Err(NoText::Damaged(_))));
        assert!(matches!(text(b"\xff", 5), Err(NoText::Characters)));
    }
}
