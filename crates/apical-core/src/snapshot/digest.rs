//! One digest of all that a file says, so that no damage goes unnoticed: ranges and shapes let most flipped bits of a memory pass.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};

use sha2::{Digest, Sha256};

use super::DataHash;
use super::container::TensorShape;
use super::metadata::PREFIX;

/// The field that holds it, and that it leaves out.
pub(super) const FIELD: &str = "apical.digest";

/// SHA-256 over our metadata fields but the digest, by name, then all tensors, by name. Texts and elements are preceded by
/// their length in bytes, shapes by theirs too (8 for each dimension), all numbers 8 bytes, least significant first: `docs/model-file.md`.
pub(super) fn of<'a>(
    metadata: &BTreeMap<String, String>,
    tensors: impl Iterator<Item = (&'a str, &'a TensorShape, &'a [u8])>,
) -> String {
    let mut hasher = Sha256::new();
    let mut add = |bytes: &[u8]| {
        hasher.update((bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    };
    for (name, value) in metadata.iter().filter(|(name, _)| name.starts_with(PREFIX) && *name != FIELD) {
        add(name.as_bytes());
        add(value.as_bytes());
    }
    let tensors: BTreeMap<_, _> = tensors.map(|(name, shape, elements)| (name, (shape, elements))).collect();
    for (name, (TensorShape { dtype, shape }, elements)) in tensors {
        add(name.as_bytes());
        add(dtype.to_string().as_bytes());
        let dimensions = shape.iter().flat_map(|&size| (size as u64).to_le_bytes());
        add(&dimensions.collect::<alloc::vec::Vec<u8>>());
        add(elements);
    }
    DataHash::from(<[u8; 32]>::from(hasher.finalize())).to_string()
}
