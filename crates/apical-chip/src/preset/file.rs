//! The form of a preset file.

use std::io;
use std::path::PathBuf;

use apical_core::front_end::{FrontEnd, FrontEndError};
use apical_core::{Format, FormatError, MAXIMUM_CLASSES, MAXIMUM_INPUTS, MAXIMUM_NEURONS, MINIMUM_CLASSES};
use serde::Deserialize;
use toml::Table;

use super::Preset;
use super::set::{Setting, SettingError};
use crate::organisation::{
    Dataflow, DenseUpdateReads, Feedback, FrontEndOrganisation, LayerOrganisation, MemoryOrder, Organisation,
    OrganisationError, Ports, WordShape,
};
use crate::units::{Hertz, Quantity, UnitError, Volts};

/// Version of the file's form.
const FORMAT_VERSION: u32 = 1;

/// A preset that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PresetError {
    /// No preset of that name.
    #[error("there is no preset {name:?}; there are {known} (or give the path of a TOML file)")]
    Unknown {
        /// The name.
        name: String,
        /// The names that there are.
        known: String,
    },
    /// The file cannot be read.
    #[error("cannot read {}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file is no preset.
    #[error("{}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: Box<PresetError>,
    },
    /// Not TOML, an unknown key, a missing one, or one of the wrong type.
    #[error("{}", .0.to_string().trim_end())]
    Syntax(toml::de::Error),
    /// Another version of the form.
    #[error("format_version: {found} is not {FORMAT_VERSION}, which this program reads")]
    Version {
        /// The version found.
        found: u32,
    },
    /// A quantity with a unit that does not fit.
    #[error("{field}: {source}")]
    Unit {
        /// Path of the field.
        field: &'static str,
        /// Why.
        source: UnitError,
    },
    /// A quantity out of range.
    #[error("{field}: {found} is out of range: {range}")]
    Range {
        /// Path of the field.
        field: &'static str,
        /// Value given.
        found: String,
        /// Values allowed.
        range: &'static str,
    },
    /// A number format that is none.
    #[error("network.format: {0}")]
    Format(#[from] FormatError),
    /// A front end that is none.
    #[error("front_end.definition: {0}")]
    FrontEnd(#[from] FrontEndError),
    /// A value set by path.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// An impossible organisation.
    #[error(transparent)]
    Organisation(#[from] OrganisationError),
}

// Not as its source: the text above is all of it, and would be printed twice.
impl From<toml::de::Error> for PresetError {
    fn from(error: toml::de::Error) -> Self {
        Self::Syntax(error)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format_version: u32,
    name: String,
    summary: String,
    technology: String,
    supply: String,
    clock: String,
    network: Network,
    dataflow: DataflowTable,
    front_end: Option<FrontEndTable>,
    encoder: Encoder,
    queue: Option<Queue>,
    search: Search,
    layers: Vec<LayerTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Network {
    layers: Vec<u32>,
    format: String,
    #[serde(default = "one")]
    feedback_sharing: u16,
}

const fn one() -> u16 {
    1
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DataflowTable {
    kind: Kind,
    feedback: FeedbackKind,
    #[serde(default)]
    update_reads: UpdateReads,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Dense,
    Event,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum FeedbackKind {
    Spikes,
    Backpropagation,
}

#[derive(Deserialize, Clone, Copy, Default)]
#[serde(rename_all = "lowercase")]
enum UpdateReads {
    #[default]
    Changing,
    All,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrontEndTable {
    definition: String,
    values_per_cycle: u32,
    #[serde(default = "one_position")]
    positions_per_cycle: u32,
}

const fn one_position() -> u32 {
    1
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Encoder {
    pixels_per_cycle: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Queue {
    words: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Search {
    neurons_per_cycle: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LayerTable {
    inputs_per_cycle: u32,
    weights: Word,
    accumulators: Option<Word>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Word {
    order: Order,
    synapses_per_word: u32,
    word_bits: u32,
    ports: u32,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum Order {
    Input,
    Neuron,
}

/// Words of the queue of a dense machine, which has none.
const NO_QUEUE: u32 = 2;

pub(super) fn parse(text: &str, settings: &[Setting]) -> Result<Preset, PresetError> {
    let mut document: Table = text.parse()?;
    for setting in settings {
        setting.apply(&mut document)?;
    }
    let file = if settings.is_empty() {
        // From the text itself, so that errors show the line.
        toml::from_str(text)?
    } else {
        File::deserialize(document)?
    };
    if file.format_version != FORMAT_VERSION {
        return Err(PresetError::Version { found: file.format_version });
    }
    for (field, text) in [("name", &file.name), ("summary", &file.summary), ("technology", &file.technology)]
    {
        if text.trim().is_empty() || text.chars().any(char::is_control) {
            let (found, range) = (format!("{text:?}"), "text without control characters");
            return Err(PresetError::Range { field, found, range });
        }
    }
    let supply =
        Volts::parse(&file.supply).map_err(|source| PresetError::Unit { field: "supply", source })?;
    let clock = Hertz::parse(&file.clock).map_err(|source| PresetError::Unit { field: "clock", source })?;
    if !(0.1..=5.0).contains(&supply.value()) {
        return Err(PresetError::Range { field: "supply", found: file.supply, range: "0.1 V to 5 V" });
    }
    if !(1.0..=1e11).contains(&clock.value()) {
        return Err(PresetError::Range { field: "clock", found: file.clock, range: "1 Hz to 100 GHz" });
    }
    if !(1..=4000).contains(&file.network.feedback_sharing) {
        return Err(PresetError::Range {
            field: "network.feedback_sharing",
            found: file.network.feedback_sharing.to_string(),
            range: "1 to 4000",
        });
    }
    let format: Format = file.network.format.parse()?;
    let (front_end, units) = front_end(&file)?;
    let organisation = Organisation {
        front_end: units,
        dataflow: match file.dataflow.kind {
            Kind::Dense => Dataflow::Dense,
            Kind::Event => Dataflow::Event,
        },
        pixels_per_cycle: file.encoder.pixels_per_cycle,
        queue_words: file.queue.as_ref().map_or(NO_QUEUE, |queue| queue.words),
        search_neurons_per_cycle: file.search.neurons_per_cycle,
        feedback: match file.dataflow.feedback {
            FeedbackKind::Spikes => Feedback::Spikes,
            FeedbackKind::Backpropagation => Feedback::Backpropagation,
        },
        dense_update_reads: match file.dataflow.update_reads {
            UpdateReads::Changing => DenseUpdateReads::Changing,
            UpdateReads::All => DenseUpdateReads::All,
        },
        format,
        layers: layers(&file)?,
    };
    if organisation.dataflow == Dataflow::Event && file.queue.is_none() {
        return Err(OrganisationError::Contradiction {
            field: "queue".to_owned(),
            message: "an event-driven machine needs a queue: [queue] with words = 16".to_owned(),
        }
        .into());
    }
    organisation.validate()?;
    Ok(Preset {
        name: file.name,
        summary: file.summary,
        technology: file.technology,
        supply,
        clock,
        organisation,
        front_end,
        feedback_sharing: file.network.feedback_sharing,
    })
}

/// The front end of an untrained network, and its units as the file has them, fitting or not.
fn front_end(file: &File) -> Result<(FrontEnd, Option<FrontEndOrganisation>), PresetError> {
    let Some(table) = &file.front_end else { return Ok((FrontEnd::THRESHOLD, None)) };
    let front_end: FrontEnd = table.definition.parse()?;
    let inputs = file.network.layers.first().copied().unwrap_or(0);
    let mut units = FrontEndOrganisation::new(&front_end, inputs, 1, 1);
    if let Some(units) = &mut units {
        units.values_per_cycle = table.values_per_cycle;
        if let Some(retina) = &mut units.retina {
            retina.positions_per_cycle = table.positions_per_cycle;
        }
    }
    Ok((front_end, units))
}

fn layers(file: &File) -> Result<Vec<LayerOrganisation>, PresetError> {
    let sizes = &file.network.layers;
    if sizes.len() != file.layers.len() + 1 {
        let message = format!(
            "{} sizes, which make {} layers; there are {} [[layers]] tables",
            sizes.len(),
            sizes.len().saturating_sub(1),
            file.layers.len()
        );
        return Err(OrganisationError::Contradiction { field: "network.layers".to_owned(), message }.into());
    }
    // Here, under the name that the file has for them.
    for (index, &size) in sizes.iter().enumerate() {
        let (minimum, maximum) = match index {
            _ if index + 1 == sizes.len() => (MINIMUM_CLASSES, MAXIMUM_CLASSES),
            0 => (1, MAXIMUM_INPUTS),
            _ => (1, MAXIMUM_NEURONS),
        };
        let (found, minimum, maximum) = (size.into(), minimum as u64, maximum as u64);
        if !(minimum..=maximum).contains(&found) {
            let field = format!("network.layers.{index}");
            return Err(OrganisationError::Range { field, found, minimum, maximum }.into());
        }
    }
    file.layers
        .iter()
        .zip(sizes.windows(2))
        .enumerate()
        .map(|(index, (layer, sizes))| {
            Ok(LayerOrganisation {
                inputs: sizes[0],
                neurons: sizes[1],
                inputs_per_cycle: layer.inputs_per_cycle,
                weights: shape(&layer.weights, &format!("layers.{index}.weights"))?,
                accumulators: match &layer.accumulators {
                    Some(word) => Some(shape(word, &format!("layers.{index}.accumulators"))?),
                    None => None,
                },
            })
        })
        .collect()
}

fn shape(word: &Word, path: &str) -> Result<WordShape, OrganisationError> {
    let ports = match word.ports {
        1 => Ports::One,
        2 => Ports::Two,
        found => {
            return Err(OrganisationError::Range {
                field: format!("{path}.ports"),
                found: found.into(),
                minimum: 1,
                maximum: 2,
            });
        }
    };
    let order = match word.order {
        Order::Input => MemoryOrder::Input,
        Order::Neuron => MemoryOrder::Neuron,
    };
    Ok(WordShape { order, synapses: word.synapses_per_word, bits: word.word_bits, ports })
}
