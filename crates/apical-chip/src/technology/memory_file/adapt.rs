//! A file's memories in the place of a technology's.

use std::path::Path;

use super::{MemoryFile, MemoryFileError};
use crate::technology::library::{MacroLibrary, Tiling};
use crate::technology::{Entry, Macro, Memories, Node, SramCost, Technology, TechnologyError};
use crate::units::Volts;

/// Memories of a file, at a technology's node and the file's supply.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnMemories {
    file: MemoryFile,
    library: MacroLibrary,
    /// Whether they were brought from the node of the technology's cells to its own.
    pub(in crate::technology) is_shrunk: bool,
}

impl OwnMemories {
    /// The file.
    #[must_use]
    pub fn file(&self) -> &MemoryFile {
        &self.file
    }

    /// What a memory is made of: the file's memory of that very size, if there is one; else of its memories beside and above
    /// each other, in the arrangement of least area.
    ///
    /// # Errors
    /// If no memory of the file has enough ports.
    pub fn tiling(&self, words: u32, bits: u32, two_ports: bool) -> Result<Tiling, TechnologyError> {
        if let Some(tiling) = self.library.exactly(words, bits, two_ports) {
            return Ok(tiling);
        }
        self.library.tiling(words, bits, two_ports).map_err(|_| TechnologyError::OwnMemory {
            file: self.file.name.clone(),
            words,
            bits,
            found: self.file.macros.len(),
        })
    }

    /// Supply that energies and leakage hold for.
    pub(in crate::technology) fn supply(&self) -> Volts {
        self.file.conditions.supply
    }

    /// Everything that was done to bring the file's figures to a technology and a supply, in words; none if they hold there.
    #[must_use]
    pub fn adaptations(&self, technology: &Technology, supply: Volts) -> Vec<String> {
        let mut all = Vec::new();
        if let (true, Some(scaling)) = (self.is_shrunk, technology.scaling) {
            all.push(format!(
                "{} to {} by scaling.from_130nm: energies times {}, areas times {}, leakage as it is, as a gate's",
                self.file.conditions.node,
                Node::OF_TABLES,
                scaling.shrink_capacitance,
                scaling.shrink_area
            ));
        }
        let from = self.supply();
        if from != supply {
            all.push(format!(
                "{} V to {} V: energies times {:.3} (V²), leakage times {:.3} by the rule of [leakage]",
                from.value(),
                supply.value(),
                (supply / from).powi(2),
                technology.leakage(crate::units::Watts::new(1.0), from, supply).value()
            ));
        }
        all
    }
}

impl Technology {
    /// The technology with the memories of a file in the place of its own: logic, wires and clock stay what they are. There are
    /// no bounds then, and nothing to calibrate.
    ///
    /// # Errors
    /// If the file's node or supply is another one, and the technology states no rule from there; the file is named.
    pub fn with_memories(self, file: MemoryFile) -> Result<Self, MemoryFileError> {
        let name = file.name.clone();
        self.adapted(file).map_err(|error| error.within(Path::new(&name)))
    }

    fn adapted(mut self, file: MemoryFile) -> Result<Self, MemoryFileError> {
        let (found, supply) = (file.conditions.node, file.conditions.supply);
        let Some(wanted) = self.node else {
            return Err(MemoryFileError::NoNode { found, technology: self.name });
        };
        let shrinks = self.scaling.filter(|_| found == Node::OF_CELLS && found != wanted);
        if found != wanted && shrinks.is_none() {
            let remedy = match self.scaling {
                Some(_) => {
                    "it states a rule from 130 nm only; give memories of one of the two, or a technology of their node"
                }
                None => {
                    "it states no rule from another node; give memories of its own, or a technology of theirs"
                }
            };
            return Err(MemoryFileError::Node { found, technology: self.name, wanted, remedy });
        }
        self.check_supply(supply)
            .map_err(|reason| MemoryFileError::Supply { found: supply.value(), reason: Box::new(reason) })?;
        let (capacitance, area) = shrinks.map_or((1.0, 1.0), |s| (s.shrink_capacitance, s.shrink_area));
        let brought = |made: &Macro| Macro {
            cost: SramCost {
                read: made.cost.read * capacitance,
                write: made.cost.write * capacitance,
                leakage: made.cost.leakage,
                area: made.cost.area * area,
            },
            ..*made
        };
        let library = MacroLibrary::of(file.macros.iter().map(brought).collect());
        self.entries.retain(|entry| !entry.path.starts_with("sram."));
        self.entries.push(entry(&file));
        self.memories = Memories::Own(OwnMemories { file, library, is_shrunk: shrinks.is_some() });
        Ok(self)
    }
}

/// The file as an entry, so that whatever names a technology by its entries sees another one.
fn entry(file: &MemoryFile) -> Entry {
    let conditions = &file.conditions;
    let temperature = conditions.temperature.map_or(String::new(), |degrees| format!(", {degrees} C"));
    let corner = conditions.corner.as_deref().map_or(String::new(), |corner| format!(", {corner}"));
    Entry {
        path: "sram.file".to_owned(),
        value: format!("SHA-256 {} {}", file.sha256, file.given).trim_end().to_owned(),
        conditions: format!("{}, {} V{temperature}{corner}", conditions.node, conditions.supply.value()),
        source: format!("{} ({}, {} sizes)", file.name, file.form, file.macros.len()),
    }
}
