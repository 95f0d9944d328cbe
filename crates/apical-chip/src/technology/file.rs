//! The form of a technology file.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use toml::Table;

use super::library::MacroLibrary;
use super::memory::{Memories, MemoryTables, TwoPorts};
use super::reader::Reader;
use super::sram::{MacroTable, SramTable};
use super::{Activity, Cells, Gates, Logic, Node, Scaling, Technology, Wires};
use crate::named::is_path;
use crate::units::UnitError;

const FORMAT_VERSION: i64 = 1;

/// A technology that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TechnologyError {
    /// No technology of that name.
    #[error("there is no technology {name:?}; there are {known} (or give the path of a TOML file)")]
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
    /// The file is no technology.
    #[error("{}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: Box<TechnologyError>,
    },
    /// Not TOML.
    #[error("{}", .0.to_string().trim_end())]
    Syntax(toml::de::Error),
    /// Another version of the form.
    #[error("format_version: expected {FORMAT_VERSION}")]
    Version,
    /// An entry that is not there.
    #[error("{0}: missing; a technology has no defaults")]
    Missing(String),
    /// An entry that nothing reads.
    #[error("{0}: unknown entry")]
    UnknownEntry(String),
    /// An entry of another form.
    #[error("{path}: expected {expected}")]
    Form {
        /// Path of the entry.
        path: String,
        /// What it should be.
        expected: &'static str,
    },
    /// A value with another unit.
    #[error("{path}: {source}")]
    Unit {
        /// Path of the entry.
        path: String,
        /// Why.
        source: UnitError,
    },
    /// A supply that scaling does not hold for.
    #[error("supply: {found} V is out of range: {minimum} V to {maximum} V, where voltage scaling holds")]
    Supply {
        /// The supply.
        found: f64,
        /// Least supply.
        minimum: f64,
        /// Greatest supply.
        maximum: f64,
    },
    /// A supply that a library has no constants for.
    #[error(
        "supply: {found} V is out of range: {supply} V, the only supply that the constants of technology {technology} hold at"
    )]
    OneSupply {
        /// The supply.
        found: f64,
        /// The supply that there is.
        supply: f64,
        /// The technology.
        technology: String,
    },
    /// A clock that no supply reaches.
    #[error("clock: {found:.2} MHz is out of range: at most {maximum:.2} MHz, at {supply} V")]
    Clock {
        /// The clock in MHz.
        found: f64,
        /// The fastest clock in MHz.
        maximum: f64,
        /// The supply of the fastest clock.
        supply: f64,
    },
    /// A memory that no memory of a file has the ports for.
    #[error(
        "{file}: a memory of {words} words of {bits} bits needs two ports; all {found} memories there have one: rows with ports = 2 would do"
    )]
    OwnMemory {
        /// The file.
        file: String,
        /// Words of the memory.
        words: u32,
        /// Bits of a word.
        bits: u32,
        /// How many memories the file has.
        found: usize,
    },
    /// A value out of range.
    #[error("{path}: {found} is out of range: {range}")]
    Range {
        /// Path of the entry.
        path: String,
        /// Value found.
        found: String,
        /// Values allowed.
        range: &'static str,
    },
}

// Not as its source: the text above is all of it, and would be printed twice.
impl From<toml::de::Error> for TechnologyError {
    fn from(error: toml::de::Error) -> Self {
        Self::Syntax(error)
    }
}

/// A technology's file, read once: technologies with other constants are made of it without reading it again.
#[derive(Debug, Clone, PartialEq)]
pub struct TechnologyFile {
    /// Where it is from, if not from this crate or a text.
    path: Option<PathBuf>,
    document: Table,
    /// Values of its entries, once it was read.
    values: OnceLock<BTreeMap<String, f64>>,
}

impl TechnologyFile {
    /// The file of a technology by name, or the file itself if the name has a dot or a slash.
    ///
    /// # Errors
    /// If there is none of that name, or the file cannot be read or is not TOML.
    pub fn find(name: &str) -> Result<Self, TechnologyError> {
        if let Some(text) = Technology::builtin_text(name) {
            return Self::parse(text);
        }
        if !is_path(name) {
            return Err(TechnologyError::Unknown {
                name: name.to_owned(),
                known: Technology::builtin_names().collect::<Vec<_>>().join(", "),
            });
        }
        let path = PathBuf::from(name);
        let text = std::fs::read_to_string(&path)
            .map_err(|source| TechnologyError::Read { path: path.clone(), source })?;
        let file = Self::parse(&text).map_err(|error| error.within(&path))?;
        Ok(Self { path: Some(path), ..file })
    }

