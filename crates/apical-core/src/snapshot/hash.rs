//! SHA-256 of a dataset, as text in a file.

use core::fmt;
use core::str::FromStr;

/// The SHA-256 that identifies a dataset. As text 64 hexadecimal digits in lower case.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct DataHash([u8; 32]);

/// Text that is no SHA-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("data hash: expected 64 hexadecimal digits in lower case")]
pub struct DataHashError;

impl DataHash {
    /// The 32 bytes.
    #[must_use]
    pub const fn bytes(self) -> [u8; 32] {
        self.0
    }
}

crate::spelling::as_text!(DataHash, "data_record");

impl From<[u8; 32]> for DataHash {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for DataHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for DataHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for DataHash {
    type Err = DataHashError;

    fn from_str(text: &str) -> Result<Self, DataHashError> {
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return Err(DataHashError);
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = digit(pair[0])? << 4 | digit(pair[1])?;
        }
        Ok(Self(bytes))
    }
}

/// One spelling only, so that equal hashes are equal texts.
fn digit(digit: u8) -> Result<u8, DataHashError> {
    match digit {
        b'0'..=b'9' => Ok(digit - b'0'),
        b'a'..=b'f' => Ok(digit - b'a' + 10),
        _ => Err(DataHashError),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn a_hash_reads_back_as_written() {
        let hash = DataHash::from(core::array::from_fn(|i| (i * 37) as u8));
        let text = hash.to_string();
        assert_eq!(text.len(), 64);
        assert!(text.starts_with("00254a6f94"));
        assert_eq!(text.parse(), Ok(hash));
    }

    #[test]
    fn other_spellings_are_refused() {
        let text = DataHash::from([0xAB; 32]).to_string();
        for wrong in ["", &text[1..], &text.to_uppercase(), &text.replace('a', "g"), &text.replace("ab", "é")]
        {
            assert_eq!(wrong.parse::<DataHash>(), Err(DataHashError), "{wrong}");
        }
    }
}
