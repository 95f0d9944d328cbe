//! A processor, and what it took.

use apical_chip::area::Area;
use apical_chip::design::{Design, DesignRequest};
use apical_chip::energy::EnergyReport;
use apical_chip::preset::Setting;
use apical_chip::simulation::RunCounts;

use crate::StudyError;

/// A processor with its runs.
#[derive(Debug, Clone)]
pub(super) struct MeasuredMachine {
    pub(super) chip: Design,
    /// Test images, classified by the trained network.
    pub(super) inference: RunCounts,
    /// Training images, in a quick run some of them, classified by the trained network.
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

impl MeasuredMachine {
    pub(super) fn new(name: &str, settings: &[Setting]) -> Result<Self, StudyError> {
        let request = DesignRequest { settings: settings.to_vec(), ..DesignRequest::of(name) };
        let chip = request.resolve()?;
        let none = RunCounts::default;
        Ok(Self { chip, inference: none(), known: none(), training: none() })
    }

    pub(super) fn energies(&self) -> Energies {
        self.energies_of(&self.chip)
    }

    /// The same counts on another design of the same machine.
    pub(super) fn energies_of(&self, design: &Design) -> Energies {
        let of = |run: &RunCounts| design.energy().account(&run.counters).per(run.images);
        Energies { inference: of(&self.inference), known: of(&self.known), training: of(&self.training) }
    }

    pub(super) fn area(&self) -> &Area {
        self.chip.area()
    }

    pub(super) fn images_per_second(&self, run: &RunCounts) -> f64 {
        self.chip.preset().clock.value() / run.cycles_per_image()
    }
}
