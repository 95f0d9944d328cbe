//! Memories put together from the macros of a library, as a synthesis does it.
//!
//! A memory of any size is made of columns beside each other, until the word is wide enough. A column is macros of one
//! kind above each other, until there are enough words. Of all such arrangements the one of least area is taken, of equals
//! the one whose read takes least. An access enables one macro of each column; what selects it is logic, and is not
//! counted here. A memory with one port may use macros with two, of which one stays idle; one with two ports needs two.

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

/// Macros of one kind above each other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Column {
    /// The kind.
    pub of: Macro,
    /// How many.
    pub rows: u32,
}

/// The macros that make up a memory.
#[derive(Debug, Clone, PartialEq)]
pub struct Tiling {
    /// Columns beside each other, the widest first.
    pub columns: Vec<Column>,
}

/// Widest word of any memory, as presets allow.
const WIDEST: u32 = 4096;
const MOST_WORDS: u32 = 1 << 20;

impl Column {
    /// One macro is accessed; all of them leak and take up area.
    fn cost(&self) -> SramCost {
        let (cost, rows) = (self.of.cost, f64::from(self.rows));
        SramCost { leakage: cost.leakage * rows, area: cost.area * rows, ..cost }
    }
}

impl Tiling {
    /// Cost of the memory.
    #[must_use]
    pub fn cost(&self) -> SramCost {
        let costs = || self.columns.iter().map(Column::cost);
        SramCost {
            read: costs().map(|cost| cost.read).sum(),
            write: costs().map(|cost| cost.write).sum(),
            leakage: costs().map(|cost| cost.leakage).sum(),
            area: costs().map(|cost| cost.area).sum(),
        }
    }

    /// Number of macros.
    #[must_use]
    pub fn macros(&self) -> u32 {
        self.columns.iter().map(|column| column.rows).sum()
    }
}

