//! Which constants the results hang on.

use apical_chip::energy::{Calibration, EnergyModel};
use apical_chip::technology::Technology;
use serde::Serialize;

use super::measure::{Machine, Measured};
use crate::failure::Failure;

/// Constants are moved by this share, up and down.
pub(super) const SHARE: f64 = 0.3;

/// What a result becomes when a constant is 30 % less or more.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Swing {
    pub(super) less: f64,
    pub(super) more: f64,
}

impl Swing {
    fn size(self, base: f64) -> f64 {
        ((self.less - base).abs()).max((self.more - base).abs()) / base.abs().max(f64::MIN_POSITIVE)
    }
}

/// A constant, and what hangs on it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Sensitivity {
    /// Path in the technology file.
    pub(super) constant: String,
    pub(super) value: String,
    pub(super) calibration_factor: Swing,
    pub(super) apical_nj: Swing,
    pub(super) apical_overhead: Swing,
    pub(super) park_overhead: Swing,
    pub(super) memory_saving: Swing,
    pub(super) area_gain: Swing,
}

/// Results as numbers, in the order of the fields above.
type Results = [f64; 6];

/// The results with the constants as they are, and each constant's, those first that matter most to the energy of an
/// image or to an overhead.
pub(super) fn sensitivities(found: &Measured) -> Result<(Results, Vec<Sensitivity>), Failure> {
    let technology = &found.apical.chip.technology;
    let name = &found.apical.chip.preset.technology;
    let base = results(found, technology)?;
    let tables = ["sram.cacti.energy", "sram.cacti.leakage", "sram.cacti.area", "sram.macros.energy"]
        .map(|path| (path.to_owned(), "table".to_owned()));
    let entries = technology.entries.iter().map(|entry| (entry.path.clone(), entry.value.clone()));
    let mut found_all = Vec::new();
    for (constant, value) in tables.into_iter().chain(entries) {
        let at = |factor: f64| match Technology::find_scaled(name, Some((&constant, factor))) {
            Ok(scaled) => results(found, &scaled),
            // A range's end that is moved beyond the other says nothing of the results.
            Err(_) => Ok(base),
        };
        let (less, more) = (at(1.0 - SHARE), at(1.0 + SHARE));
        // A supply moved out of the range of scaling changes no energy either.
        let (less, more) = (less.unwrap_or(base), more.unwrap_or(base));
        let swing = |index: usize| Swing { less: less[index], more: more[index] };
        found_all.push(Sensitivity {
            constant,
            value,
            calibration_factor: swing(0),
            apical_nj: swing(1),
            apical_overhead: swing(2),
            park_overhead: swing(3),
            memory_saving: swing(4),
            area_gain: swing(5),
        });
    }
    let weight = |s: &Sensitivity| {
        s.apical_nj.size(base[1]).max(s.apical_overhead.size(base[2])).max(s.park_overhead.size(base[3]))
    };
    found_all.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
    Ok((base, found_all))
}

fn results(found: &Measured, technology: &Technology) -> Result<Results, Failure> {
    let calibration = Calibration::of(technology)?;
    let energies = |machine: &Machine| {
        let preset = &machine.chip.preset;
        let model = EnergyModel::new(preset, technology, preset.operating_point(), calibration.factor)?;
        let report = |run: &apical_chip::simulation::RunCounts| model.account(&run.counters).per(run.images);
        Ok::<_, Failure>((report(&machine.inference), report(&machine.training)))
    };
    let area = |machine: &Machine| {
        Ok::<_, Failure>(apical_chip::area::Area::new(&machine.chip.preset, technology)?.total().value())
    };
    let (inference, training) = energies(&found.apical)?;
    let (park_inference, park_training) = energies(&found.park)?;
    let (_, single) = energies(&found.single_bank)?;
    let rates = found.apical.images_per_second(&found.apical.inference)
        / found.backpropagation.images_per_second(&found.backpropagation.inference);
    Ok([
        calibration.factor,
        inference.total().calibrated.nanojoules(),
        training.total().calibrated / inference.total().calibrated - 1.0,
        park_training.total().calibrated / park_inference.total().calibrated - 1.0,
        1.0 - training.memory().calibrated / single.memory().calibrated,
        rates * area(&found.backpropagation)? / area(&found.apical)?,
    ])
}
