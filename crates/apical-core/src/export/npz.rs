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
use crate::snapshot::tensors;
use crate::{Config, Order, SPECIFICATION_VERSION, State};

/// Every tensor of a model file as a NumPy array of the same name, shape and type in an uncompressed archive for
/// `numpy.load`, and the configuration as further arrays: `specification_version`, `layers`, `format` (bits of W and
/// of G), `window`, `pipelined` (1, or 0 in sequential order), `margin_bits`, `drop_shift`, `initial_range`,
/// `feedback_sharing`. Equal states give equal bytes.
///
/// # Errors
/// If the state is not valid.
pub fn npz(state: &State) -> Result<Vec<u8>, ExportError> {
    super::error::check(state)?;
    let mut archive = Archive::default();
    for (name, kind, shape, bytes) in configuration(&state.config) {
        add(&mut archive, name, kind, &shape, &bytes)?;
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

type Array = (&'static str, &'static str, Vec<usize>, Vec<u8>);

fn configuration(config: &Config) -> [Array; 9] {
    let layers = config.layers.iter().flat_map(|&size| (size as u32).to_le_bytes()).collect();
    let window = config.window.iter().flat_map(|theta| theta.to_le_bytes()).collect();
    let format = [config.format.weight_bits() as u8, config.format.accumulator_bits() as u8];
    let byte = |name, value| (name, "|u1", Vec::new(), alloc::vec![value]);
    let short = |name, value: u16| (name, "<u2", Vec::new(), value.to_le_bytes().to_vec());
    [
        ("specification_version", "<u4", Vec::new(), SPECIFICATION_VERSION.to_le_bytes().to_vec()),
        ("layers", "<u4", alloc::vec![config.layers.len()], layers),
        ("format", "|u1", alloc::vec![2], format.to_vec()),
        ("window", "<u2", alloc::vec![config.window.len()], window),
        byte("pipelined", u8::from(config.order == Order::Pipelined)),
        byte("margin_bits", config.margin_bits),
        byte("drop_shift", config.drop_shift),
        short("initial_range", config.initial_range),
        short("feedback_sharing", config.feedback_sharing),
    ]
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
