//! The one fitted number.

use std::sync::LazyLock;

use apical_core::Processor;

use super::error::EnergyError;
use super::model::EnergyModel;
use crate::machine::ChipProcessor;
use crate::machine::counters::MachineCounters;
use crate::preset::Preset;
use crate::published::INFERENCE_ENERGY;
use crate::technology::Technology;
use crate::units::Joules;

/// Images that the dense machine is calibrated with.
const IMAGES: u64 = 16;
/// Strokes of so many spiking pixels, one every so many pixels: 96 of 784, in 42 of the 196 words that layer 1 takes in.
/// The first 1,000 test images of MNIST have 97 in 43. Only the adders notice, which take a few per cent of the energy.
const STROKE: usize = 4;
const PIXELS_PER_STROKE: usize = 33;

/// The factor on CACTI's memory energies at which an inference of `park2019` takes the published energy.
///
/// It is fitted once for a technology and used for every processor and everything that it does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Calibration {
    /// The factor.
    pub factor: f64,
    /// Bottom-up lower bound of the dense machine's inference.
    pub low: Joules,
    /// Bottom-up upper bound.
    pub high: Joules,
    /// Its memory accesses in the lower bound.
    pub memory_low: Joules,
    /// Its memory accesses in the upper bound.
    pub memory_high: Joules,
}

impl Calibration {
    /// Fits the factor of a technology.
    ///
    /// # Errors
    /// If the technology has no bounds ([`Technology::has_bounds`]) or no figures for the dense machine, or its logic
    /// alone takes more than was published.
    pub fn of(technology: &Technology) -> Result<Self, EnergyError> {
        if !technology.has_bounds() {
            return Err(EnergyError::Uncalibrated(technology.name.clone()));
        }
        static COUNTED: LazyLock<(Preset, MachineCounters)> = LazyLock::new(counted);
        let (preset, counters) = &*COUNTED;
        // The pipeline fills and empties over as many slots as it has layers, less one, in all.
        let slots = counters.shared.slots;
        let report = EnergyModel::new(preset, technology, preset.operating_point(), 1.0)?.account(counters);
        // Every layer works once an image; what runs with the clock runs once a slot.
        let full = report.per(IMAGES);
        let clocked = |report: &super::EnergyReport| {
            report.sum_where(|item| {
                item.layer.is_none() && matches!(item.block, super::Block::Control | super::Block::Leakage)
            })
        };
        let excess = clocked(&full) * (1.0 - IMAGES as f64 / slots as f64);
        let (total, memory) = (full.total(), full.memory());
        let (low, high) = (total.low - excess.low, total.high - excess.high);
        let logic = low - memory.low;
        let factor = (INFERENCE_ENERGY.value - logic) / memory.low;
        if !(factor > 0.0 && factor.is_finite()) {
            let (technology, published) = (technology.name.clone(), INFERENCE_ENERGY.value);
            return Err(EnergyError::Calibration { technology, logic, published });
        }
        Ok(Self { factor, low, high, memory_low: memory.low, memory_high: memory.high })
    }

    /// Where the factor falls between the bounds: 0 at the lower, 1 at the upper. `None` if both bounds agree.
    #[must_use]
    pub fn position(&self) -> Option<f64> {
        let span = self.memory_high / self.memory_low - 1.0;
        (span != 0.0).then(|| (self.factor - 1.0) / span)
    }
}

/// The dense machine, and what it does for some images: the same in every technology.
fn counted() -> (Preset, MachineCounters) {
    let preset = Preset::builtin("park2019").expect("the preset is part of this crate and tested");
    let config = preset.config().expect("its network is within the limits");
    let state = config.initial_state(1);
    let mut processor = ChipProcessor::new(&preset.organisation, &state).expect("it holds its own network");
    let spikes = |pixel| if pixel % PIXELS_PER_STROKE < STROKE { u8::MAX } else { 0 };
    let pixels: Vec<u8> = (0..config.inputs()).map(spikes).collect();
    let images = std::iter::repeat_n(pixels.as_slice(), IMAGES as usize);
    processor.infer_all(images).expect("images have the size of the network");
    debug_assert_eq!(processor.counters().inferred, IMAGES);
    let counters = processor.machine_counters();
    (preset, counters)
}
