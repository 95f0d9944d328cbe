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
    /// What becomes of raw values, as text; its bits are the first of `layers`.
    pub front_end: &'static str,
    /// Window of each hidden layer.
    pub window: u16,
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

/// Filters over pictures of 16 x 16, for both back ends.
const SMALL_RETINA: &str = "retina(16x16;kernel=5,angles=4,stride=1,pool=4,input=grey,edge=1100,bar=1500)";

/// All cases: both back ends on the same small network, which must agree; a format of the other packing; a
/// network for a small microcontroller; the network of the 2020 silicon, again with both; and front ends: a small retina with both
/// back ends, levels of features, and the default retina before a network for a small microcontroller.
pub const CASES: &[Case] = &[
    Case {
        name: "small-reference",
        front_end: "threshold",
        window: 16,
        layers: &[64, 40, 24, 5],
        format: Format::W4G8,
        order: Order::Pipelined,
        back_end: BackEnd::Reference,
        learned: 300,
        inferred: 50,
    },
    Case {
        name: "small-portable",
        front_end: "threshold",
        window: 16,
        layers: &[64, 40, 24, 5],
        format: Format::W4G8,
        order: Order::Pipelined,
        back_end: BackEnd::Portable,
        learned: 300,
        inferred: 50,
    },
    Case {
        name: "wide-weights-sequential",
        front_end: "threshold",
        window: 16,
        layers: &[100, 70, 7],
        format: W6G7,
        order: Order::Sequential,
        back_end: BackEnd::Portable,
        learned: 300,
        inferred: 50,
    },
    Case {
        name: "784-64-10",
        front_end: "threshold",
        window: 16,
        layers: &[784, 64, 10],
        format: Format::W4G8,
        order: Order::Pipelined,
        back_end: BackEnd::Portable,
        learned: 200,
        inferred: 50,
    },
    Case {
        name: "784-200-200-10-reference",
        front_end: "threshold",
        window: 16,
        layers: &[784, 200, 200, 10],
        format: Format::W4G8,
        order: Order::Pipelined,
        back_end: BackEnd::Reference,
        learned: 200,
        inferred: 50,
    },
    Case {
        name: "784-200-200-10",
        front_end: "threshold",
        window: 16,
        layers: &[784, 200, 200, 10],
        format: Format::W4G8,
        order: Order::Pipelined,
        back_end: BackEnd::Portable,
        learned: 200,
        inferred: 50,
    },
    Case {
        name: "small-retina-reference",
        front_end: SMALL_RETINA,
        window: 32,
        layers: &[256, 40, 5],
        format: Format::W4G8,
        order: Order::Pipelined,
        back_end: BackEnd::Reference,
        learned: 300,
        inferred: 50,
    },
    Case {
        name: "small-retina-portable",
        front_end: SMALL_RETINA,
        window: 32,
        layers: &[256, 40, 5],
        format: Format::W4G8,
        order: Order::Pipelined,
        back_end: BackEnd::Portable,
        learned: 300,
        inferred: 50,
    },
    Case {
        name: "thermometer",
        front_end: "inverted+thermometer(60;40,90,150,240)",
        window: 32,
        layers: &[240, 40, 24, 5],
        format: W6G7,
        order: Order::Pipelined,
        back_end: BackEnd::Portable,
        learned: 300,
        inferred: 50,
    },
    Case {
        name: "retina-1176-64-10",
        front_end: "retina(28x28;kernel=7,angles=6,stride=1,pool=4,input=grey,edge=1300,bar=2100)",
        window: 48,
        layers: &[1176, 64, 10],
        format: Format::W4G8,
        order: Order::Pipelined,
        back_end: BackEnd::Portable,
        learned: 300,
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
        config.front_end = self.front_end.parse()?;
        config.window.fill(self.window);
        config.format = self.format;
        config.order = self.order;
        config.validate()?;
        Ok(config)
    }
}
