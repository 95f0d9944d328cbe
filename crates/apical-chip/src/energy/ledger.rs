//! Where every joule of a run is from.

use super::cost::Cost;
use super::estimate::Estimate;
use super::report::{EnergyItem, EnergyReport};

/// A row of a ledger: so many of what one costs so much.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LedgerRow<'a> {
    /// What one costs, and where and what for.
    pub cost: &'a Cost,
    /// How many; the time in seconds where the counter is `seconds`.
    pub count: f64,
}

impl LedgerRow<'_> {
    /// The energy of all of them.
    #[must_use]
    pub fn energy(&self) -> Estimate {
        self.cost.each * self.count
    }
}

/// Everything that a run's energy is made of. Whatever else is said of that energy is summed up from here.
#[derive(Debug, Clone, PartialEq)]
pub struct Ledger<'a> {
    /// A row for each cost, in the order of the model's costs.
    pub rows: Vec<LedgerRow<'a>>,
}

impl Ledger<'_> {
    /// All of it.
    #[must_use]
    pub fn total(&self) -> Estimate {
        self.rows.iter().map(LedgerRow::energy).sum()
    }

    /// Summed up by where it goes, what for, and what spends it.
    #[must_use]
    pub fn report(&self) -> EnergyReport {
        // Rows that are summed up follow each other.
        let groups = self.rows.chunk_by(|a, b| a.cost.key() == b.cost.key());
        let item = |rows: &[LedgerRow<'_>]| {
            let Cost { block, layer, cause, kind, .. } = *rows[0].cost;
            EnergyItem { block, layer, cause, kind, energy: rows.iter().map(LedgerRow::energy).sum() }
        };
        EnergyReport { items: groups.map(item).collect() }
    }
}