impl MacroLibrary {
    /// Rows: ports, words, word bits, read pJ, write pJ, leakage nW, area um2. Energies, leakage and area are
    /// multiplied by `factors`.
    pub(super) fn new(rows: &[[f64; 7]], factors: [f64; 3]) -> Result<Self, TechnologyError> {
        let mut macros: Vec<Macro> = Vec::new();
        for (index, &[ports, words, bits, read, write, leakage, area]) in rows.iter().enumerate() {
            let whole = |value: f64, greatest: u32| value.fract() == 0.0 && value <= f64::from(greatest);
            if !(whole(ports, 2) && whole(words, MOST_WORDS) && whole(bits, WIDEST)) {
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

    /// Macros of which each size is there once.
    pub(super) fn of(macros: Vec<Macro>) -> Self {
        Self { macros }
    }

    /// The macro of that very size, as a memory; of several the one with fewer ports.
    pub(super) fn exactly(&self, words: u32, bits: u32, two_ports: bool) -> Option<Tiling> {
        let fits = |made: &&Macro| {
            (made.words, made.bits) == (words, bits) && made.ports >= if two_ports { 2 } else { 1 }
        };
        let of = self.macros.iter().filter(fits).min_by_key(|made| made.ports)?;
        Some(Tiling { columns: vec![Column { of: *of, rows: 1 }] })
    }

    /// All macros.
    #[must_use]
    pub fn macros(&self) -> &[Macro] {
        &self.macros
    }

    /// What a memory is made of.
    ///
    /// # Errors
    /// If the library has no macro with enough ports.
    pub fn tiling(&self, words: u32, bits: u32, two_ports: bool) -> Result<Tiling, TechnologyError> {
        let ports = if two_ports { 2 } else { 1 };
        let usable = self.macros.iter().filter(|made| made.ports >= ports);
        let kinds: Vec<Column> =
            usable.map(|made| Column { of: *made, rows: words.div_ceil(made.words) }).collect();
        if kinds.is_empty() {
            return Err(TechnologyError::Range {
                path: "sram.library.rows".to_owned(),
                found: format!("a memory of {words} words of {bits} bits with {ports} ports"),
                range: "one that some macro has the ports for",
            });
        }
        let mut columns = beside_each_other(&kinds, bits as usize);
        columns.sort_by_key(|column| std::cmp::Reverse(column.of.bits));
        Ok(Tiling { columns })
    }
}

/// The cheapest columns that together are wide enough.
fn beside_each_other(kinds: &[Column], bits: usize) -> Vec<Column> {
    // For each width the least area that covers it, its read energy, and the column that comes last.
    let mut best: Vec<(f64, f64, Option<usize>)> = vec![(0.0, 0.0, None)];
    for width in 1..=bits {
        let candidates = kinds.iter().enumerate().map(|(index, column)| {
            let (area, read, _) = best[width.saturating_sub(column.of.bits as usize)];
            let cost = column.cost();
            (area + cost.area.value(), read + cost.read.value(), Some(index))
        });
        best.extend(candidates.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1))));
    }
    let mut chosen = Vec::new();
    let mut width = bits;
    while let Some((_, _, Some(last))) = best.get(width).copied() {
        chosen.push(kinds[last]);
        width = width.saturating_sub(kinds[last].of.bits as usize);
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::super::{Memories, Technology};
    use super::{MacroLibrary, Tiling};

    fn library() -> MacroLibrary {
        match Technology::find("sg13g2").unwrap().memories {
            Memories::Library(library) => library,
            _ => panic!("sg13g2 is a library"),
        }
    }

    /// Words and bits of the columns, and how many macros are above each other.
    fn kinds(tiling: &Tiling) -> Vec<(u32, u32, u32)> {
        tiling.columns.iter().map(|column| (column.of.words, column.of.bits, column.rows)).collect()
    }

    #[test]
    fn a_memory_of_a_macro_is_that_macro() {
        let library = library();
        for made in library.macros().iter().filter(|made| made.ports == 1) {
            let tiling = library.tiling(made.words, made.bits, false).unwrap();
            // Unless smaller ones together are no larger.
            assert!(tiling.cost().area <= made.cost.area, "{made:?}");
        }
        let one = library.tiling(256, 32, false).unwrap();
        assert_eq!(kinds(&one), [(256, 32, 1)]);
        assert!((one.cost().read.picojoules() - 26.006).abs() < 1e-9);
        assert!((one.cost().area.value() - 0.049_488_499_2).abs() < 1e-12);
    }

    #[test]
    fn the_presets_memories_are_the_smallest_that_hold_them() {
        let library = library();
        let made = |words, bits| library.tiling(words, bits, false).unwrap();
        assert_eq!(kinds(&made(98, 40)), [(256, 32, 1), (256, 8, 1)]);
        assert_eq!(kinds(&made(25, 80)), [(64, 64, 1), (256, 16, 1)]);
        assert_eq!(kinds(&made(25, 40)), [(64, 64, 1)]);
        assert_eq!(kinds(&made(196, 32)), [(256, 32, 1)]);
        assert!((made(98, 40).cost().area.value() - 0.067_035_379_2).abs() < 1e-12);
        assert!((made(98, 40).cost().read.picojoules() - (26.006 + 10.2059)).abs() < 1e-9);
    }

    #[test]
    fn an_access_enables_one_macro_of_a_column_and_all_leak() {
        let deep = library().tiling(20_000, 32, false).unwrap();
        let rows = deep.columns[0].rows;
        assert!(rows > 1 && deep.columns.iter().all(|column| column.of.words * column.rows >= 20_000));
        let reads: f64 = deep.columns.iter().map(|column| column.of.cost.read.value()).sum();
        assert!((deep.cost().read.value() / reads - 1.0).abs() < 1e-12);
        let leaks: f64 =
            deep.columns.iter().map(|column| column.of.cost.leakage.value() * f64::from(column.rows)).sum();
        assert!((deep.cost().leakage.value() / leaks - 1.0).abs() < 1e-12);
    }

    #[test]
    fn two_ports_take_macros_with_two() {
        let library = library();
        let two = library.tiling(98, 40, true).unwrap();
        assert!(two.columns.iter().all(|column| column.of.ports == 2));
        assert!(two.cost().area > library.tiling(98, 40, false).unwrap().cost().area);
        let mut single = library;
        single.macros.retain(|made| made.ports == 1);
        let error = single.tiling(98, 40, true).unwrap_err().to_string();
        assert!(
            error.starts_with("sram.library.rows: a memory of 98 words of 40 bits with 2 ports"),
            "{error}"
        );
    }

    #[test]
    fn every_width_is_covered_and_wider_is_never_smaller() {
        let library = library();
        let mut before = 0.0;
        for bits in 1..=300 {
            let tiling = library.tiling(100, bits, false).unwrap();
            assert!(tiling.columns.iter().map(|column| column.of.bits).sum::<u32>() >= bits);
            let area = tiling.cost().area.value();
            assert!(area >= before, "{bits} bits");
            before = area;
        }
    }
}
