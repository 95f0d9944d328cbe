//! Energies by block, cause and kind.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul};

use super::block::Block;
use crate::units::Joules;

/// One quantity of energy, three times: bounds from below and above without any fit, and calibrated.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Estimate {
    /// With CACTI's memories.
    pub low: Joules,
    /// With the library's memories, scaled.
    pub high: Joules,
    /// With CACTI's memories times the one fitted factor.
    pub calibrated: Joules,
}

impl Estimate {
    /// The same energy in all three: nothing but logic.
    #[must_use]
    pub fn exact(energy: Joules) -> Self {
        Self { low: energy, high: energy, calibrated: energy }
    }
}

impl Add for Estimate {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            low: self.low + other.low,
            high: self.high + other.high,
            calibrated: self.calibrated + other.calibrated,
        }
    }
}

impl AddAssign for Estimate {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Mul<f64> for Estimate {
    type Output = Self;

    fn mul(self, factor: f64) -> Self {
        Self { low: self.low * factor, high: self.high * factor, calibrated: self.calibrated * factor }
    }
}

impl Div<f64> for Estimate {
    type Output = Self;

    fn div(self, divisor: f64) -> Self {
        self * (1.0 / divisor)
    }
}

impl Sum for Estimate {
    fn sum<I: Iterator<Item = Self>>(values: I) -> Self {
        values.fold(Self::default(), |sum, value| sum + value)
    }
}

/// What energy is spent for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// Classifying.
    Forward,
    /// Learning: feedback, updates, and what is kept for them.
    Update,
    /// Clock pins and trunk.
    Clock,
    /// Leakage.
    Leakage,
}

impl Cause {
    /// All causes, in the order of reports.
    pub const ALL: [Self; 4] = [Self::Forward, Self::Update, Self::Clock, Self::Leakage];

    /// Name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Forward => "forward",
            Self::Update => "update",
            Self::Clock => "clock",
            Self::Leakage => "leakage",
        }
    }
}

/// What spends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// An access to a memory.
    Memory,
    /// Anything else.
    Logic,
}

/// One entry of a report.
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
