//! A processor, and what it took.

use apical_chip::area::Area;
use apical_chip::energy::{EnergyModel, EnergyReport};
use apical_chip::preset::{Preset, Setting};
use apical_chip::simulation::RunCounts;
use apical_chip::technology::Technology;

use crate::chip::Chip;
use crate::failure::Failure;

/// A processor with its runs.
pub(super) struct Machine {
    pub(super) chip: Chip,
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
    pub(super) fn new(name: &str, settings: &[Setting]) -> Result<Self, Failure> {
        let chip = Chip::new(Preset::named(name, settings)?, None)?;
        let area = Area::new(&chip.preset, &chip.technology)?;
        let none = RunCounts::default;
        Ok(Self { chip, area, inference: none(), known: none(), training: none() })
    }

    pub(super) fn energies(&self) -> Result<Energies, Failure> {
        self.energies_in(&self.chip.technology, self.chip.factor())
    }

    /// The same counts in another technology.
    pub(super) fn energies_in(&self, technology: &Technology, factor: f64) -> Result<Energies, Failure> {
        let preset = &self.chip.preset;
        let model = EnergyModel::new(preset, technology, preset.operating_point(), factor)?;
        let of = |run: &RunCounts| model.account(&run.counters).per(run.images);
        Ok(Energies { inference: of(&self.inference), known: of(&self.known), training: of(&self.training) })
    }

    pub(super) fn images_per_second(&self, run: &RunCounts) -> f64 {
        self.chip.preset.clock.value() / run.cycles_per_image()
    }
}
