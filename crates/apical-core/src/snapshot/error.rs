//! What can be wrong with a model file.

use alloc::string::String;
use alloc::vec::Vec;
use std::io;
use std::path::PathBuf;

use crate::{FRONT_END_VERSION, SPECIFICATION_VERSION, StateError};

/// A model file that cannot be read or written. Messages name the field or tensor and what is allowed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SnapshotError {
    /// The file cannot be read.
    #[error("cannot read {}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file cannot be written.
    #[error("cannot write {}; a file that was there before is unchanged", .path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The path names something else than a file.
    #[error("{} is not a regular file", .path.display())]
    NotAFile {
        /// The path.
        path: PathBuf,
    },
    /// The file is longer than any network needs.
    #[error("model file: {found} bytes is out of range: at most {maximum}")]
    TooLong {
        /// Length of the file.
        found: u64,
        /// Greatest length allowed.
        maximum: u64,
    },
    /// The file is shorter than its own header says.
    #[error("model file is damaged or cut off: {found} bytes, its header needs {expected}")]
    Length {
        /// Bytes found.
        found: u64,
        /// Bytes that the header accounts for.
        expected: u64,
    },
    /// The header's length is implausible: most likely no safetensors file.
    #[error("not a model file: a header of {found} bytes is out of range: 2 to {maximum}")]
    HeaderLength {
        /// Length stated.
        found: u64,
        /// Greatest length allowed.
        maximum: u64,
    },
    /// The header is not that of a safetensors file.
    #[error("not a model file: the safetensors header is damaged: {message}")]
    Header {
        /// What is wrong.
        message: String,
    },
    /// A safetensors file of something else.
    #[error("not a model file of this software: metadata field apical.kind must be \"snapshot\", {found}")]
    Kind {
        /// What was found, in words.
        found: String,
    },
    /// A file of another version of the specification: the same bits would mean something else.
    #[error(
        "model file of specification version {found}: this software implements versions {SPECIFICATION_VERSION} and {FRONT_END_VERSION}"
    )]
    SpecificationVersion {
        /// Version of the file.
        found: u32,
    },
    /// A file of a later form.
    #[error(
        "model file of file version {found}: this software reads versions 1 to {known}; a later one reads it"
    )]
    FileVersion {
        /// Version of the file.
        found: u32,
        /// The last that is known.
        known: u32,
    },
    /// Something in the file is not what was written.
    #[error(
        "model file is damaged, or was changed by another program: its content has the digest {computed}, metadata field \
         apical.digest states {stated:?}"
    )]
    Digest {
        /// Digest stated.
        stated: String,
        /// Digest of what is there.
        computed: String,
    },
    /// The stored configuration would make another network or run than the fields are of.
    #[error(
        "metadata field apical.config: {key} is {text}, but the other fields of the file are of a run with {field}"
    )]
    Configuration {
        /// The key.
        key: &'static str,
        /// What the text has.
        text: String,
        /// What the fields have.
        field: String,
    },
    /// A metadata field is missing.
    #[error("metadata field {field} is missing")]
    MissingField {
        /// Name of the field.
        field: &'static str,
    },
    /// A metadata field of ours that this version does not have.
    #[error("metadata field {field:?} is unknown in specification version {SPECIFICATION_VERSION}")]
    UnknownField {
        /// Name of the field.
        field: String,
    },
    /// A metadata field holds something that is not allowed.
    #[error("metadata field {field}: {found:?} is not allowed: {expected}")]
    Field {
        /// Name of the field.
        field: &'static str,
        /// What was found, shortened.
        found: String,
        /// What is allowed, in words.
        expected: String,
    },
    /// A tensor is missing.
    #[error("tensor {name} is missing")]
    MissingTensor {
        /// Name of the tensor.
        name: String,
    },
    /// A tensor that does not belong in the file.
    #[error("tensor {name:?} is unknown")]
    UnknownTensor {
        /// Name of the tensor, shortened.
        name: String,
    },
    /// A tensor has another type or shape than the metadata call for.
    #[error(
        "tensor {name}: type {found_type} and shape {found:?}, {expected_type} and {expected:?} expected"
    )]
    Tensor {
        /// Name of the tensor.
        name: String,
        /// Type of its elements.
        found_type: String,
        /// Its shape.
        found: Vec<usize>,
        /// Type expected.
        expected_type: String,
        /// Shape expected.
        expected: Vec<usize>,
    },
    /// An element of a tensor is out of range.
    #[error("tensor {name}: value {found} at {index} is out of range: {minimum} to {maximum}")]
    Element {
        /// Name of the tensor.
        name: String,
        /// Position in the tensor, row by row.
        index: usize,
        /// The value.
        found: u64,
        /// Least value allowed.
        minimum: u64,
        /// Greatest value allowed.
        maximum: u64,
    },
    /// The parts do not make a processor.
    #[error(transparent)]
    State(#[from] StateError),
}
