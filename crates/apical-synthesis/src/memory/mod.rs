//! Memories from macros: which, and the modules that stand in for the RTL's wrappers.

mod choose;
mod wrapper;

pub use choose::{Choice, Slice, choose};
pub use wrapper::{black_boxes, simulation_models, wrapper};

/// A size that the RTL asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Size {
    /// Words.
    pub words: usize,
    /// Bits of a word.
    pub bits: usize,
    /// Ports: 1, or 2 (one to read, one to write).
    pub ports: usize,
}

impl Size {
    /// The module that stands in for a wrapper of this size.
    #[must_use]
    pub fn module(&self) -> String {
        let ports = if self.ports == 2 { "two" } else { "one" };
        format!("memory_{ports}_port_{}x{}", self.words, self.bits)
    }

    /// The RTL's wrapper.
    #[must_use]
    pub fn origin(&self) -> &'static str {
        if self.ports == 2 { "memory_two_port" } else { "memory_one_port" }
    }

    /// Bits of an address, at least 1.
    #[must_use]
    pub fn address_bits(&self) -> usize {
        (self.words.max(2) - 1).ilog2() as usize + 1
    }

    /// Bits altogether.
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.words * self.bits
    }
}
