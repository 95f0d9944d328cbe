//! Technologies: what one event costs, as data with sources.
//!
//! A technology is a TOML file. Every entry has a value with its unit, the conditions it holds under and its source; a
//! missing, negative or unknown entry is an error, and there are no defaults. `65nm` and `sg13g2` are part of this
//! crate.
//!
//! There are two forms. One has memories as tables of two sources, which bound each other, and constants of several
//! nodes with the rules that bring them to its own and to any supply of a range (`65nm`). The other is a cell library:
//! memories are put together from its macros, and everything holds at one node and one supply (`sg13g2`).

mod arithmetic;
mod file;
mod library;
mod memory;
mod memory_file;
mod node;
mod reader;
mod scaling;
mod sources;
mod sram;

use crate::units::{Joules, SquareMillimetres, Volts, Watts};

pub use arithmetic::Arithmetic;
pub use file::{TechnologyError, TechnologyFile};
pub use library::{Column, Macro, MacroLibrary, Tiling};
pub use memory::{Memories, MemoryCost, MemoryTables};
pub use memory_file::{Conditions, MemoryFile, MemoryFileError, MemoryForm, OwnMemories};
pub use node::Node;
pub use sources::Sources;
pub(crate) use sources::sources;
pub use sram::{MacroTable, SramCost, SramTable};

/// An entry as the file has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Path, such as `logic.add_16`.
    pub path: String,
    /// Value with unit.
    pub value: String,
    /// Conditions it holds under.
    pub conditions: String,
    /// Where it is from.
    pub source: String,
}

/// Quadratic in the supply: relative switching energy at a node.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct EnergyCurve {
    pub(crate) a: f64,
    pub(crate) b: f64,
    pub(crate) c: f64,
}

/// A technology. Energies are those of its sources until [`crate::energy`] brings them to a supply.
#[derive(Debug, Clone, PartialEq)]
pub struct Technology {
    /// Name.
    pub name: String,
    /// What it is, in a line.
    pub summary: String,
    /// All entries, in the order in which they are used.
    pub entries: Vec<Entry>,
    /// Least supply that the constants can be brought to.
    pub minimum_supply: Volts,
    /// Greatest supply that the constants can be brought to.
    pub maximum_supply: Volts,
    pub(crate) reference_supply: Volts,
    /// The node that its constants are of or are brought to; `None` if it is not stated.
    pub node: Option<Node>,
    pub(crate) gate_leakage: Watts,
    /// How constants of other nodes and supplies are brought here; `None` if all hold at the only supply.
    pub(crate) scaling: Option<Scaling>,
    pub(crate) logic: Logic,
    pub(crate) cells: Cells,
    pub(crate) gates: Gates,
    pub(crate) wires: Wires,
    pub(crate) activity: Activity,
    /// Memories.
    pub memories: Memories,
}

/// Rules from node to node and from supply to supply.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Scaling {
    pub(crate) threshold: Volts,
    pub(crate) alpha: f64,
    pub(crate) dibl: f64,
    pub(crate) slope: f64,
    pub(crate) thermal: Volts,
    pub(crate) curve_65nm: EnergyCurve,
    pub(crate) curve_45nm: EnergyCurve,
    /// Supply that the energies of arithmetic hold for.
    pub(crate) arithmetic_supply: Volts,
    pub(crate) shrink_capacitance: f64,
    pub(crate) shrink_area: f64,
    pub(crate) shrink_supply: Volts,
}

/// Arithmetic.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Logic {
    pub(crate) add: [Joules; 3],
    pub(crate) multiply: [Joules; 2],
}

/// Cells at the node of the cell library.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Cells {
    pub(crate) gate: Joules,
    pub(crate) register_clock: Joules,
    pub(crate) register_data: Joules,
    pub(crate) clock_gate: Joules,
    /// The charge of a flip-flop's clock pin alone, a clock cycle; and of a clock gate's.
    pub(crate) clock_pin: Joules,
    pub(crate) clock_gate_pin: Joules,
    /// One change of a gate's input; of a buffer without what it drives.
    pub(crate) input: Joules,
    pub(crate) buffer: Joules,
    /// One change of the wire of a net with one input behind it; what each further input adds.
    pub(crate) net: Joules,
    pub(crate) net_input: Joules,
    pub(crate) gate_area: SquareMillimetres,
}

/// Wires from memories to lanes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Wires {
    pub(crate) supply: Volts,
    /// One change of one bit over one millimetre.
    pub(crate) energy_per_millimetre: Joules,
}

/// Sizes in gate equivalents.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Gates {
    pub(crate) register: f64,
    pub(crate) full_adder: f64,
    pub(crate) comparator: f64,
    pub(crate) gate: f64,
    pub(crate) multiplexer: f64,
    /// One input bit of a selection among several.
    pub(crate) selector: f64,
    pub(crate) clock_gate: f64,
    /// Inputs behind one driver at most.
    pub(crate) most_inputs: f64,
    pub(crate) utilisation: f64,
}

/// Assumptions on activity and clock.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Activity {
    pub(crate) registers: f64,
    pub(crate) wires: f64,
    /// Wires and buffers of the clock, relative to the charge of the pins that they drive.
    pub(crate) clock_distribution: f64,
    /// Inputs behind a net, on average.
    pub(crate) fan_out: f64,
    /// Changes in the adders of a lane, relative to unrelated operands.
    pub(crate) lane_adders: f64,
    /// Changes of nets in a full adder.
    pub(crate) adder_nets: f64,
    pub(crate) registers_per_clock_gate: f64,
}

const BUILTIN: [(&str, &str); 2] = [
    ("65nm", include_str!("../../technology/65nm.toml")),
    ("sg13g2", include_str!("../../technology/sg13g2.toml")),
];

impl Technology {
    /// Names of the technologies that are part of this crate.
    pub fn builtin_names() -> impl Iterator<Item = &'static str> {
        BUILTIN.iter().map(|(name, _)| *name)
    }

    /// The text of a technology that is part of this crate.
    #[must_use]
    pub fn builtin_text(name: &str) -> Option<&'static str> {
        BUILTIN.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
    }

    /// A technology by name, or in a file if the name has a dot or a slash.
    ///
    /// # Errors
    /// If there is none of that name, the file cannot be read, or it is no technology.
    pub fn find(name: &str) -> Result<Self, TechnologyError> {
        Self::find_scaled(name, None)
    }

    /// As [`find`](Self::find), with one entry (or one table of memories, by its path) multiplied by a factor: how much
    /// does a result hang on it?
    ///
    /// # Errors
    /// As [`find`](Self::find).
    pub fn find_scaled(name: &str, scaled: Option<(&str, f64)>) -> Result<Self, TechnologyError> {
        TechnologyFile::find(name)?.technology(scaled.as_slice())
    }

    /// Whether memory energies have a lower and an upper bound, between which a published figure can place them. Where
    /// memories are a library's macros there is one figure, which no factor belongs to.
    #[must_use]
    pub fn has_bounds(&self) -> bool {
        matches!(self.memories, Memories::Tables(_))
    }

    /// Reads the text of a technology.
    ///
    /// # Errors
    /// If an entry is missing, unknown, negative, without source, or of the wrong unit.
    pub fn parse(text: &str) -> Result<Self, TechnologyError> {
        TechnologyFile::parse(text)?.technology(&[])
    }
}
