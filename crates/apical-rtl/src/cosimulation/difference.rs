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

/// The first index at which two lists differ.
pub(super) struct Seen {
    pub(super) index: usize,
    pub(super) model: String,
    pub(super) rtl: String,
}

impl Seen {
    pub(super) fn lists<T: PartialEq + fmt::Debug>(model: &[T], rtl: &[T]) -> Option<Self> {
        let text =
            |list: &[T], index: usize| list.get(index).map_or("nothing".into(), |value| format!("{value:?}"));
        let index = (0..model.len().max(rtl.len())).find(|&index| model.get(index) != rtl.get(index))?;
        Some(Self { index, model: text(model, index), rtl: text(rtl, index) })
    }
}
