//! Which constants the results hang on.

use apical_chip::area::Area;
use apical_chip::energy::{Calibration, EnergyModel};
use apical_chip::simulation::RunCounts;
use apical_chip::technology::Technology;
use serde::Serialize;

use super::machine::{Energies, Machine};
use super::measure::{Design, Measured, Silicon};
use crate::failure::Failure;

/// Constants are moved by this share, up and down.
const SHARE: f64 = 0.3;
/// Results: key in JSON, heading, unit.
pub(super) const RESULTS: [(&str, &str, &str); 6] = [
    ("calibration_factor", "memory factor", ""),
    ("apical_nj", "apical nJ", ""),
    ("apical_overhead", "apical overhead", "%"),
    ("park_overhead", "park2019 overhead", "%"),
    ("memory_saving", "saving against one bank", "%"),
    ("area_gain", "area gain", ""),
];

type Results = [f64; RESULTS.len()];

/// What a result becomes when a constant is 30 % less or more.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Swing {
    pub(super) less: f64,
    pub(super) more: f64,
}

impl Swing {
    fn size(self, base: f64) -> f64 {
        (self.less - base).abs().max((self.more - base).abs()) / base.abs().max(f64::MIN_POSITIVE)
    }
}

/// A constant, and what hangs on it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Sensitivity {
    /// Path in the technology file.
    pub(super) constant: String,
    pub(super) value: String,
    /// In the order of `RESULTS`.
    pub(super) swings: [Swing; RESULTS.len()],
}

/// The results as they are, and each constant's effect, those first that matter most.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Sensitivities {
    /// What `base` and `swings` hold, in their order.
    pub(super) results: [&'static str; RESULTS.len()],
    pub(super) base: Results,
    pub(super) constants: Vec<Sensitivity>,
}

/// Tables of a technology that are moved as a whole.
const TABLES: [&str; 4] =
    ["sram.cacti.energy", "sram.cacti.leakage", "sram.cacti.area", "sram.macros.energy"];

/// `None` if the run lacks a machine that the results are of.
pub(super) fn sensitivities(found: &Measured) -> Result<Option<Sensitivities>, Failure> {
    let (Some(silicon), Some(design)) = (&found.silicon, &found.design) else { return Ok(None) };
    let technology = &design.apical.chip.technology;
    let base = results(silicon, design, technology)?;
    let tables = TABLES.map(|path| (path.to_owned(), "table".to_owned()));
    let entries = technology.entries.iter().map(|entry| (entry.path.clone(), entry.value.clone()));
    let mut constants = Vec::new();
    for (constant, value) in tables.into_iter().chain(entries) {
        let at = |factor: f64| {
            // A range's end that is moved beyond the other, or a supply moved out of it, changes no result.
            Technology::find_scaled(&technology.name, Some((&constant, factor)))
                .ok()
                .and_then(|scaled| results(silicon, design, &scaled).ok())
                .unwrap_or(base)
        };
        let (less, more) = (at(1.0 - SHARE), at(1.0 + SHARE));
        let swings = std::array::from_fn(|index| Swing { less: less[index], more: more[index] });
        constants.push(Sensitivity { constant, value, swings });
    }
    let weight = |sensitivity: &Sensitivity| {
        let sizes = sensitivity.swings.iter().zip(base).map(|(swing, base)| swing.size(base));
        sizes.fold(0.0, f64::max)
    };
    constants.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
    Ok(Some(Sensitivities { results: RESULTS.map(|(key, _, _)| key), base, constants }))
}

fn results(silicon: &Silicon, design: &Design, technology: &Technology) -> Result<Results, Failure> {
    let calibration = Calibration::of(technology)?;
    let energies = |machine: &Machine| {
        let preset = &machine.chip.preset;
        let model = EnergyModel::new(preset, technology, preset.operating_point(), calibration.factor)?;
        let of = |run: &RunCounts| model.account(&run.counters).per(run.images);
        Ok::<_, Failure>(Energies {
            inference: of(&machine.inference),
            known: of(&machine.known),
            training: of(&machine.training),
        })
    };
    let area =
        |machine: &Machine| Ok::<_, Failure>(Area::new(&machine.chip.preset, technology)?.total().value());
    let (apical, park) = (energies(&design.apical)?, energies(&silicon.park)?);
    let single = energies(&design.single_bank)?;
    let rates = design.apical.images_per_second(&design.apical.inference)
        / design.backpropagation.images_per_second(&design.backpropagation.inference);
    Ok([
        calibration.factor,
        apical.inference.total().calibrated.nanojoules(),
        apical.overhead(),
        park.overhead(),
        1.0 - apical.training.memory().calibrated / single.training.memory().calibrated,
        rates * area(&design.backpropagation)? / area(&design.apical)?,
    ])
}
