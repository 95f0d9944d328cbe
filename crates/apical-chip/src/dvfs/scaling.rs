//! A processor at any supply.

use super::error::DvfsError;
use super::workload::{Counted, ImageRate, Task, Workload};
use crate::energy::{Block, EnergyModel, Estimate, OperatingPoint};
use crate::preset::Preset;
use crate::technology::Technology;
use crate::units::{Hertz, Joules, Seconds, Volts, Watts};

/// Supplies closer to each other than this are one.
const RESOLUTION: Volts = Volts::new(1e-3);

/// A task at an operating point, with one image after the other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WorkFigures {
    /// An image's energy, with what leaks meanwhile.
    pub energy: Estimate,
    /// An image's energy without leakage.
    pub switched: Estimate,
    /// Of that, what runs with the clock in a slot, whatever is in the pipeline.
    pub clock_per_slot: Joules,
    /// Images a second.
    pub rate: ImageRate,
    /// Time of a slot: a step of the layer pipeline.
    pub slot: Seconds,
    /// Time from an image's entry to its result: as many slots as there are layers.
    pub latency: Seconds,
}

impl WorkFigures {
    /// Power, calibrated.
    #[must_use]
    pub fn power(&self) -> Watts {
        self.energy.calibrated / self.rate.interval()
    }

    /// Power, lower and upper bound.
    #[must_use]
    pub fn power_bounds(&self) -> [Watts; 2] {
        [self.energy.low, self.energy.high].map(|energy| energy / self.rate.interval())
    }
}

/// A processor at an operating point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Performance {
    /// The operating point.
    pub point: OperatingPoint,
    /// Power that leaks.
    pub leakage: Watts,
    /// Classifying.
    pub inference: WorkFigures,
    /// Learning.
    pub training: WorkFigures,
}

impl Performance {
    /// Figures of a task.
    #[must_use]
    pub fn of(&self, task: Task) -> &WorkFigures {
        match task {
            Task::Inference => &self.inference,
            Task::Training => &self.training,
        }
    }
}

/// A preset with its workload, to be brought to other operating points.
#[derive(Debug, Clone, Copy)]
pub struct VoltageScaling<'a> {
    /// The processor.
    pub preset: &'a Preset,
    /// What it is made in.
    pub technology: &'a Technology,
    /// The factor on memory energies of calibrated values, see [`Calibration`](crate::energy::Calibration).
    pub calibration: f64,
    /// What it does for a mean image.
    pub workload: &'a Workload,
}

impl VoltageScaling<'_> {
    /// The fastest clock at a supply.
    ///
    /// # Errors
    /// If the supply is outside the technology's range.
    pub fn fastest_clock(&self, supply: Volts) -> Result<Hertz, DvfsError> {
        Ok(self.technology.frequency(self.preset.clock, self.preset.supply, supply)?)
    }

    /// Figures at a supply with its fastest clock.
    ///
    /// # Errors
    /// If the supply is outside the technology's range, or a memory far outside its tables.
    pub fn at_supply(&self, supply: Volts) -> Result<Performance, DvfsError> {
        let clock = self.fastest_clock(supply)?;
        self.at(OperatingPoint { supply, clock })
    }

    /// Figures at an operating point.
    ///
    /// # Errors
    /// As [`EnergyModel::new`].
    pub fn at(&self, point: OperatingPoint) -> Result<Performance, DvfsError> {
        let model = EnergyModel::new(self.preset, self.technology, point, self.calibration)?;
        let figures = |task| figures(&model, self.workload.of(task));
        Ok(Performance {
            point,
            leakage: model.leakage(),
            inference: figures(Task::Inference),
            training: figures(Task::Training),
        })
    }

    /// From the technology's lowest supply to its highest in steps, each with its fastest clock. The highest is always
    /// among them.
    ///
    /// # Errors
    /// If the step is less than a millivolt or more than the whole range, or the preset's own supply is out of range.
    pub fn operating_points(&self, step: Volts) -> Result<Vec<Performance>, DvfsError> {
        self.supplies(step)?.into_iter().map(|supply| self.at_supply(supply)).collect()
    }

    fn supplies(&self, step: Volts) -> Result<Vec<Volts>, DvfsError> {
        let (minimum, maximum) = (self.technology.minimum_supply, self.technology.maximum_supply);
        let whole = maximum - minimum;
        if !(RESOLUTION..=whole).contains(&step) {
            return Err(DvfsError::Step { found: step, minimum: RESOLUTION, maximum: whole });
        }
        // Multiples of a step such as 0.05 leave digits behind that nobody asked for.
        let rounded = |supply: Volts| Volts::new((supply.value() * 1e6).round() / 1e6);
        let steps = (whole / step).floor() as u32;
        let mut supplies = vec![minimum];
        supplies.extend((1..=steps).map(|number| rounded(minimum + step * f64::from(number))));
        supplies.retain(|supply| (maximum - *supply).value() > 0.5 * RESOLUTION.value());
        supplies.push(maximum);
        Ok(supplies)
    }
}

fn figures(model: &EnergyModel, counted: &Counted) -> WorkFigures {
    let clock = model.operating_point().clock;
    let report = model.account(&counted.counters).per(counted.images);
    let time = |cycles: f64| Seconds::new(cycles / clock.value());
    let trunk = report.sum_where(|item| item.block == Block::Control).calibrated;
    WorkFigures {
        energy: report.total(),
        switched: report.sum_where(|item| item.block != Block::Leakage),
        clock_per_slot: trunk * (counted.cycles_per_slot() / counted.cycles_per_image()),
        rate: ImageRate::new(clock.value() / counted.cycles_per_image()),
        slot: time(counted.cycles_per_slot()),
        latency: time(counted.latency_cycles()),
    }
}
