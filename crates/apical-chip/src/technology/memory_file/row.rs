//! Memories as a form gives them, each number checked.

use std::collections::BTreeMap;

use super::{MemoryFile, MemoryFileError};
use crate::technology::{Macro, SramCost};
use crate::units::{Joules, SquareMillimetres, Watts};

/// A memory of a file.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    /// Line, run or cell.
    pub(super) at: String,
    pub(super) ports: f64,
    pub(super) words: f64,
    pub(super) bits: f64,
    pub(super) read_pj: f64,
    pub(super) write_pj: f64,
    pub(super) leakage_uw: f64,
    pub(super) area_mm2: f64,
}

/// So that no product or sum of memories is infinite.
const MOST: f64 = 1e9;

impl Row {
    fn whole(&self, what: &str, value: f64, most: f64, range: &'static str) -> Result<u32, MemoryFileError> {
        if (1.0..=most).contains(&value) && value.fract() == 0.0 {
            return Ok(value as u32);
        }
        Err(self.range(what, value, range))
    }

    fn positive(&self, what: &str, value: f64) -> Result<f64, MemoryFileError> {
        if value > 0.0 && value <= MOST {
            return Ok(value);
        }
        Err(self.range(what, value, "above 0, at most 1e9"))
    }

    fn range(&self, what: &str, found: f64, range: &'static str) -> MemoryFileError {
        let (at, what) = (self.at.clone(), what.to_owned());
        MemoryFileError::Range { at, what, found: found.to_string(), range }
    }

    fn to_macro(&self) -> Result<Macro, MemoryFileError> {
        let leakage = if self.leakage_uw == 0.0 { 0.0 } else { self.positive("leakage", self.leakage_uw)? };
        Ok(Macro {
            ports: self.whole("ports", self.ports, 2.0, "1 or 2")?,
            words: self.whole("words", self.words, f64::from(1 << 20), "1 to 1048576")?,
            bits: self.whole("bits", self.bits, 4096.0, "1 to 4096")?,
            cost: SramCost {
                read: Joules::new(self.positive("read energy in pJ", self.read_pj)? * 1e-12),
                write: Joules::new(self.positive("write energy in pJ", self.write_pj)? * 1e-12),
                leakage: Watts::new(leakage * 1e-6),
                area: SquareMillimetres::new(self.positive("area in mm2", self.area_mm2)?),
            },
        })
    }
}

/// No more memories than are taken.
pub(super) fn check_count(count: usize) -> Result<(), MemoryFileError> {
    if count <= MemoryFile::MOST_SIZES {
        return Ok(());
    }
    let most = MemoryFile::MOST_SIZES.to_string();
    Err(MemoryFileError::TooMuch { what: format!("{count} memories"), most })
}

/// All memories of a file, each size once.
pub(super) fn macros(rows: &[Row]) -> Result<Vec<Macro>, MemoryFileError> {
    let mut known: BTreeMap<(u32, u32, u32), &str> = BTreeMap::new();
    let mut macros = Vec::new();
    for row in rows {
        let made = row.to_macro()?;
        if let Some(first) = known.insert((made.ports, made.words, made.bits), &row.at) {
            return Err(MemoryFileError::Content {
                at: row.at.clone(),
                problem: format!(
                    "{} words of {} bits with {} ports: already at {first}; a table has one corner, and each size once",
                    made.words, made.bits, made.ports
                ),
            });
        }
        macros.push(made);
    }
    Ok(macros)
}