    /// Reads a text.
    ///
    /// # Errors
    /// If it is not TOML.
    pub fn parse(text: &str) -> Result<Self, TechnologyError> {
        Ok(Self { path: None, document: text.parse()?, values: OnceLock::new() })
    }

    /// The technology, with some entries (or tables of memories, by their paths) multiplied by factors: how much does a
    /// result hang on them? Paths that name nothing change nothing.
    ///
    /// # Errors
    /// If an entry is missing, unknown, negative, without source, or of the wrong unit; the file is named.
    pub fn technology(&self, factors: &[(&str, f64)]) -> Result<Technology, TechnologyError> {
        let mut reader = Reader::new(&self.document, factors);
        let made = read(&mut reader);
        let technology = made.map_err(|error| self.named(error))?;
        // All readings find the same values: factors come after them.
        self.values.get_or_init(|| reader.values);
        Ok(technology)
    }

    /// The same without its [`entries`](Technology::entries), at a tenth of the cost: for thousands of draws.
    ///
    /// # Errors
    /// As [`technology`](Self::technology).
    pub fn draw(&self, factors: &[(&str, f64)]) -> Result<Technology, TechnologyError> {
        if self.values.get().is_none() {
            self.technology(&[])?;
        }
        match self.values.get() {
            Some(values) => {
                read(&mut Reader::again(&self.document, factors, values)).map_err(|e| self.named(e))
            }
            None => self.technology(factors),
        }
    }

    fn named(&self, error: TechnologyError) -> TechnologyError {
        match &self.path {
            Some(path) => error.within(path),
            None => error,
        }
    }
}

impl TechnologyError {
    fn within(self, path: &Path) -> Self {
        Self::File { path: path.to_owned(), source: Box::new(self) }
    }
}

fn read(file: &mut Reader<'_>) -> Result<Technology, TechnologyError> {
    if file.find("format_version")?.as_integer() != Some(FORMAT_VERSION) {
        return Err(TechnologyError::Version);
    }
    // A library's macros are for one node and one supply; everything else in its file then holds there too.
    let is_library = file.has("sram", "library");
    let (name, summary) = (file.text("name")?, file.text("summary")?);
    let reference_supply = file.quantity("supply.reference")?;
    let (minimum_supply, maximum_supply, scaling) = if is_library {
        (reference_supply, reference_supply, None)
    } else {
        (file.quantity("supply.minimum")?, file.quantity("supply.maximum")?, Some(scaling(file)?))
    };
    let mut technology = Technology {
        name,
        summary,
        entries: Vec::new(),
        minimum_supply,
        maximum_supply,
        reference_supply,
        node: node(file, is_library)?,
        gate_leakage: file.quantity("leakage.gate_equivalent")?,
        scaling,
        logic: Logic {
            add: [
                file.quantity("logic.add_8")?,
                file.quantity("logic.add_16")?,
                file.quantity("logic.add_32")?,
            ],
            multiply: [file.quantity("logic.multiply_8")?, file.quantity("logic.multiply_32")?],
        },
        cells: Cells {
            gate: file.quantity("cells.gate")?,
            register_clock: file.quantity("cells.register_clock")?,
            register_data: file.quantity("cells.register_data")?,
            clock_gate: file.quantity("cells.clock_gate")?,
            clock_pin: file.quantity("cells.clock_pin")?,
            clock_gate_pin: file.quantity("cells.clock_gate_pin")?,
            input: file.quantity("cells.input")?,
            buffer: file.quantity("cells.buffer")?,
            net: file.quantity("cells.net")?,
            net_input: file.quantity("cells.net_input")?,
            gate_area: file.quantity("cells.gate_area")?,
        },
        wires: Wires {
            supply: file.quantity("wires.supply")?,
            energy_per_millimetre: file.quantity("wires.energy_per_millimetre")?,
        },
        gates: Gates {
            register: file.number("gates.register")?,
            full_adder: file.number("gates.full_adder")?,
            comparator: file.number("gates.comparator")?,
            gate: file.number("gates.gate")?,
            multiplexer: file.number("gates.multiplexer")?,
            selector: file.number("gates.selector")?,
            clock_gate: file.number("gates.clock_gate")?,
            most_inputs: file.number("gates.most_inputs")?,
            utilisation: file.share("gates.utilisation")?,
        },
        activity: Activity {
            registers: file.share("activity.registers")?,
            wires: file.share("activity.wires")?,
            clock_distribution: file.number("activity.clock_distribution")?,
            fan_out: file.number("activity.fan_out")?,
            lane_adders: file.share("activity.lane_adders")?,
            adder_nets: file.number("activity.adder_nets")?,
            registers_per_clock_gate: file.number("activity.registers_per_clock_gate")?,
        },
        memories: memories(file, is_library)?,
    };
    if let Some(path) = file.unused() {
        return Err(TechnologyError::UnknownEntry(path));
    }
    check(&technology)?;
    technology.entries = std::mem::take(&mut file.entries);
    Ok(technology)
}

