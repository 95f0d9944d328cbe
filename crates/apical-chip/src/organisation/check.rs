//! Organisations that cannot be, and networks that do not fit.

use apical_core::{Config, MAXIMUM_INPUTS, MAXIMUM_LAYERS, MAXIMUM_NEURONS, MINIMUM_LAYERS};

use super::front_end::{Difference, MAXIMUM_VALUES_PER_CYCLE};
use super::{Dataflow, FrontEndOrganisation, MemoryOrder, Organisation, WordShape};

/// An impossible organisation, or a network that an organisation cannot hold. Names the limit and its value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OrganisationError {
    /// A number outside its range.
    #[error("{field}: {found} is out of range: {minimum} to {maximum}")]
    Range {
        /// Path of the field, such as `layers.0.inputs`.
        field: String,
        /// Value given.
        found: u64,
        /// Least value allowed.
        minimum: u64,
        /// Greatest value allowed.
        maximum: u64,
    },
    /// A number that must be a power of two.
    #[error("{field}: {found} is no power of two")]
    PowerOfTwo {
        /// Path of the field.
        field: String,
        /// Value given.
        found: u64,
    },
    /// A word too narrow for its synapses.
    #[error(
        "{field}: a word of {bits} bits is too narrow: {synapses} synapses of {each} bits need {}",
        .synapses * .each
    )]
    Narrow {
        /// Path of the word.
        field: String,
        /// Its width.
        bits: u32,
        /// Synapses that share it.
        synapses: u32,
        /// Bits of a synapse.
        each: u32,
    },
    /// Two numbers that contradict each other.
    #[error("{field}: {message}")]
    Contradiction {
        /// Path of one of them.
        field: String,
        /// What contradicts what.
        message: String,
    },
    /// Another number of layers.
    #[error("the network has {found} layers of neurons, the processor {expected}")]
    LayerCount {
        /// Layers of the network.
        found: usize,
        /// Layers of the processor.
        expected: usize,
    },
    /// A layer too large for its memories.
    #[error("layer {layer}: the network has {found} {part}, the processor holds {maximum}")]
    Capacity {
        /// The layer, from 1.
        layer: usize,
        /// `inputs` or `neurons`.
        part: &'static str,
        /// The network's number.
        found: usize,
        /// The processor's.
        maximum: u32,
    },
    /// Numbers too wide for the lanes.
    #[error("the network's {part} have {found} bits, the processor's {maximum}")]
    Width {
        /// `weights` or `accumulators`.
        part: &'static str,
        /// The network's width.
        found: u32,
        /// The processor's.
        maximum: u32,
    },
    /// Another front end than the network's.
    #[error("front end: the network has {found}, the processor {built}")]
    FrontEnd {
        /// The network's.
        found: String,
        /// The processor's.
        built: String,
    },
}

/// Widest word of any memory.
const MAXIMUM_WORD_BITS: u64 = 4096;
/// Most inputs of a layer a cycle.
const MAXIMUM_INPUTS_PER_CYCLE: u64 = 16;

fn range(field: &str, found: u32, minimum: u64, maximum: u64) -> Result<(), OrganisationError> {
    let found = u64::from(found);
    if (minimum..=maximum).contains(&found) {
        Ok(())
    } else {
        Err(OrganisationError::Range { field: field.to_owned(), found, minimum, maximum })
    }
}

fn power_of_two(field: &str, found: u32, maximum: u64) -> Result<(), OrganisationError> {
    range(field, found, 1, maximum)?;
    if found.is_power_of_two() {
        Ok(())
    } else {
        Err(OrganisationError::PowerOfTwo { field: field.to_owned(), found: found.into() })
    }
}

fn contradiction(field: impl Into<String>, message: impl Into<String>) -> OrganisationError {
    OrganisationError::Contradiction { field: field.into(), message: message.into() }
}

pub(super) fn organisation(organisation: &Organisation) -> Result<(), OrganisationError> {
    let layers = &organisation.layers;
    range("layers", layers.len() as u32, MINIMUM_LAYERS as u64, MAXIMUM_LAYERS as u64)?;
    power_of_two("encoder.pixels_per_cycle", organisation.pixels_per_cycle, 64)?;
    range("queue.words", organisation.queue_words, 2, 1024)?;
    range("search.neurons_per_cycle", organisation.search_neurons_per_cycle, 1, 256)?;
    let mut before = None;
    for (index, layer) in layers.iter().enumerate() {
        let path = |field: &str| format!("layers.{index}.{field}");
        let most_inputs = if index == 0 { MAXIMUM_INPUTS } else { MAXIMUM_NEURONS };
        range(&path("inputs"), layer.inputs, 1, most_inputs as u64)?;
        range(&path("neurons"), layer.neurons, 1, MAXIMUM_NEURONS as u64)?;
        if before.is_some_and(|neurons| neurons != layer.inputs) {
            let message = format!("{} inputs after a layer of {} neurons", layer.inputs, before.unwrap_or(0));
            return Err(contradiction(path("inputs"), message));
        }
        before = Some(layer.neurons);
        power_of_two(&path("inputs_per_cycle"), layer.inputs_per_cycle, MAXIMUM_INPUTS_PER_CYCLE)?;
        let format = organisation.format;
        let (weight, accumulator) = (format.weight_bits(), format.accumulator_bits());
        let stored = if layer.accumulators.is_some() { weight } else { weight + accumulator };
        word(&path("weights"), layer.weights, stored)?;
        if let Some(shape) = layer.accumulators {
            word(&path("accumulators"), shape, accumulator)?;
        }
        dataflow(organisation, index)?;
    }
    if let Some(units) = &organisation.front_end {
        front_end(units, layers[0].inputs)?;
    }
    let first = layers[0].inputs_per_cycle;
    let matches = match organisation.dataflow {
        Dataflow::Dense => organisation.pixels_per_cycle == first,
        Dataflow::Event => organisation.pixels_per_cycle >= first,
    };
    if !matches {
        let pixels = organisation.pixels_per_cycle;
        let relation = if organisation.dataflow == Dataflow::Dense { "as many as" } else { "at least" };
        let message =
            format!("{pixels} pixels a cycle; needs {relation} the {first} inputs of layer 1 a cycle");
        return Err(contradiction("encoder.pixels_per_cycle", message));
    }
    Ok(())
}

