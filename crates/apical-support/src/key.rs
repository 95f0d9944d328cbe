//! Names that follow from content.

use serde::Serialize;
use sha2::{Digest, Sha256};

/// A name of a configuration: the first half of the SHA-256 of its JSON, as 32 hexadecimal digits.
#[must_use]
pub fn key_of(config: &impl Serialize) -> String {
    // Numbers, names and lists are always JSON.
    let text = serde_json::to_vec(config).unwrap_or_default();
    hexadecimal(&Sha256::digest(&text)[..16])
}

/// Bytes as hexadecimal digits in lower case, two for each.
#[must_use]
pub fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| char::from(DIGITS[usize::from(value)]);
    bytes.iter().flat_map(|&byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Stored results are found by these names: none may change.
    #[test]
    fn keys_are_what_they_were() {
        // SHA-256 of `"abc"`, with the quotes, and of `[1,2.5]`.
        assert_eq!(key_of(&"abc"), "6cc43f858fbb763301637b5af970e2a4");
        assert_eq!(key_of(&(1, 2.5)), "59241083b9b5b938d7d5af46a51e2d46");
        assert_eq!(hexadecimal(&[0, 0x0f, 0xa0, 0xff]), "000fa0ff");
    }
}