/// A library may say its node; the rules of the other form lead to one.
fn node(file: &mut Reader<'_>, is_library: bool) -> Result<Option<Node>, TechnologyError> {
    const PATH: &str = "sram.library.node_nm";
    if !is_library {
        return Ok(Some(Node::OF_TABLES));
    }
    let found = match file.find(PATH) {
        Err(TechnologyError::Missing(_)) => return Ok(None),
        found => found?,
    };
    let node = found.as_integer().and_then(|value| Node::from_nanometres(value as f64));
    node.map(Some).ok_or_else(|| TechnologyError::Range {
        path: PATH.to_owned(),
        found: found.to_string(),
        range: Node::RANGE,
    })
}

fn scaling(file: &mut Reader<'_>) -> Result<Scaling, TechnologyError> {
    Ok(Scaling {
        threshold: file.quantity("delay.threshold")?,
        alpha: file.number("delay.alpha")?,
        dibl: file.number("leakage.dibl")?,
        slope: file.number("leakage.slope")?,
        thermal: file.quantity("leakage.thermal")?,
        curve_65nm: file.curve("scaling.node_65nm")?,
        curve_45nm: file.curve("scaling.node_45nm")?,
        shrink_capacitance: file.number("scaling.from_130nm.capacitance")?,
        shrink_area: file.number("scaling.from_130nm.area")?,
        shrink_supply: file.quantity("scaling.from_130nm.supply")?,
        arithmetic_supply: file.quantity("logic.supply")?,
    })
}

fn memories(file: &mut Reader<'_>, is_library: bool) -> Result<Memories, TechnologyError> {
    if is_library {
        file.text("sram.library.source")?;
        file.text("sram.library.conditions")?;
        let [energy, leakage, area] =
            ["energy", "leakage", "area"].map(|part| file.factor(&format!("sram.library.{part}")));
        let rows = file.rows("sram.library.rows")?;
        return MacroLibrary::new(&rows, [energy, leakage, area]).map(Memories::Library);
    }
    let two_ports = TwoPorts {
        energy: file.number("sram.two_ports.energy")?,
        area: file.number("sram.two_ports.area")?,
        leakage: file.number("sram.two_ports.leakage")?,
    };
    file.text("sram.cacti.source")?;
    let supply = file.quantity("sram.cacti.supply")?;
    let factors = ["sram.cacti.energy", "sram.cacti.leakage", "sram.cacti.area"].map(|p| file.factor(p));
    let cacti = SramTable::new(supply, file.rows("sram.cacti.rows")?, factors)?;
    file.text("sram.macros.source")?;
    let supply = file.quantity("sram.macros.supply")?;
    let factor = file.factor("sram.macros.energy");
    let macros = MacroTable::new(supply, &file.rows("sram.macros.rows")?, factor)?;
    Ok(Memories::Tables(MemoryTables { cacti, macros, two_ports }))
}

/// What no entry shows alone.
fn check(technology: &Technology) -> Result<(), TechnologyError> {
    let Some(scaling) = technology.scaling else { return Ok(()) };
    let supplies = [technology.minimum_supply, technology.reference_supply, technology.maximum_supply];
    for (path, curve, supplies) in [
        ("scaling.node_65nm", scaling.curve_65nm, supplies.as_slice()),
        ("scaling.node_45nm", scaling.curve_45nm, &[scaling.arithmetic_supply]),
    ] {
        if let Some(supply) = supplies.iter().find(|supply| curve.at(**supply) <= 0.0) {
            return Err(TechnologyError::Range {
                path: path.to_owned(),
                found: format!("{} at {supply}", curve.at(*supply)),
                range: "an energy above 0",
            });
        }
    }
    if technology.minimum_supply > technology.reference_supply
        || technology.reference_supply > technology.maximum_supply
        || scaling.threshold >= technology.minimum_supply
    {
        return Err(TechnologyError::Range {
            path: "supply".to_owned(),
            found: format!("{} to {}", technology.minimum_supply, technology.maximum_supply),
            range: "above the threshold, with the reference between minimum and maximum",
        });
    }
    Ok(())
}
