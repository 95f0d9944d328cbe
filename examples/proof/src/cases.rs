//! What is run.

use alloc::vec::Vec;

use apical_core::{Config, ConfigError, Format, Order};

/// Which implementation of the rule runs a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BackEnd {
    /// The scalar definition.
    Reference,
    /// The portable kernel of the fast back end.
    Portable,
    /// The fastest kernel that the machine has.
    Fastest,
}

/// A processor, and how long it learns.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    /// Name, without spaces.
    pub name: &'static str,
    /// Inputs, then neurons of each layer.
    pub layers: &'static [usize],
    /// Widths of weights and accumulators.
    pub format: Format,
    /// When an update is seen.
    pub order: Order,
    /// Implementation.
    pub back_end: BackEnd,
    /// Images to learn from.
    pub learned: u32,
    /// Images to infer afterwards.
    pub inferred: u32,
}

/// One weight a byte, and accumulators that do not fill theirs.
const W6G7: Format = match Format::new(6, 7) {
    Ok(format) => format,
    Err(_) => panic!("w6g7 is a format of the specification"),
};

/// All cases: both back ends on the same small network, which must agree; a format of the other packing; a
/// network for a small microcontroller; and the network of the 2020 silicon, again with both.
pub const CASES: &[Case] = &[
    Case {
        name: "small-reference",
        layers: &[64, 40, 24, 5],
        format: Format::W4G8,
        order: Order::Pipelined,
        back_end: BackEnd::Reference,
        learned: 300,
        inferred: 50,
    },
    Case {
        name: "small-portable",
        layers: &[64, 40, 24, 5],
        format: Format::W4G8,
        order: Order::Pipelined,
        back_end: BackEnd::Portable,
        learned: 300,
        inferred: 50,
    },
    Case {
        name: "wide-weights-sequential",
        layers: &[100, 70, 7],
        format: W6G7,
        order: Order::Sequential,
        back_end: BackEnd::Portable,
        learned: 300,
        inferred: 50,
    },
    Case {
        name: "784-64-10",
        layers: &[784, 64, 10],
        format: Format::W4G8,
        order: Order::Pipelined,
        back_end: BackEnd::Portable,
        learned: 200,
        inferred: 50,
    },
    Case {
        name: "784-200-200-10-reference",
        layers: &[784, 200, 200, 10],
        format: Format::W4G8,
        order: Order::Pipelined,
        back_end: BackEnd::Reference,
        learned: 200,
        inferred: 50,
    },
    Case {
        name: "784-200-200-10",
        layers: &[784, 200, 200, 10],
        format: Format::W4G8,
        order: Order::Pipelined,
        back_end: BackEnd::Portable,
        learned: 200,
        inferred: 50,
    },
];

impl Case {
    /// The processor's configuration.
    ///
    /// # Errors
    /// If the case is outside the specification.
    pub fn config(&self) -> Result<Config, ConfigError> {
        let mut config = Config::new(Vec::from(self.layers))?;
        config.format = self.format;
        config.order = self.order;
        Ok(config)
    }
}
