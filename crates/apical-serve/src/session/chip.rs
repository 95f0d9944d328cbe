//! A session's processor.

use apical_chip::energy::{EnergyModel, EnergyReport, OperatingPoint};
use apical_chip::machine::counters::MachineCounters;
use apical_chip::machine::{ChipError, ChipProcessor};
use apical_chip::preset::Preset;
use apical_chip::units::Volts;
use apical_core::{Config, Processor, State};

use super::Stop;
use super::figures::Figures;
use crate::protocol::{BlockCost, Cost};
use crate::shared::Choice;

/// The cycle-level processor, at an operating point.
pub(crate) struct Chip {
    /// Place among the processors that can be chosen.
    pub(crate) index: usize,
    /// The processor chosen, with memories and lanes for the network if its own would not hold it.
    pub(crate) choice: Choice,
    pub(crate) point: OperatingPoint,
    pub(crate) energy: EnergyModel,
    pub(crate) processor: ChipProcessor,
    /// What mean images take; none until it has been measured.
    pub(crate) figures: Option<Figures>,
}

/// The processor as it is if the network fits; otherwise made anew for it.
fn build(preset: &Preset, state: &State) -> Result<(Preset, ChipProcessor), Stop> {
    match ChipProcessor::new(&preset.organisation, state) {
        Ok(processor) => Ok((preset.clone(), processor)),
        Err(ChipError::Organisation(_)) => {
            let refused = |error: &dyn std::fmt::Display| {
                Stop::Refused(format!("processor {} cannot hold this network: {error}", preset.name))
            };
            let sized = preset.sized_for(&state.config).map_err(|error| refused(&error))?;
            let processor =
                ChipProcessor::new(&sized.organisation, state).map_err(|error| refused(&error))?;
            Ok((sized, processor))
        }
        Err(error) => Err(Stop::refused(error)),
    }
}

impl Chip {
    /// A processor with a network, at its own supply.
    pub(crate) fn new(choices: &[Choice], index: usize, state: &State) -> Result<Self, Stop> {
        let choice = choices.get(index).ok_or_else(|| Stop::Refused("there is no processor".into()))?;
        let (preset, processor) = build(&choice.preset, state)?;
        let choice = Choice { preset, ..choice.clone() };
        let point = choice.preset.operating_point();
        let energy = energy(&choice, point)?;
        Ok(Self { index, choice, point, energy, processor, figures: None })
    }

    /// The same processor with another network, at the same supply.
    pub(crate) fn with(&self, choices: &[Choice], state: &State) -> Result<Self, Stop> {
        let mut other = Self::new(choices, self.index, state)?;
        other.set_supply(self.point.supply.value())?;
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
        let technology = &self.choice.technology;
        let supply = Volts::new(volts);
        let preset = &self.choice.preset;
        let clock = technology.frequency(preset.clock, preset.supply, supply).map_err(Stop::refused)?;
        let point = OperatingPoint { supply, clock };
        self.energy = energy(&self.choice, point)?;
        self.point = point;
        Ok(())
    }

    /// Events, cycles and energy of what happened meanwhile.
    pub(crate) fn cost(&self, counters: &MachineCounters) -> Cost {
        let report = self.energy.account(counters);
        let total = report.total();
        let layers = self.config().layer_count();
        Cost {
            cycles: counters.cycles(),
            nanojoules: total.calibrated.nanojoules(),
            low: total.low.nanojoules(),
            high: total.high.nanojoules(),
            microseconds: counters.cycles() as f64 / self.point.clock.megahertz(),
            blocks: blocks(&report, layers),
        }
    }
}

fn energy(choice: &Choice, point: OperatingPoint) -> Result<EnergyModel, Stop> {
    EnergyModel::new(&choice.preset, &choice.technology, point, choice.factor).map_err(Stop::refused)
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
