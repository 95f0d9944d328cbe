//! From counters to energies: a table of costs, and its product with what was counted.

use super::cost::{Cost, Gathered};
use super::error::EnergyError;
use super::estimate::Estimate;
use super::front_end;
use super::layer::Layer;
use super::ledger::{Ledger, LedgerRow};
use super::point::OperatingPoint;
use super::prices::Prices;
use super::report::EnergyReport;
use super::shared;
use super::sourced::Sourced;
use crate::area::Area;
use crate::machine::counters::MachineCounters;
use crate::organisation::Organisation;
use crate::preset::Preset;
use crate::structure::{Registers, is_two_ported};
use crate::technology::Technology;
use crate::units::Watts;

/// What each event of a processor costs at an operating point.
///
/// Which costs there are, and in which order, follows from the processor's organisation alone; what they are, from the
/// technology and the supply. So counts taken once ([`counts`](Self::counts)) can be multiplied
/// ([`energy`](Self::energy)) with the costs of any technology.
#[derive(Debug, Clone)]
pub struct EnergyModel {
    point: OperatingPoint,
    leakage: Watts,
    costs: Vec<Cost>,
}

impl EnergyModel {
    /// Costs at an operating point. `calibration`: the factor on memory energies of calibrated values.
    ///
    /// # Errors
    /// If the supply is outside the range of the technology, the clock faster than the supply allows, or a memory far
    /// outside its tables.
    pub fn new(
        preset: &Preset,
        technology: &Technology,
        point: OperatingPoint,
        calibration: f64,
    ) -> Result<Self, EnergyError> {
        check_clock(preset, technology, point)?;
        let organisation = &preset.organisation;
        let registers = Registers::new(organisation, technology.activity.registers_per_clock_gate);
        let leakage = Sourced::new(
            Area::new(preset, technology)?.leakage(technology, point.supply),
            technology.leakage_sources(has_second_port(organisation)),
        );
        let prices = Prices::new(technology, point.supply, calibration);
        let mut costs = Vec::new();
        let mut gathered = Gathered { layer: None, costs: &mut costs };
        if let Some(units) = &organisation.front_end {
            front_end::gather(&mut gathered, &prices, units)?;
        }
        shared::gather(&mut gathered, &prices, organisation, &registers, leakage);
        for index in 0..organisation.layers.len() {
            let mut gathered = Gathered { layer: Some(index + 1), costs: &mut costs };
            Layer::new(&prices, organisation, index)?.gather(&mut gathered);
        }
        Ok(Self { point, leakage: leakage.value, costs })
    }

    /// The operating point.
    #[must_use]
    pub fn operating_point(&self) -> OperatingPoint {
        self.point
    }

    /// Power that leaks, whatever is done.
    #[must_use]
    pub fn leakage(&self) -> Watts {
        self.leakage
    }

    /// What one of each thing costs.
    #[must_use]
    pub fn costs(&self) -> &[Cost] {
        &self.costs
    }

    /// How many there were of what each cost is for, in the order of [`costs`](Self::costs). The time of the leakage is that
    /// at this model's clock.
    #[must_use]
    pub fn counts(&self, counters: &MachineCounters) -> Vec<f64> {
        let count = |cost: &Cost| cost.counter.count(counters, cost.layer, self.point.clock);
        self.costs.iter().map(count).collect()
    }

    /// Energy of such counts: their product with the costs.
    #[must_use]
    pub fn energy(&self, counts: &[f64]) -> Estimate {
        self.costs.iter().zip(counts).map(|(cost, count)| cost.each * *count).sum()
    }

    /// Costs beside what was counted.
    #[must_use]
    pub fn ledger(&self, counters: &MachineCounters) -> Ledger<'_> {
        let counts = self.counts(counters);
        let rows = self.costs.iter().zip(counts).map(|(cost, count)| LedgerRow { cost, count });
        Ledger { rows: rows.collect() }
    }

    /// Energies of what was counted, summed up by block, layer, cause and kind.
    #[must_use]
    pub fn account(&self, counters: &MachineCounters) -> EnergyReport {
        self.ledger(counters).report()
    }
}

fn check_clock(preset: &Preset, technology: &Technology, point: OperatingPoint) -> Result<(), EnergyError> {
    let OperatingPoint { supply, clock } = point;
    let maximum = technology.frequency(preset.clock, preset.supply, supply)?;
    // Rounding of a clock that was computed from the supply is no reason to refuse it.
    if clock.value() > 0.0 && clock <= maximum * (1.0 + 1e-9) {
        return Ok(());
    }
    Err(EnergyError::Clock {
        found: clock,
        maximum,
        supply,
        preset: preset.name.clone(),
        clock: preset.clock,
        at: preset.supply,
    })
}

fn has_second_port(organisation: &Organisation) -> bool {
    organisation.layers.iter().any(|layer| {
        let arrays = std::iter::once(layer.weight_array()).chain(layer.accumulator_array());
        arrays.into_iter().any(|array| is_two_ported(array.ports))
    })
}
