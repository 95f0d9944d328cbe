//! A session's processor.

use apical_chip::design::{Design, Fit};
use apical_chip::energy::EnergyReport;
use apical_chip::machine::ChipProcessor;
use apical_chip::machine::counters::MachineCounters;
use apical_chip::units::Volts;
use apical_core::{Config, Processor, State};

use super::Stop;
use super::figures::Figures;
use crate::protocol::{BlockCost, Cost};

/// The cycle-level processor, at an operating point.
pub(crate) struct SessionChip {
    /// Index among the processors that can be chosen.
    pub(crate) index: usize,
    /// The processor chosen, with memories and lanes for the network if its own would not hold it.
    pub(crate) design: Design,
    pub(crate) processor: ChipProcessor,
    /// What mean images take; none until it has been measured.
    pub(crate) figures: Option<Figures>,
}

impl SessionChip {
    /// A processor with a network, at its own supply.
    pub(crate) fn new(choices: &[Design], index: usize, state: &State) -> Result<Self, Stop> {
        let chosen = choices.get(index).ok_or_else(|| Stop::Refused("there is no processor".into()))?;
        let design = chosen.for_network(&state.config, Fit::Grow).map_err(|error| {
            Stop::Refused(format!("processor {} cannot hold this network: {error}", chosen.preset().name))
        })?;
        let processor = design.machine(state).map_err(Stop::refused)?;
        Ok(Self { index, design, processor, figures: None })
    }

    /// The same processor with another network, at the same supply.
    pub(crate) fn with(&self, choices: &[Design], state: &State) -> Result<Self, Stop> {
        let mut other = Self::new(choices, self.index, state)?;
        other.set_supply(self.design.point().supply.value())?;
        Ok(other)
    }

    /// Another network of the same sizes and widths.
    pub(crate) fn load(&mut self, state: &State) -> Result<(), Stop> {
        self.processor.load(state).map_err(Stop::refused)
    }

    pub(crate) fn config(&self) -> &Config {
        self.processor.config()
    }

    /// As fast as the supply allows.
    pub(crate) fn set_supply(&mut self, volts: f64) -> Result<(), Stop> {
        self.design = self.design.at(Some(Volts::new(volts)), None).map_err(Stop::refused)?;
        Ok(())
    }

    /// Events, cycles and energy of what happened meanwhile.
    pub(crate) fn cost(&self, counters: &MachineCounters) -> Cost {
        let report = self.design.energy().account(counters);
        let total = report.total();
        let layers = self.config().layer_count();
        Cost {
            cycles: counters.cycles(),
            nanojoules: total.calibrated.nanojoules(),
            low: total.low.nanojoules(),
            high: total.high.nanojoules(),
            microseconds: counters.cycles() as f64 / self.design.point().clock.megahertz(),
            blocks: blocks(&report, layers),
        }
    }
}

fn blocks(report: &EnergyReport, layers: usize) -> Vec<BlockCost> {
    let block = |(block, energy): (apical_chip::energy::Block, apical_chip::energy::Estimate)| {
        let of_layer = |layer: usize| {
            let own = report.sum_where(|item| item.block == block && item.layer == Some(layer));
            own.calibrated.nanojoules()
        };
        let by_layer: Vec<f64> = (1..=layers).map(of_layer).collect();
        let shared = by_layer.iter().all(|energy| *energy == 0.0);
        BlockCost {
            name: block.name(),
            nanojoules: energy.calibrated.nanojoules(),
            layers: (!shared).then_some(by_layer),
        }
    };
    report.by_block().into_iter().map(block).collect()
}
