//! Memories put together from the macros of a library, as a synthesis does it.
//!
//! A memory of any size is a grid of macros: columns beside each other until the word is wide enough, rows of such
//! columns above each other until there are enough words. All macros of a grid have the same number of words, and may
//! differ in width. Of all grids the one of least area is taken, of equals the one whose read takes least. An access
//! enables one row of the grid; what selects the row is logic, and is not counted here. A memory with one port may use
//! macros with two, of which one stays idle; one with two ports needs two.

use super::TechnologyError;
use super::sram::SramCost;
use crate::units::{Joules, SquareMillimetres, Watts};

/// A memory of the library.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Macro {
    /// Ports, 1 or 2.
    pub ports: u32,
    /// Words.
    pub words: u32,
    /// Bits of a word.
    pub bits: u32,
    /// What it costs.
    pub cost: SramCost,
}

/// The macros of a library, at its node and supply.
#[derive(Debug, Clone, PartialEq)]
pub struct MacroLibrary {
    macros: Vec<Macro>,
}

/// A grid of macros that makes up a memory.
#[derive(Debug, Clone, PartialEq)]
pub struct Tiling {
    /// Macros beside each other, the widest first.
    pub columns: Vec<Macro>,
    /// How many such rows.
    pub rows: u32,
}

/// Widest word of any memory, and most words: what presets allow.
const GREATEST: u32 = 4096;

impl Tiling {
    /// Cost of the memory: one row is accessed, all of them leak and take up area.
    #[must_use]
    pub fn cost(&self) -> SramCost {
        let rows = f64::from(self.rows);
        SramCost {
            read: self.columns.iter().map(|column| column.cost.read).sum(),
            write: self.columns.iter().map(|column| column.cost.write).sum(),
            leakage: self.columns.iter().map(|column| column.cost.leakage * rows).sum(),
            area: self.columns.iter().map(|column| column.cost.area * rows).sum(),
        }
    }

    /// Number of macros.
    #[must_use]
    pub fn macros(&self) -> u32 {
        self.columns.len() as u32 * self.rows
    }
}

impl MacroLibrary {
    /// Rows: ports, words, word bits, read pJ, write pJ, leakage nW, area um2. Energies, leakage and area are
    /// multiplied by `factors`.
    pub(super) fn new(rows: &[[f64; 7]], factors: [f64; 3]) -> Result<Self, TechnologyError> {
        let mut macros: Vec<Macro> = Vec::new();
        for (index, &[ports, words, bits, read, write, leakage, area]) in rows.iter().enumerate() {
            let whole = |value: f64, greatest: u32| value.fract() == 0.0 && value <= f64::from(greatest);
            if !(whole(ports, 2) && whole(words, 1 << 20) && whole(bits, GREATEST)) {
                return Err(TechnologyError::Range {
                    path: format!("sram.library.rows.{index}"),
                    found: format!("{ports}, {words}, {bits}"),
                    range: "1 or 2 ports, 1 to 1048576 words, 1 to 4096 bits, all whole numbers",
                });
            }
            let cost = SramCost {
                read: Joules::new(read * 1e-12 * factors[0]),
                write: Joules::new(write * 1e-12 * factors[0]),
                leakage: Watts::new(leakage * 1e-9 * factors[1]),
                area: SquareMillimetres::new(area * 1e-6 * factors[2]),
            };
            let found = Macro { ports: ports as u32, words: words as u32, bits: bits as u32, cost };
            if macros
                .iter()
                .any(|known| (known.ports, known.words, known.bits) == (found.ports, found.words, found.bits))
            {
                return Err(TechnologyError::Form {
                    path: "sram.library.rows".to_owned(),
                    expected: "each macro once",
                });
            }
            macros.push(found);
        }
        Ok(Self { macros })
    }

    /// All macros.
    #[must_use]
    pub fn macros(&self) -> &[Macro] {
        &self.macros
    }

    /// The grid that a memory is made of.
    ///
    /// # Errors
    /// If the library has no macro with enough ports.
    pub fn tiling(&self, words: u32, bits: u32, two_ports: bool) -> Result<Tiling, TechnologyError> {
        let ports = if two_ports { 2 } else { 1 };
        let usable: Vec<&Macro> = self.macros.iter().filter(|made| made.ports >= ports).collect();
        let mut depths: Vec<u32> = usable.iter().map(|made| made.words).collect();
        depths.sort_unstable();
        depths.dedup();
        let grids = depths.into_iter().map(|depth| {
            let same: Vec<&Macro> = usable.iter().copied().filter(|made| made.words == depth).collect();
            Tiling { columns: beside_each_other(&same, bits), rows: words.div_ceil(depth) }
        });
        let key = |grid: &Tiling| (grid.cost().area.value(), grid.cost().read.value());
        let best = grids.min_by(|a, b| {
            let (a, b) = (key(a), key(b));
            a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1))
        });
        best.ok_or_else(|| TechnologyError::Range {
            path: "sram.library.rows".to_owned(),
            found: format!("a memory of {words} words of {bits} bits with {ports} ports"),
            range: "one that some macros have the ports for",
        })
    }
}

/// The cheapest macros of one depth that together are wide enough.
fn beside_each_other(macros: &[&Macro], bits: u32) -> Vec<Macro> {
    // For each width the least area that covers it, and the macro that comes last.
    let mut best: Vec<(f64, f64, Option<usize>)> = vec![(0.0, 0.0, None)];
    for width in 1..=bits as usize {
        let candidates = macros.iter().enumerate().map(|(index, made)| {
            let (area, read, _) = best[width.saturating_sub(made.bits as usize)];
            (area + made.cost.area.value(), read + made.cost.read.value(), Some(index))
        });
        let least = candidates.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        best.extend(least);
    }
    let mut chosen = Vec::new();
    let mut width = bits as usize;
    while let Some((_, _, Some(last))) = best.get(width).copied() {
        chosen.push(*macros[last]);
        width = width.saturating_sub(macros[last].bits as usize);
    }
    chosen.sort_by_key(|made| std::cmp::Reverse(made.bits));
    chosen
}
