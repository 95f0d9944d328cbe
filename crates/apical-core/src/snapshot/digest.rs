//! One digest of all that a file says, so that no damage goes unnoticed: ranges and shapes let most flipped bits of a memory pass.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};

use sha2::{Digest, Sha256};

use super::container::{Tensor, TensorShape};
use super::metadata::PREFIX;
use super::{DataHash, tensors};
use crate::State;

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

/// The digest of memories, generators and images in flight alone: the same for every network of the same bits, whatever else is
/// recorded of its run. 64 hexadecimal digits; the second part of the digest of `docs/model-file.md`, without the tensors `run.*`.
#[must_use]
pub fn state_digest(state: &State) -> String {
    let tensors = tensors::encode(state);
    of(&BTreeMap::new(), tensors.iter().map(Tensor::parts))
}
