//! Memory images that an HDL test bench loads with `$readmemh`.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::ExportError;
use super::banks::{Bank, Content, banks};
use super::contract::Contract;
use super::manifest;
use super::pack;
use crate::random::{LANES, RandomState};
use crate::{Config, Network, State};

/// Every memory and every table of the front end as a text file for `$readmemh`, a word a line, and a `manifest.json` that says what
/// they are. File
/// names and contents. Images in flight are left out: [drain](crate::Processor::drain_one) first.
///
/// # Errors
/// If the state is not valid.
pub fn hex(state: &State) -> Result<Vec<(String, Vec<u8>)>, ExportError> {
    hex_with(state, &Contract::default())
}

/// [`hex`] with the names of the classes, and how raw data become values, in `manifest.json`.
///
/// # Errors
/// If the state is not valid, or the contract is not one of such a network.
pub fn hex_with(state: &State, contract: &Contract) -> Result<Vec<(String, Vec<u8>)>, ExportError> {
    state.validate()?;
    contract.check(&state.config)?;
    let mut files = alloc::vec![(manifest::FILE.to_string(), manifest::write(&state.config, contract)?)];
    for bank in banks(&state.config) {
        let mut text = comment(&bank, state);
        for word in 0..bank.words {
            text.push_str(&pack::word(word_of(state, &bank, word).into_iter(), bank.bits));
            text.push('\n');
        }
        files.push((bank.file(), text.into_bytes()));
    }
    Ok(files)
}

/// The state that [`hex`] wrote, with no images in flight. Files that the manifest does not call for are
/// ignored.
///
/// # Errors
/// If a file is missing or not what the manifest calls for, or if the contents make no valid state.
pub fn hex_read(files: &[(String, Vec<u8>)]) -> Result<State, ExportError> {
    let content = |name: &str| {
        let file = files.iter().find(|(file, _)| file == name);
        file.map(|(_, content)| content).ok_or_else(|| ExportError::MissingFile { file: name.to_string() })
    };
    let config = manifest::read(content(manifest::FILE)?)?;
    // All files are there and as long as they should be before anything of the network's size is allocated.
    let mut read = Vec::new();
    for bank in banks(&config) {
        let words = words(&bank, content(&bank.file())?)?;
        read.push((bank, words));
    }
    let random = RandomState { lanes: [0; LANES], control: 0 };
    let mut state = State { network: Network::zeros(&config), config, random, in_flight: Vec::new() };
    for (bank, words) in read {
        for (word, elements) in words.into_iter().enumerate() {
            if !bank.content.is_front_end() {
                set_word(&mut state, &bank, word, &elements);
            } else if front_end_word(&state.config, &bank, word) != elements {
                return Err(ExportError::FrontEnd { file: bank.file(), word });
            }
        }
    }
    state.validate()?;
    Ok(state)
}

/// What the file holds, for people who see it without the manifest.
fn comment(bank: &Bank, state: &State) -> String {
    let what = match bank.content {
        Content::Random => "random generators, lanes 0 to 15 and then the control generator".to_string(),
        Content::Levels => "thresholds of levels, lowest first".to_string(),
        Content::Filters => "coefficients of the retina's filters, row by row".to_string(),
        Content::Thresholds => {
            "least responses that spike, a filter each, least significant byte first".to_string()
        }
        content => format!("layer {} {}", bank.layer + 1, content.name().replace('_', " ")),
    };
    let (bits, element, meaning) = (bank.bits, bank.content.element(), bank.content.meaning());
    let address = match bank.address() {
        "none" => String::new(),
        address => format!(", the address is the {address}"),
    };
    let bits_of_element =
        if bits == 1 { "bit I".to_string() } else { format!("bits {bits}*I+{}:{bits}*I", bits - 1) };
    let version = state.config.specification_version();
    format!(
        "// Apical specification version {version}, format {}: {what}\n\
         // {} words of {} bits{address}\n\
         // {element} I of 0 to {} at {bits_of_element}, {meaning}\n",
        state.config.format,
        bank.words,
        bank.width(),
        bank.elements - 1,
    )
}

