//! The safetensors container: eight bytes of header length, a JSON header, the tensors.
//!
//! The header's types and their checks are those of the `safetensors` crate. Two things are done here instead:
//! - writing, because the crate keeps metadata in a hash map, and the same snapshot would give other bytes in
//!   every run;
//! - the comparison of the stated with the real length, because `SafeTensors::deserialize` (0.8.0) adds them
//!   without a check for overflow, and a few tensors of 2^61 bytes each get past it.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use safetensors::Dtype;
use safetensors::tensor::{Metadata, TensorInfo};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::SnapshotError;

/// Longest JSON header that is read. The longest that is written has under a hundred tensors and 1 MiB of
/// configuration, each byte of which may need six in JSON.
pub(super) const MAXIMUM_HEADER_BYTES: u64 = 7 << 20;

/// Type and shape of a tensor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TensorShape {
    pub(crate) dtype: Dtype,
    pub(crate) shape: Vec<usize>,
}

impl TensorShape {
    /// The error that says that this was found where something else was expected.
    pub(super) fn instead_of(&self, name: &str, expected: &Self) -> SnapshotError {
        SnapshotError::Tensor {
            name: name.to_owned(),
            found_type: self.dtype.to_string(),
            found: self.shape.clone(),
            expected_type: expected.dtype.to_string(),
            expected: expected.shape.clone(),
        }
    }
}

/// A tensor on its way into a file.
#[derive(Debug, Clone)]
pub(crate) struct Tensor {
    pub(crate) name: String,
    pub(crate) shape: TensorShape,
    /// Elements row by row, little-endian.
    pub(crate) bytes: Vec<u8>,
}

impl Tensor {
    pub(crate) fn new(name: String, dtype: Dtype, shape: Vec<usize>, bytes: Vec<u8>) -> Self {
        debug_assert_eq!(shape.iter().product::<usize>() * dtype.bitsize() / 8, bytes.len(), "{name}");
        Self { name, shape: TensorShape { dtype, shape }, bytes }
    }

    /// Name, type and shape, elements.
    pub(super) fn parts(&self) -> (&str, &TensorShape, &[u8]) {
        (&self.name, &self.shape, &self.bytes)
    }
}

/// The header in a fixed order: metadata by name, tensors as they lie in the file.
struct Header<'a> {
    metadata: &'a BTreeMap<String, String>,
    tensors: Vec<(&'a str, TensorInfo)>,
}

impl Serialize for Header<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.tensors.len() + 1))?;
        map.serialize_entry("__metadata__", self.metadata)?;
        for (name, info) in &self.tensors {
            map.serialize_entry(name, info)?;
        }
        map.end()
    }
}

/// The bytes of a file. Tensors with wider elements come first, so that all are aligned.
pub(super) fn write(
    metadata: &BTreeMap<String, String>,
    tensors: &[Tensor],
) -> Result<Vec<u8>, SnapshotError> {
    let mut tensors: Vec<&Tensor> = tensors.iter().collect();
    tensors.sort_by_key(|tensor| core::cmp::Reverse(tensor.shape.dtype.bitsize()));
    let mut end = 0;
    let info = tensors.iter().map(|tensor| {
        let start = end;
        end += tensor.bytes.len();
        let TensorShape { dtype, shape } = tensor.shape.clone();
        (tensor.name.as_str(), TensorInfo { dtype, shape, data_offsets: (start, end) })
    });
    let header = Header { metadata, tensors: info.collect() };
    let mut header = serde_json::to_vec(&header).map_err(|error| header_error(&error))?;
    header.resize(header.len().next_multiple_of(8), b' ');
    if header.len() as u64 > MAXIMUM_HEADER_BYTES {
        let (found, maximum) = (header.len() as u64, MAXIMUM_HEADER_BYTES);
        return Err(SnapshotError::HeaderLength { found, maximum });
    }
    let mut bytes = Vec::with_capacity(8 + header.len() + end);
    bytes.extend((header.len() as u64).to_le_bytes());
    bytes.extend(header);
    tensors.iter().for_each(|tensor| bytes.extend(&tensor.bytes));
    Ok(bytes)
}

