//! What a memory costs, whichever form the technology has.

use super::library::MacroLibrary;
use super::memory_file::OwnMemories;
use super::sram::{MacroTable, SramTable};
use super::{Technology, TechnologyError};
use crate::units::{Joules, SquareMillimetres, Volts, Watts};

/// Where the costs of memories come from.
#[derive(Debug, Clone, PartialEq)]
pub enum Memories {
    /// Two tables, of which one bounds the energies from below and the other from above.
    Tables(MemoryTables),
    /// A library's macros, which a memory is put together from.
    Library(MacroLibrary),
    /// Memories of a file of one's own, which others are put together from.
    Own(OwnMemories),
}

/// Tables of memories, and what a second port costs.
#[derive(Debug, Clone, PartialEq)]
pub struct MemoryTables {
    /// Memories of the low bound, and every memory's leakage and area.
    pub cacti: SramTable,
    /// Memories of the high bound.
    pub macros: MacroTable,
    pub(crate) two_ports: TwoPorts,
}

/// Memories with two ports relative to those with one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct TwoPorts {
    pub(crate) energy: f64,
    pub(crate) area: f64,
    pub(crate) leakage: f64,
}

/// Cost of one memory at a supply.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MemoryCost {
    /// Energy of a read and of a write, lower bound.
    pub low: [Joules; 2],
    /// Upper bound; the same if there is one source only.
    pub high: [Joules; 2],
    /// Leakage.
    pub leakage: Watts,
    /// Area.
    pub area: SquareMillimetres,
}

impl Technology {
    /// Cost of one memory of `words` words of `bits` bits, with one port or two, at a supply.
    ///
    /// # Errors
    /// If it is far outside the tables, or no macros make it up.
    pub fn memory(
        &self,
        words: u32,
        bits: u32,
        two_ports: bool,
        supply: Volts,
    ) -> Result<MemoryCost, TechnologyError> {
        match &self.memories {
            Memories::Tables(tables) => self.memory_of_tables(tables, words, bits, two_ports, supply),
            Memories::Library(library) => {
                let cost = library.tiling(words, bits, two_ports)?.cost();
                let energies = [cost.read, cost.write].map(|energy| energy * self.dynamic(supply));
                Ok(MemoryCost { low: energies, high: energies, leakage: cost.leakage, area: cost.area })
            }
            Memories::Own(own) => {
                let cost = own.tiling(words, bits, two_ports)?.cost();
                let energies = [cost.read, cost.write].map(|energy| energy * (supply / own.supply()).powi(2));
                let leakage = self.leakage(cost.leakage, own.supply(), supply);
                Ok(MemoryCost { low: energies, high: energies, leakage, area: cost.area })
            }
        }
    }

    fn memory_of_tables(
        &self,
        tables: &MemoryTables,
        words: u32,
        bits: u32,
        two_ports: bool,
        supply: Volts,
    ) -> Result<MemoryCost, TechnologyError> {
        let cacti = tables.cacti.cost(words, bits)?;
        let (read, write) = tables.macros.energies(words, bits)?;
        let one = TwoPorts { energy: 1.0, area: 1.0, leakage: 1.0 };
        let ports = if two_ports { tables.two_ports } else { one };
        let low = (supply / tables.cacti.supply).powi(2) * ports.energy;
        // The macros' own supply takes the place of the library's.
        let capacitance = self.scaling.map_or(1.0, |scaling| scaling.shrink_capacitance);
        let high = capacitance * (supply / tables.macros.supply).powi(2) * ports.energy;
        Ok(MemoryCost {
            low: [cacti.read * low, cacti.write * low],
            high: [read * high, write * high],
            leakage: self.leakage(cacti.leakage * ports.leakage, tables.cacti.supply, supply),
            area: cacti.area * ports.area,
        })
    }
}
