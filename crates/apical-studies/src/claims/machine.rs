//! A processor, and what it took.

use apical_chip::area::Area;
use apical_chip::energy::{Calibration, EnergyModel, EnergyReport};
use apical_chip::preset::{Preset, Setting};
use apical_chip::simulation::RunCounts;
use apical_chip::technology::Technology;

use crate::StudyError;

/// A processor with its runs.
#[derive(Debug, Clone)]
pub(super) struct Machine {
    pub(super) preset: Preset,
    pub(super) technology: Technology,
    /// `None` where memory energies have no bounds, so that nothing was fitted.
    pub(super) calibration: Option<Calibration>,
    pub(super) area: Area,
    /// Test images, classified by the trained network.
    pub(super) inference: RunCounts,
    /// Training images, classified by the trained network.
    pub(super) known: RunCounts,
    /// Training images, learned.
    pub(super) training: RunCounts,
}

/// Energies of an image at the preset's operating point.
pub(super) struct Energies {
    pub(super) inference: EnergyReport,
    pub(super) known: EnergyReport,
    pub(super) training: EnergyReport,
}

impl Energies {
    /// Calibrated energy of a training image over that of an inference, less one.
    pub(super) fn overhead(&self) -> f64 {
        self.training.total().calibrated / self.inference.total().calibrated - 1.0
    }

    /// The same, with inferences of training images.
    pub(super) fn overhead_over_known(&self) -> f64 {
        self.training.total().calibrated / self.known.total().calibrated - 1.0
    }
}

impl Machine {
    pub(super) fn new(name: &str, settings: &[Setting]) -> Result<Self, StudyError> {
        let preset = Preset::named(name, settings)?;
        let technology = Technology::find(&preset.technology)?;
        let calibration = if technology.has_bounds() { Some(Calibration::of(&technology)?) } else { None };
        let area = Area::new(&preset, &technology)?;
        let none = RunCounts::default;
        Ok(Self { preset, technology, calibration, area, inference: none(), known: none(), training: none() })
    }

    pub(super) fn energies(&self) -> Result<Energies, StudyError> {
        self.energies_in(&self.technology, self.factor())
    }

    /// The factor on memory energies of calibrated values; 1 where nothing was fitted.
    pub(super) fn factor(&self) -> f64 {
        self.calibration.map_or(1.0, |calibration| calibration.factor)
    }

    /// The same counts in another technology.
    pub(super) fn energies_in(&self, technology: &Technology, factor: f64) -> Result<Energies, StudyError> {
        let preset = &self.preset;
        let model = EnergyModel::new(preset, technology, preset.operating_point(), factor)?;
        let of = |run: &RunCounts| model.account(&run.counters).per(run.images);
        Ok(Energies { inference: of(&self.inference), known: of(&self.known), training: of(&self.training) })
    }

    pub(super) fn images_per_second(&self, run: &RunCounts) -> f64 {
        self.preset.clock.value() / run.cycles_per_image()
    }
}
