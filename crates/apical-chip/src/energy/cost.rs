//! What one of each thing costs that the machine counts.

use super::block::Block;
use super::cause::{Cause, Kind};
use super::counter::Counter;
use super::estimate::Estimate;
use super::sourced::Sourced;
use crate::technology::Sources;
use crate::units::Joules;

/// The cost of one of what a counter counts, for one purpose.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cost {
    /// Where the energy goes.
    pub block: Block,
    /// The layer, from 1; `None` for what all share.
    pub layer: Option<usize>,
    /// What for.
    pub cause: Cause,
    /// What spends it.
    pub kind: Kind,
    /// What counts how many there are.
    pub counter: Counter,
    /// What the energy of one is made of, in words.
    pub made_of: &'static str,
    /// Energy of one; of a second, where the counter is `seconds`.
    pub each: Estimate,
    /// The entries of the technology that it follows from. Calibrated values of memories follow from the calibration's
    /// factor too.
    pub sources: Sources,
}

impl Cost {
    /// What costs are summed up by in reports.
    pub(super) fn key(&self) -> (Block, Option<usize>, Cause, Kind) {
        (self.block, self.layer, self.cause, self.kind)
    }
}

/// Costs as they are gathered, of what all layers share or of one layer.
pub(super) struct Gathered<'a> {
    pub(super) layer: Option<usize>,
    pub(super) costs: &'a mut Vec<Cost>,
}

impl Gathered<'_> {
    pub(super) fn logic(
        &mut self,
        block: Block,
        cause: Cause,
        rows: impl IntoIterator<Item = (Counter, &'static str, Sourced<Joules>)>,
    ) {
        let rows = rows.into_iter();
        self.add(block, cause, Kind::Logic, rows.map(|(c, m, each)| (c, m, each.map(Estimate::exact))));
    }

    pub(super) fn memory(
        &mut self,
        block: Block,
        cause: Cause,
        rows: impl IntoIterator<Item = (Counter, &'static str, Sourced<Estimate>)>,
    ) {
        self.add(block, cause, Kind::Memory, rows);
    }

    /// What costs nothing on a machine, since it has no such part, makes no row.
    fn add(
        &mut self,
        block: Block,
        cause: Cause,
        kind: Kind,
        rows: impl IntoIterator<Item = (Counter, &'static str, Sourced<Estimate>)>,
    ) {
        let layer = self.layer;
        let rows = rows.into_iter().filter(|(_, _, each)| each.value != Estimate::default());
        self.costs.extend(rows.map(|(counter, made_of, each)| {
            let Sourced { value: each, sources } = each;
            Cost { block, layer, cause, kind, counter, made_of, each, sources }
        }));
    }
}