/// A file taken apart. Tensors are taken out one by one, so that what remains is what nobody knows.
pub(super) struct Container<'a> {
    pub(super) metadata: BTreeMap<String, String>,
    tensors: BTreeMap<String, (TensorShape, &'a [u8])>,
}

/// Takes a file apart. All offsets are checked against the length of `bytes`.
pub(super) fn read(bytes: &[u8]) -> Result<Container<'_>, SnapshotError> {
    let length = bytes.len() as u64;
    let (prefix, rest) =
        bytes.split_first_chunk().ok_or(SnapshotError::Length { found: length, expected: 8 })?;
    let header_length = u64::from_le_bytes(*prefix);
    if !(2..=MAXIMUM_HEADER_BYTES).contains(&header_length) {
        return Err(SnapshotError::HeaderLength { found: header_length, maximum: MAXIMUM_HEADER_BYTES });
    }
    let (header, data) = rest
        .split_at_checked(header_length as usize)
        .ok_or(SnapshotError::Length { found: length, expected: 8 + header_length })?;
    let header: Metadata = serde_json::from_slice(header).map_err(|error| header_error(&error))?;
    if header.data_len() != data.len() {
        let expected = (8 + header_length).saturating_add(header.data_len() as u64);
        return Err(SnapshotError::Length { found: length, expected });
    }
    let mut container = Container { metadata: BTreeMap::new(), tensors: BTreeMap::new() };
    for (key, value) in header.metadata().iter().flatten() {
        container.metadata.insert(key.clone(), value.clone());
    }
    for (name, info) in header.tensors() {
        let (start, end) = info.data_offsets;
        let elements = data.get(start..end).ok_or_else(|| SnapshotError::Header {
            message: format!("tensor {:?} lies outside the file", shortened(&name)),
        })?;
        let shape = TensorShape { dtype: info.dtype, shape: info.shape.clone() };
        container.tensors.insert(name, (shape, elements));
    }
    Ok(container)
}

impl<'a> Container<'a> {
    /// Name, type and shape, and elements of each tensor.
    pub(super) fn tensors(&self) -> impl Iterator<Item = (&str, &TensorShape, &[u8])> {
        self.tensors.iter().map(|(name, (shape, elements))| (name.as_str(), shape, *elements))
    }

    /// Shape of a tensor.
    pub(super) fn shape(&self, name: &str) -> Result<&[usize], SnapshotError> {
        let (found, _) = self.tensors.get(name).ok_or_else(|| missing(name))?;
        Ok(&found.shape)
    }

    /// Takes the elements of a tensor out.
    pub(super) fn take(&mut self, name: &str, expected: &TensorShape) -> Result<&'a [u8], SnapshotError> {
        let (found, elements) = self.tensors.remove(name).ok_or_else(|| missing(name))?;
        if found == *expected { Ok(elements) } else { Err(found.instead_of(name, expected)) }
    }

    /// Checks that nothing is left.
    pub(super) fn finish(self) -> Result<(), SnapshotError> {
        match self.tensors.into_keys().next() {
            Some(name) => Err(SnapshotError::UnknownTensor { name: shortened(&name) }),
            None => Ok(()),
        }
    }
}

fn missing(name: &str) -> SnapshotError {
    SnapshotError::MissingTensor { name: name.to_owned() }
}

fn header_error(error: &serde_json::Error) -> SnapshotError {
    SnapshotError::Header { message: shortened(&error.to_string()) }
}

/// A text from a file for a message: it may be megabytes long.
pub(super) fn shortened(text: &str) -> String {
    const LENGTH: usize = 120;
    let mut shortened: String = text.chars().take(LENGTH).collect();
    if shortened.len() < text.len() {
        shortened.push_str("...");
    }
    shortened
}
