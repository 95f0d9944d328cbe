//! Words of memories, compared as they lie there, unused bits too.

use apical_chip::machine::map::Space;
use apical_core::State;
use apical_core::conformance;

use crate::map::{self, Memory};
use crate::word::Word;
use crate::{RtlError, RtlProcessor};

/// A difference, but for when.
pub(super) struct Found {
    pub(super) module: String,
    pub(super) signal: String,
    pub(super) model: String,
    pub(super) rtl: String,
}

/// Compares everything behind the load port with a state; how many words, and the first difference.
pub(super) fn first_difference(
    rtl: &RtlProcessor,
    expected: &State,
) -> Result<(u64, Option<Found>), RtlError> {
    let organisation = rtl.organisation().clone();
    let mut count = 0;
    for memory in map::memories(&organisation) {
        for (word, found) in rtl.words(&memory)?.iter().enumerate() {
            let model = map::encode(expected, &organisation, &memory, word);
            count += 1;
            if model != *found {
                return Ok((count, Some(describe(&memory, word, &model, found, expected))));
            }
        }
    }
    // Images in flight, as values: their indices in the ring are the machine's own affair.
    let records = rtl.records()?;
    count += records.len() as u64;
    let found = State { in_flight: records, ..expected.clone() };
    let difference = conformance::first_difference(expected, &found).map(|difference| Found {
        module: "records".into(),
        signal: format!(
            "{} (layer {:?}, image in flight {:?}, index {:?})",
            difference.quantity, difference.layer, difference.in_flight, difference.neuron
        ),
        model: difference.expected.to_string(),
        rtl: difference.found.to_string(),
    });
    Ok((count, difference))
}

fn describe(memory: &Memory, word: usize, model: &Word, rtl: &Word, state: &State) -> Found {
    let Memory { space, layer, index, .. } = *memory;
    let format = state.config.format;
    let (module, width) = match space {
        Space::Weights => (format!("layer {layer}, weight memory {index}"), format.weight_bits()),
        Space::Accumulators => {
            (format!("layer {layer}, accumulator memory {index}"), format.accumulator_bits())
        }
        Space::Biases => (format!("layer {layer}, bias registers"), 8),
        Space::Signs => (format!("layer {layer}, feedback signs"), 1),
        Space::Lanes => ("spike encoder, lanes".into(), 32),
        Space::ControlGenerator => ("control generator".into(), 32),
        Space::LevelThresholds => (format!("front end, threshold memory {index}"), 8),
        _ => ("load port".into(), 32),
    };
    let bit = (0..memory.bits).find(|&bit| model.bits(memory.bits)[bit] != rtl.bits(memory.bits)[bit]);
    let low = bit.unwrap_or(memory.bits) as u32 / width * width;
    Found {
        module,
        signal: format!("word {word}, bits {}:{low}", low + width - 1),
        model: hexadecimal(model),
        rtl: hexadecimal(rtl),
    }
}

fn hexadecimal(word: &Word) -> String {
    let parts = word.parts.iter().rev().map(|part| format!("{part:08x}"));
    format!("0x{}", parts.collect::<Vec<_>>().join("_"))
}
