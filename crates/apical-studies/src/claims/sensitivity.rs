//! Which constants the results hang on.

use std::sync::Arc;

use apical_chip::design::Process;
use apical_chip::technology::TechnologyFile;
use serde::Serialize;

use super::machine::MeasuredMachine;
use super::measure::{Design, Measured, Silicon};
use crate::StudyError;

/// Constants are moved by this share, up and down.
const SHARE: f64 = 0.3;
/// Results that are computed again: key in JSON, heading, unit.
pub const RESULTS: [(&str, &str, &str); 8] = [
    ("calibration_factor", "memory factor", ""),
    ("apical_nj", "apical nJ", ""),
    ("apical_low_nj", "lower bound", ""),
    ("apical_high_nj", "upper bound", ""),
    ("apical_overhead", "apical overhead", "%"),
    ("park_overhead", "park2019 overhead", "%"),
    ("memory_saving", "saving against one bank", "%"),
    ("area_gain", "area gain", ""),
];

type Results = [f64; RESULTS.len()];

/// What a result becomes when a constant is 30 % less or more; `None` where nothing can be computed, as with a supply
/// that leaves the range of scaling.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Swing {
    /// With 30 % less.
    pub less: Option<f64>,
    /// With 30 % more.
    pub more: Option<f64>,
}

impl Swing {
    fn size(self, base: f64) -> f64 {
        let change = |value: f64| (value - base).abs() / base.abs().max(f64::MIN_POSITIVE);
        self.less.into_iter().chain(self.more).map(change).fold(0.0, f64::max)
    }
}

/// A constant, and what hangs on it.
#[derive(Debug, Clone, Serialize)]
pub struct Sensitivity {
    /// Path in the technology file.
    pub constant: String,
    /// As the file has it; `table` for a table that is moved as a whole.
    pub value: String,
    /// In the order of [`RESULTS`].
    pub swings: [Swing; RESULTS.len()],
}

/// The results as they are, and each constant's effect, those first that matter most.
#[derive(Debug, Clone, Serialize)]
pub struct Sensitivities {
    /// What `base` and `swings` hold, in their order.
    pub results: [&'static str; RESULTS.len()],
    /// The results as they are.
    pub base: [f64; RESULTS.len()],
    /// Every constant of the technology.
    pub constants: Vec<Sensitivity>,
}

impl Sensitivities {
    /// The constants that matter most to an image's energy, in lines of text.
    pub(super) fn text(&self) -> String {
        const RESULT: usize = 1;
        const LINES: usize = 5;
        let base = self.base[RESULT];
        let mut constants: Vec<_> =
            self.constants.iter().map(|constant| (constant.swings[RESULT], &constant.constant)).collect();
        constants.sort_by(|a, b| b.0.size(base).total_cmp(&a.0.size(base)));
        let side = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| format!("{value:.2}"));
        let mut text = format!("\napical's {base:.2} nJ with a constant 30 % less, 30 % more:\n");
        for (swing, name) in constants.into_iter().take(LINES) {
            text += &format!("  {name:<30} {:>6} {:>6}\n", side(swing.less), side(swing.more));
        }
        text
    }
}

/// Tables of a technology that are moved as a whole.
const TABLES: [&str; 4] =
    ["sram.cacti.energy", "sram.cacti.leakage", "sram.cacti.area", "sram.macros.energy"];

/// `None` if the run lacks a machine that the results are of.
pub(super) fn sensitivities(found: &Measured) -> Result<Option<Sensitivities>, StudyError> {
    let (Some(silicon), Some(design)) = (&found.silicon, &found.design) else { return Ok(None) };
    let process = design.apical.chip.process();
    let (technology, file) = (process.technology(), TechnologyFile::find(process.source())?);
    let base = results(silicon, design, process)?;
    let tables = TABLES.map(|path| (path.to_owned(), "table".to_owned()));
    let entries = technology.entries.iter().map(|entry| (entry.path.clone(), entry.value.clone()));
    let mut constants = Vec::new();
    for (constant, value) in tables.into_iter().chain(entries) {
        let at = |factor: f64| {
            let scaled = file.technology(&[(&constant, factor)]).ok()?;
            results(silicon, design, &Arc::new(Process::new(scaled).ok()?)).ok()
        };
        let (less, more) = (at(1.0 - SHARE), at(1.0 + SHARE));
        let swings = std::array::from_fn(|index| Swing {
            less: less.map(|results| results[index]),
            more: more.map(|results| results[index]),
        });
        constants.push(Sensitivity { constant, value, swings });
    }
    let weight = |sensitivity: &Sensitivity| {
        let sizes = sensitivity.swings.iter().zip(base).map(|(swing, base)| swing.size(base));
        sizes.fold(0.0, f64::max)
    };
    constants.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
    Ok(Some(Sensitivities { results: RESULTS.map(|(key, _, _)| key), base, constants }))
}

fn results(silicon: &Silicon, design: &Design, process: &Arc<Process>) -> Result<Results, StudyError> {
    let energies = |machine: &MeasuredMachine| {
        Ok::<_, StudyError>(machine.energies_of(&machine.chip.in_process(process.clone())?))
    };
    let area = |machine: &MeasuredMachine| {
        Ok::<_, StudyError>(machine.chip.in_process(process.clone())?.area().total().value())
    };
    let (apical, park) = (energies(&design.apical)?, energies(&silicon.park)?);
    let single = energies(&design.single_bank)?;
    let rates = design.apical.images_per_second(&design.apical.inference)
        / design.backpropagation.images_per_second(&design.backpropagation.inference);
    Ok([
        process.factor(),
        apical.inference.total().calibrated.nanojoules(),
        apical.inference.total().low.nanojoules(),
        apical.inference.total().high.nanojoules(),
        apical.overhead(),
        park.overhead(),
        1.0 - apical.training.memory().calibrated / single.training.memory().calibrated,
        rates * area(&design.backpropagation)? / area(&design.apical)?,
    ])
}