fn word(field: &str, shape: WordShape, each: u32) -> Result<(), OrganisationError> {
    range(&format!("{field}.synapses_per_word"), shape.synapses, 1, MAXIMUM_NEURONS as u64)?;
    range(&format!("{field}.word_bits"), shape.bits, 1, MAXIMUM_WORD_BITS)?;
    if u64::from(shape.bits) < u64::from(shape.synapses) * u64::from(each) {
        return Err(OrganisationError::Narrow {
            field: format!("{field}.word_bits"),
            bits: shape.bits,
            synapses: shape.synapses,
            each,
        });
    }
    Ok(())
}

/// Whether a front end can be built, and feeds so many inputs.
fn front_end(units: &FrontEndOrganisation, inputs: u32) -> Result<(), OrganisationError> {
    let per_cycle = units.values_per_cycle;
    range("front_end.values_per_cycle", per_cycle, 1, MAXIMUM_VALUES_PER_CYCLE.into())?;
    if let Some(retina) = units.retina {
        let positions = retina.positions().1;
        range("front_end.positions_per_cycle", retina.positions_per_cycle, 1, positions.into())?;
        if !retina.width.is_multiple_of(per_cycle) {
            let message = format!("{per_cycle} values a cycle do not divide the {} columns", retina.width);
            return Err(contradiction("front_end.values_per_cycle", message));
        }
    }
    match units.bits() {
        Some(bits) if bits != inputs => {
            let message = format!("a front end of {bits} bits before {inputs} inputs");
            Err(contradiction("network.layers.0", message))
        }
        _ => Ok(()),
    }
}

/// What each dataflow asks of its memories.
fn dataflow(organisation: &Organisation, index: usize) -> Result<(), OrganisationError> {
    let layer = &organisation.layers[index];
    match organisation.dataflow {
        Dataflow::Dense => {
            if layer.weights.order != MemoryOrder::Neuron || layer.accumulators.is_some() {
                return Err(contradiction(
                    format!("layers.{index}.weights.order"),
                    "a dense machine has one memory a neuron, which holds weights and accumulators",
                ));
            }
            if layer.weights.synapses != layer.inputs_per_cycle {
                return Err(contradiction(
                    format!("layers.{index}.weights.synapses_per_word"),
                    format!(
                        "a word of {} synapses does not feed {} inputs a cycle",
                        layer.weights.synapses, layer.inputs_per_cycle
                    ),
                ));
            }
        }
        Dataflow::Event => {
            if layer.weights.order != MemoryOrder::Input {
                return Err(contradiction(
                    format!("layers.{index}.weights.order"),
                    "an event reads the weights of one input with all neurons: order input",
                ));
            }
        }
    }
    Ok(())
}

pub(super) fn network(organisation: &Organisation, config: &Config) -> Result<(), OrganisationError> {
    let (found, expected) = (config.layer_count(), organisation.layers.len());
    if found != expected {
        return Err(OrganisationError::LayerCount { found, expected });
    }
    sees(organisation.front_end.as_ref(), config)?;
    for (index, (layer, sizes)) in organisation.layers.iter().zip(config.layers.windows(2)).enumerate() {
        for (part, found, maximum) in
            [("inputs", sizes[0], layer.inputs), ("neurons", sizes[1], layer.neurons)]
        {
            if found > maximum as usize {
                return Err(OrganisationError::Capacity { layer: index + 1, part, found, maximum });
            }
        }
    }
    let (format, built) = (config.format, organisation.format);
    for (part, found, maximum) in [
        ("weights", format.weight_bits(), built.weight_bits()),
        ("accumulators", format.accumulator_bits(), built.accumulator_bits()),
    ] {
        if found > maximum {
            return Err(OrganisationError::Width { part, found, maximum });
        }
    }
    Ok(())
}

/// Whether a front end is the network's. One that only inverts need not invert.
fn sees(built: Option<&FrontEndOrganisation>, config: &Config) -> Result<(), OrganisationError> {
    let wanted = FrontEndOrganisation::new(&config.front_end, config.inputs() as u32, 1, 1);
    let refused = |found: String, built: String| Err(OrganisationError::FrontEnd { found, built });
    match (built, wanted) {
        (None, None) => Ok(()),
        (None, Some(wanted)) => refused(wanted.described().to_owned(), "none".to_owned()),
        (Some(built), None) if built.bits().is_none() => Ok(()),
        (Some(built), None) => refused("none".to_owned(), built.described().to_owned()),
        (Some(built), Some(wanted)) => match built.difference(&wanted) {
            None => Ok(()),
            Some(Difference { part, found, built }) => refused(format!("{part}: {found}"), built.to_string()),
        },
    }
}
