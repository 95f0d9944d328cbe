//! The description that lies beside the memory images.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::ExportError;
use super::banks::{Bank, banks};
use crate::front_end::FrontEnd;
use crate::{Config, SPECIFICATION_VERSION};

pub(super) const FILE: &str = "manifest.json";
const KIND: &str = "apical-hex";

/// Only this much is looked at before it is clear that the rest means what this version thinks.
#[derive(Deserialize)]
struct Preamble {
    kind: String,
    specification_version: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    kind: String,
    specification_version: u32,
    layers: Vec<usize>,
    format: String,
    order: String,
    window: Vec<u16>,
    margin_bits: u8,
    drop_shift: u8,
    initial_range: u16,
    feedback_sharing: u16,
    banks: Vec<BankEntry>,
}

#[derive(Serialize, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
struct BankEntry {
    file: String,
    content: String,
    /// From 1; 0 for what belongs to no layer.
    layer: usize,
    address: String,
    words: usize,
    word_bits: usize,
    element: String,
    elements: usize,
    element_bits: u32,
    element_meaning: String,
}

impl From<Bank> for BankEntry {
    fn from(bank: Bank) -> Self {
        let content = bank.content;
        Self {
            file: bank.file(),
            content: content.name().to_string(),
            layer: if content == super::banks::Content::Random { 0 } else { bank.layer + 1 },
            address: content.address().to_string(),
            words: bank.words,
            word_bits: bank.width(),
            element: content.element().to_string(),
            elements: bank.elements,
            element_bits: bank.bits,
            element_meaning: content.meaning().to_string(),
        }
    }
}

fn entries(config: &Config) -> Vec<BankEntry> {
    banks(config).into_iter().map(BankEntry::from).collect()
}

fn wrong(problem: impl ToString) -> ExportError {
    ExportError::Manifest { problem: problem.to_string() }
}

pub(super) fn write(config: &Config) -> Result<Vec<u8>, ExportError> {
    let manifest = Manifest {
        kind: KIND.to_string(),
        specification_version: SPECIFICATION_VERSION,
        layers: config.layers.clone(),
        format: config.format.to_string(),
        order: config.order.to_string(),
        window: config.window.clone(),
        margin_bits: config.margin_bits,
        drop_shift: config.drop_shift,
        initial_range: config.initial_range,
        feedback_sharing: config.feedback_sharing,
        banks: entries(config),
    };
    let mut text = serde_json::to_vec_pretty(&manifest).map_err(wrong)?;
    text.push(b'\n');
    Ok(text)
}

pub(super) fn read(text: &[u8]) -> Result<Config, ExportError> {
    let preamble: Preamble = serde_json::from_slice(text).map_err(wrong)?;
    if preamble.kind != KIND {
        return Err(wrong(format!("kind must be {KIND:?}")));
    }
    let found = preamble.specification_version;
    if found != SPECIFICATION_VERSION {
        return Err(wrong(format!(
            "specification version {found}: this software implements version {SPECIFICATION_VERSION}"
        )));
    }
    let manifest: Manifest = serde_json::from_slice(text).map_err(wrong)?;
    let config = Config {
        front_end: FrontEnd::THRESHOLD,
        layers: manifest.layers,
        format: manifest.format.parse().map_err(wrong)?,
        order: manifest.order.parse().map_err(wrong)?,
        window: manifest.window,
        margin_bits: manifest.margin_bits,
        drop_shift: manifest.drop_shift,
        initial_range: manifest.initial_range,
        feedback_sharing: manifest.feedback_sharing,
    };
    config.validate().map_err(wrong)?;
    if manifest.banks != entries(&config) {
        return Err(wrong("the banks are not those that the layers and the format call for"));
    }
    Ok(config)
}
