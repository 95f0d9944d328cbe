//! Where RTL and model part.

use std::fmt;

/// The first value in which they differ.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Difference {
    /// Images that had left before.
    pub image: u64,
    /// The RTL's `CYCLES` when it was found.
    pub cycle: u64,
    /// Block, with its layer and memory.
    pub module: String,
    /// Signal, register or word.
    pub signal: String,
    /// Value of the model.
    pub model: String,
    /// Value of the RTL.
    pub rtl: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { image, cycle, module, signal, model, rtl } = self;
        write!(f, "cycle {cycle} (after {image} images): {module}: {signal}: model {model}, RTL {rtl}")
    }
}

/// The first place in which two lists differ.
pub(super) struct Seen {
    pub(super) place: usize,
    pub(super) model: String,
    pub(super) rtl: String,
}

impl Seen {
    pub(super) fn lists<T: PartialEq + fmt::Debug>(model: &[T], rtl: &[T]) -> Option<Self> {
        let text =
            |list: &[T], place: usize| list.get(place).map_or("nothing".into(), |value| format!("{value:?}"));
        let place = (0..model.len().max(rtl.len())).find(|&place| model.get(place) != rtl.get(place))?;
        Some(Self { place, model: text(model, place), rtl: text(rtl, place) })
    }
}