/// The elements of a word.
fn word_of(state: &State, bank: &Bank, word: usize) -> Vec<u8> {
    let row =
        |values: &[i8]| values[word * bank.elements..][..bank.elements].iter().map(|&v| v as u8).collect();
    let layer = &state.network.layers[bank.layer];
    match bank.content {
        Content::Levels | Content::Filters | Content::Thresholds => front_end_word(&state.config, bank, word),
        Content::Weight => row(&layer.weights),
        Content::Accumulator => row(&layer.accumulators),
        Content::BiasWeight => row(&layer.bias_weights),
        Content::BiasAccumulator => row(&layer.bias_accumulators),
        Content::Feedback => {
            let signs = &state.network.feedback[bank.layer].positive;
            signs.iter().skip(word).step_by(bank.words).map(|&positive| u8::from(positive)).collect()
        }
        Content::Random => {
            let RandomState { lanes, control } = state.random;
            lanes.get(word).unwrap_or(&control).to_le_bytes().to_vec()
        }
    }
}

/// The elements of a word of the front end's.
fn front_end_word(config: &Config, bank: &Bank, word: usize) -> Vec<u8> {
    let front_end = &config.front_end;
    let levels = || front_end.levels.iter().flat_map(|levels| levels.of_input(word).to_vec()).collect();
    let filter = || front_end.retina.as_ref().map(|retina| (retina, retina.filters().swap_remove(word)));
    match bank.content {
        Content::Filters => {
            // Coefficients keep their lowest bits, as all that is packed.
            let coefficients = filter().into_iter().flat_map(|(_, filter)| filter.coefficients);
            coefficients.map(|coefficient| pack::unsigned(coefficient, bank.bits)).collect()
        }
        Content::Thresholds => {
            let threshold = filter().map(|(retina, filter)| retina.threshold(filter.kind));
            threshold.into_iter().flat_map(u16::to_le_bytes).collect()
        }
        _ => levels(),
    }
}

/// The opposite of [`word_of`], for what the configuration does not say.
fn set_word(state: &mut State, bank: &Bank, word: usize, elements: &[u8]) {
    let row = |values: &mut [i8]| {
        for (value, &element) in values[word * bank.elements..].iter_mut().zip(elements) {
            *value = pack::signed(element, bank.bits);
        }
    };
    let layer = &mut state.network.layers[bank.layer];
    match bank.content {
        Content::Levels | Content::Filters | Content::Thresholds => {}
        Content::Weight => row(&mut layer.weights),
        Content::Accumulator => row(&mut layer.accumulators),
        Content::BiasWeight => row(&mut layer.bias_weights),
        Content::BiasAccumulator => row(&mut layer.bias_accumulators),
        Content::Feedback => {
            let signs = &mut state.network.feedback[bank.layer].positive;
            for (sign, &element) in signs.iter_mut().skip(word).step_by(bank.words).zip(elements) {
                *sign = element == 1;
            }
        }
        Content::Random => {
            let RandomState { lanes, control } = &mut state.random;
            let value = elements.iter().rev().fold(0, |value, &byte| value << 8 | u32::from(byte));
            *lanes.get_mut(word).unwrap_or(control) = value;
        }
    }
}

/// The words of a file. Comments to the end of a line and empty lines are skipped.
fn words(bank: &Bank, content: &[u8]) -> Result<Vec<Vec<u8>>, ExportError> {
    let bits = bank.width();
    let wrong = |line| ExportError::Word { file: bank.file(), line, bits, digits: bits.div_ceil(4) };
    let mut words = Vec::new();
    for (index, line) in content.split(|&byte| byte == b'\n').enumerate() {
        let line = core::str::from_utf8(line).map_err(|_| wrong(index + 1))?;
        let text = line.split_once("//").map_or(line, |(text, _)| text).trim();
        if !text.is_empty() {
            words.push(pack::elements(text, bank.elements, bank.bits).ok_or_else(|| wrong(index + 1))?);
        }
    }
    if words.len() != bank.words {
        return Err(ExportError::Words { file: bank.file(), found: words.len(), expected: bank.words });
    }
    Ok(words)
}
