//! A state as a NumPy archive.
//!
//! A NumPy file is a short text header before the array's bytes, so it is written here: the crates that do it
//! (`npyz`, `ndarray-npy`) bring a parser generator or an array library along, which only reading needs.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use safetensors::Dtype;

use super::ExportError;
use super::archive::Archive;
use super::arrays::{Array, arrays, contract_arrays};
use super::contract::Contract;
use crate::State;
use crate::snapshot::tensors;

/// Every tensor of a model file as a NumPy array of the same name, shape and type in an uncompressed archive for
/// `numpy.load`, and the configuration as further arrays: `specification_version`, `layers`, `format` (bits of W and
/// of G), `window`, `pipelined` (1, or 0 in sequential order), `margin_bits`, `drop_shift`, `initial_range`,
/// `feedback_sharing`; of a network of specification 2 also `front_end` and its tables ([`front_end_arrays`](super::front_end_arrays)). Equal states give equal
/// bytes.
///
/// # Errors
/// If the state is not valid.
pub fn npz(state: &State) -> Result<Vec<u8>, ExportError> {
    npz_with(state, &Contract::default())
}

/// [`npz`] with the names of the classes, how raw data become values, and their ranges: `class_names`, `input.prepare`, `input.ranges`
/// and `input.features`, as far as the contract has them.
///
/// # Errors
/// If the state is not valid, or the contract is not one of such a network.
pub fn npz_with(state: &State, contract: &Contract) -> Result<Vec<u8>, ExportError> {
    state.validate()?;
    contract.check(&state.config)?;
    let mut archive = Archive::default();
    for Array { name, kind, shape, bytes } in
        arrays(&state.config).into_iter().chain(contract_arrays(contract))
    {
        add(&mut archive, name, &kind, &shape, &bytes)?;
    }
    for tensor in tensors::encode(state) {
        let kind = match tensor.shape.dtype {
            Dtype::I8 => "|i1",
            Dtype::U8 => "|u1",
            Dtype::U32 => "<u4",
            other => {
                return Err(ExportError::Archive {
                    message: format!("tensor type {other} has no NumPy type"),
                });
            }
        };
        add(&mut archive, &tensor.name, kind, &tensor.shape.shape, &tensor.bytes)?;
    }
    archive.finish()
}

fn add(
    archive: &mut Archive,
    name: &str,
    kind: &str,
    shape: &[usize],
    bytes: &[u8],
) -> Result<(), ExportError> {
    archive.add(&format!("{name}.npy"), &[&header(kind, shape), bytes])
}

/// Header of NumPy's format version 1.0: magic, version, length, a Python dictionary padded so that the array
/// starts at a multiple of 64 bytes.
fn header(kind: &str, shape: &[usize]) -> Vec<u8> {
    let sizes: Vec<String> = shape.iter().map(ToString::to_string).collect();
    // A tuple of one needs its comma.
    let comma = if shape.len() == 1 { "," } else { "" };
    let mut text =
        format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': ({}{comma}), }}", sizes.join(", "));
    const FIXED: usize = 10;
    let total = (FIXED + text.len() + 1).next_multiple_of(64);
    while FIXED + text.len() + 1 < total {
        text.push(' ');
    }
    text.push('\n');
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((text.len() as u16).to_le_bytes());
    bytes.extend(text.as_bytes());
    bytes
}
