//! A configuration as arrays.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::iter::repeat;

use super::contract::{Contract, Prepare};
use crate::front_end::{Code, Levels, Retina, RetinaInput};
use crate::{Config, Order, SPECIFICATION_VERSION};

/// An array of a NumPy archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Array {
    /// Name in the archive.
    pub name: &'static str,
    /// Type of the elements, as NumPy spells it: `|u1`, `<u2`, `|S27`.
    pub kind: Cow<'static, str>,
    /// Shape; empty for a single element.
    pub shape: Vec<usize>,
    /// Elements row by row, least significant byte first.
    pub bytes: Vec<u8>,
}

fn array(name: &'static str, kind: &'static str, shape: Vec<usize>, bytes: Vec<u8>) -> Array {
    Array { name, kind: Cow::Borrowed(kind), shape, bytes }
}

fn byte(name: &'static str, value: u8) -> Array {
    array(name, "|u1", Vec::new(), alloc::vec![value])
}

fn short(name: &'static str, value: u16) -> Array {
    array(name, "<u2", Vec::new(), value.to_le_bytes().to_vec())
}

/// All of a configuration.
pub(super) fn arrays(config: &Config) -> Vec<Array> {
    let layers = config.layers.iter().flat_map(|&size| (size as u32).to_le_bytes()).collect();
    let window = config.window.iter().flat_map(|theta| theta.to_le_bytes()).collect();
    let format = [config.format.weight_bits() as u8, config.format.accumulator_bits() as u8];
    let version = config.specification_version();
    let mut arrays = alloc::vec![
        array("specification_version", "<u4", Vec::new(), version.to_le_bytes().to_vec()),
        array("layers", "<u4", alloc::vec![config.layers.len()], layers),
        array("format", "|u1", alloc::vec![2], format.to_vec()),
        array("window", "<u2", alloc::vec![config.window.len()], window),
        byte("pipelined", u8::from(config.order == Order::Pipelined)),
        byte("margin_bits", config.margin_bits),
        byte("drop_shift", config.drop_shift),
        short("initial_range", config.initial_range),
        short("feedback_sharing", config.feedback_sharing),
    ];
    arrays.extend(front_end_arrays(config));
    arrays
}

/// What is said of raw data and of classes.
pub(super) fn contract_arrays(contract: &Contract) -> Vec<Array> {
    let mut arrays = Vec::new();
    if !contract.class_names.is_empty() {
        arrays.push(texts("class_names", &contract.class_names));
    }
    if let Some(name) = contract.prepare.name() {
        let kind = Cow::Owned(format!("|S{}", name.len()));
        arrays.push(Array { name: "input.prepare", kind, shape: Vec::new(), bytes: name.into() });
    }
    if let Prepare::AsIs(size) | Prepare::Normalise(size) = contract.prepare {
        let size = [size.height, size.width].into_iter().flat_map(|side| (side as u16).to_le_bytes());
        arrays.push(array("input.size", "<u2", alloc::vec![2], size.collect()));
    }
    if let Prepare::Features { ranges, names } = &contract.prepare {
        let ends = ranges.iter().flat_map(|(lower, upper)| [lower.0, upper.0]);
        let bytes = ends.flat_map(f64::to_le_bytes).collect();
        arrays.push(array("input.ranges", "<f8", alloc::vec![ranges.len(), 2], bytes));
        if !names.is_empty() {
            arrays.push(texts("input.features", names));
        }
    }
    arrays
}

/// Texts as NumPy has them: four bytes a character, as many characters as the longest has, filled up with 0.
fn texts(name: &'static str, texts: &[String]) -> Array {
    let longest = texts.iter().map(|text| text.chars().count()).max().unwrap_or(0).max(1);
    let filled = texts.iter().flat_map(|text| text.chars().map(u32::from).chain(repeat(0)).take(longest));
    let bytes = filled.flat_map(u32::to_le_bytes).collect();
    Array { name, kind: Cow::Owned(format!("<U{longest}")), shape: alloc::vec![texts.len()], bytes }
}

/// A front end as arrays: its text as `front_end`, and all that its formulas need (`docs/exports.md` lists them). None of a
/// configuration of specification 1.
#[must_use]
pub fn front_end_arrays(config: &Config) -> Vec<Array> {
    if config.specification_version() == SPECIFICATION_VERSION {
        return Vec::new();
    }
    let front_end = &config.front_end;
    let text = front_end.to_string();
    let mut arrays = alloc::vec![
        Array {
            name: "front_end",
            kind: Cow::Owned(format!("|S{}", text.len())),
            shape: Vec::new(),
            bytes: text.into_bytes(),
        },
        byte("front_end.inverted", front_end.inverted.into()),
    ];
    arrays.extend(front_end.levels.iter().flat_map(levels));
    arrays.extend(front_end.retina.iter().flat_map(retina));
    arrays
}

fn levels(levels: &Levels) -> [Array; 2] {
    let shape = alloc::vec![levels.thresholds.len() / levels.levels, levels.levels];
    [
        array("front_end.levels.thresholds", "|u1", shape, levels.thresholds.clone()),
        byte("front_end.levels.thermometer", (levels.code == Code::Thermometer).into()),
    ]
}

fn retina(retina: &Retina) -> [Array; 6] {
    let filters = retina.filters();
    let coefficients = filters.iter().flat_map(|filter| &filter.coefficients).map(|&value| value as u8);
    let thresholds = filters.iter().flat_map(|filter| retina.threshold(filter.kind).to_le_bytes());
    let size = [retina.height, retina.width].into_iter().flat_map(|side| (side as u16).to_le_bytes());
    let spikes = match retina.input {
        RetinaInput::Grey => -1,
        RetinaInput::Spikes(threshold) => i16::from(threshold),
    };
    let shape = alloc::vec![filters.len(), retina.kernel, retina.kernel];
    [
        array("front_end.retina.filters", "|i1", shape, coefficients.collect()),
        array("front_end.retina.thresholds", "<u2", alloc::vec![filters.len()], thresholds.collect()),
        array("front_end.retina.size", "<u2", alloc::vec![2], size.collect()),
        byte("front_end.retina.stride", retina.stride as u8),
        byte("front_end.retina.pool", retina.pool as u8),
        array("front_end.retina.spikes", "<i2", Vec::new(), spikes.to_le_bytes().to_vec()),
    ]
}
