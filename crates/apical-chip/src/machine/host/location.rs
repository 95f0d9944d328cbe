//! What the load port reaches (section 15 of the microarchitecture).

use crate::organisation::Organisation;

/// The last part of the word at a location; `None` if there is none, or if potentials were to be written.
pub(super) fn last_part(organisation: &Organisation, space: u32, address: u32, write: bool) -> Option<u32> {
    let (kind, layer, number) = (space & 15, space >> 4 & 15, space >> 16);
    let (word, part) = (address & 0xFFFF, address >> 16 & 0xFF);
    let layers = &organisation.layers;
    let count = layers.len() as u32;
    let classes = layers.last()?.neurons;
    // Layers count from 1.
    let own = || layers.get(layer.checked_sub(1)? as usize);
    let hidden = || own().filter(|_| layer < count);
    let records = number < count;
    // Memories, words, and bits of a word.
    let (there, bits) = match kind {
        0 => {
            let array = own()?.weight_array();
            (number < array.memories && word < array.words, array.bits)
        }
        1 => {
            let array = own()?.accumulator_array()?;
            (number < array.memories && word < array.words, array.bits)
        }
        2 => (word < own()?.neurons, 1),
        3 => (word < hidden()?.neurons, classes),
        4 => (word < 16, 1),
        5 | 10 => (word == 0, 1),
        6 => (records, layers.first()?.inputs),
        7 | 8 => (records, hidden()?.neurons),
        9 => (word < count, 1),
        11 => (!write && word < own()?.neurons, 1),
        _ => return None,
    };
    let last = bits.div_ceil(32) - 1;
    (there && part <= last).then_some(last)
}
