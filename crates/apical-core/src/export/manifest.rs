//! The description that lies beside the memory images.

mod input;

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::ExportError;
use super::banks::{Bank, banks};
use super::contract::{Contract, Prepare};
use crate::front_end::{Code, FrontEnd, Levels, Retina, RetinaInput};
use crate::{Config, FRONT_END_VERSION, SPECIFICATION_VERSION};
use input::InputEntry;

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
    /// Missing in specification 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    front_end: Option<FrontEndEntry>,
    /// Missing where nothing is said of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    input: Option<InputEntry>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    class_names: Vec<String>,
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

/// The front end once as text and once in numbers, for readers that do not parse the text.
#[derive(Serialize, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
struct FrontEndEntry {
    text: String,
    raw_values: usize,
    inverted: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    levels: Option<LevelsEntry>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retina: Option<RetinaEntry>,
}

#[derive(Serialize, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
struct LevelsEntry {
    levels: usize,
    thermometer: bool,
    shared: bool,
}

#[derive(Serialize, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
struct RetinaEntry {
    height: usize,
    width: usize,
    kernel: usize,
    angles: usize,
    stride: usize,
    pool: usize,
    /// `null`: grey values.
    spikes: Option<u8>,
    edge: u16,
    bar: u16,
}

impl FrontEndEntry {
    fn new(config: &Config) -> Self {
        let FrontEnd { inverted, levels, retina } = &config.front_end;
        Self {
            text: config.front_end.to_string(),
            raw_values: config.raw_inputs(),
            inverted: *inverted,
            levels: levels.as_ref().map(LevelsEntry::from),
            retina: retina.as_ref().map(RetinaEntry::from),
        }
    }
}

impl From<&Levels> for LevelsEntry {
    fn from(levels: &Levels) -> Self {
        let thermometer = levels.code == Code::Thermometer;
        Self { levels: levels.levels, thermometer, shared: levels.is_shared() }
    }
}

impl From<&Retina> for RetinaEntry {
    fn from(retina: &Retina) -> Self {
        let &Retina { width, height, kernel, angles, stride, pool, input, edge_threshold, bar_threshold } =
            retina;
        let spikes = match input {
            RetinaInput::Grey => None,
            RetinaInput::Spikes(threshold) => Some(threshold),
        };
        let (edge, bar) = (edge_threshold, bar_threshold);
        Self { height, width, kernel, angles, stride, pool, spikes, edge, bar }
    }
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
            layer: bank.layer_number(),
            address: bank.address().to_string(),
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

pub(super) fn write(config: &Config, contract: &Contract) -> Result<Vec<u8>, ExportError> {
    let specification_version = config.specification_version();
    let front_end = specification_version != SPECIFICATION_VERSION;
    let manifest = Manifest {
        kind: KIND.to_string(),
        specification_version,
        front_end: front_end.then(|| FrontEndEntry::new(config)),
        input: InputEntry::new(&contract.prepare),
        class_names: contract.class_names.clone(),
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
    if !(SPECIFICATION_VERSION..=FRONT_END_VERSION).contains(&found) {
        return Err(wrong(format!(
            "specification version {found}: this software implements versions {SPECIFICATION_VERSION} and {FRONT_END_VERSION}"
        )));
    }
    let manifest: Manifest = serde_json::from_slice(text).map_err(wrong)?;
    let front_end = manifest.front_end.as_ref();
    let prepare = manifest.input.map_or(Ok(Prepare::Nothing), InputEntry::prepare)?;
    let contract = Contract { class_names: manifest.class_names, prepare };
    let config = Config {
        front_end: front_end.map_or(Ok(FrontEnd::THRESHOLD), |entry| entry.text.parse()).map_err(wrong)?,
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
    contract.check(&config).map_err(wrong)?;
    if config.specification_version() != found || (found == SPECIFICATION_VERSION) != front_end.is_none() {
        return Err(wrong(format!("this network is not one of specification version {found}")));
    }
    if front_end.is_some_and(|entry| *entry != FrontEndEntry::new(&config)) {
        return Err(wrong("front_end: its numbers are not those of its text"));
    }
    if manifest.banks != entries(&config) {
        return Err(wrong("the banks are not those that the layers and the format call for"));
    }
    Ok(config)
}
