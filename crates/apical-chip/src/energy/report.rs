//! Energies by block, cause and kind.

use super::block::Block;
use super::cause::{Cause, Kind};
use super::estimate::Estimate;
use crate::units::Joules;

/// One entry of a report: rows of a [`Ledger`](super::Ledger) that differ in nothing but what is counted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EnergyItem {
    /// Where it goes.
    pub block: Block,
    /// The layer, from 1; `None` for what all share.
    pub layer: Option<usize>,
    /// What for.
    pub cause: Cause,
    /// What spends it.
    pub kind: Kind,
    /// How much.
    pub energy: Estimate,
}

/// Energies of a run. Parts sum to the whole by construction.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct EnergyReport {
    /// All parts.
    pub items: Vec<EnergyItem>,
}

impl EnergyReport {
    /// All of it.
    #[must_use]
    pub fn total(&self) -> Estimate {
        self.items.iter().map(|item| item.energy).sum()
    }

    /// The parts that a condition holds for.
    #[must_use]
    pub fn sum_where(&self, condition: impl Fn(&EnergyItem) -> bool) -> Estimate {
        self.items.iter().filter(|item| condition(item)).map(|item| item.energy).sum()
    }

    /// Accesses to memories.
    #[must_use]
    pub fn memory(&self) -> Estimate {
        self.sum_where(|item| item.kind == Kind::Memory)
    }

    /// By block, those without energy left out.
    #[must_use]
    pub fn by_block(&self) -> Vec<(Block, Estimate)> {
        let sum = |block: &Block| (*block, self.sum_where(|item| item.block == *block));
        Block::ALL.iter().map(sum).filter(|(_, energy)| energy.high > Joules::default()).collect()
    }

    /// By cause.
    #[must_use]
    pub fn by_cause(&self) -> Vec<(Cause, Estimate)> {
        Cause::ALL.iter().map(|cause| (*cause, self.sum_where(|item| item.cause == *cause))).collect()
    }

    /// The same, divided: per image.
    #[must_use]
    pub fn per(&self, count: u64) -> Self {
        let share = |item: &EnergyItem| EnergyItem { energy: item.energy / count.max(1) as f64, ..*item };
        Self { items: self.items.iter().map(share).collect() }
    }
}
