//! Intervals of what the claims are about.

use apical_chip::simulation::RunCounts;
use apical_uncertainty::{Draws, Estimator, Interval, RunOf, SEED, Silicon, Subject, Values};

use super::machine::MeasuredMachine;
use super::measure::{self, Measured};
use crate::StudyError;

/// Draws.
const SAMPLES: usize = 10_000;

/// What is known of the silicon and of our own machine, and how well.
#[derive(Debug, Clone)]
pub(super) struct Intervals {
    pub(super) silicon: Silicon,
    pub(super) design: Option<DesignIntervals>,
}

/// Figures of our own machine.
#[derive(Debug, Clone, Copy)]
pub(super) struct DesignIntervals {
    /// Energy of the silicon's inference over that of ours.
    pub(super) ratio: Interval,
    pub(super) energy_nj: Interval,
    pub(super) overhead: Interval,
    /// Memory energy of learning that is saved against one bank of 16 bits; of 12 bits.
    pub(super) savings: [Interval; 2],
    /// Area efficiency over backpropagation with a second port; without.
    pub(super) gains: [Interval; 2],
}

/// `None` where a technology has no ranges, or no machine was simulated.
pub(super) fn intervals(found: &Measured) -> Result<Option<Intervals>, StudyError> {
    let of_design = found.design.as_ref().map(|design| &design.apical);
    let Some(any) = of_design.or(found.silicon.as_ref().map(|silicon| &silicon.park)) else {
        return Ok(None);
    };
    let Some(estimator) = Estimator::if_known(any.chip.process(), SAMPLES, SEED)? else { return Ok(None) };
    let subjects = found.design.as_ref().map(subjects).unwrap_or_default();
    let draws = estimator.draws(&subjects)?;
    let design = found.design.as_ref().map(|design| of(design, &draws));
    Ok(Some(Intervals { silicon: draws.silicon, design }))
}

/// In the order that [`of`] takes them apart in.
fn subjects(design: &measure::Design) -> Vec<Subject<'_>> {
    let measure::Design { apical, single_bank, packed, backpropagation, by_rows, .. } = design;
    let learned = |machine| subject(machine, RunOf::Learning);
    let classified = |machine| subject(machine, RunOf::Inference);
    vec![
        classified(apical),
        learned(apical),
        learned(single_bank),
        learned(packed),
        classified(backpropagation),
        classified(by_rows),
    ]
}

fn subject(machine: &MeasuredMachine, run: RunOf) -> Subject<'_> {
    let RunCounts { counters, images, .. } = match run {
        RunOf::Inference => &machine.inference,
        RunOf::Learning => &machine.training,
    };
    let preset = machine.chip.preset();
    Subject { preset, point: machine.chip.point(), counters, images: *images, run }
}

fn of(design: &measure::Design, draws: &Draws) -> DesignIntervals {
    let saving =
        |other: usize| draws.interval(|values: &[Values]| 1.0 - values[1].memory / values[other].memory);
    let rate = |machine: &MeasuredMachine| machine.images_per_second(&machine.inference);
    let gain = |machine: &MeasuredMachine, other: usize| {
        let rates = rate(&design.apical) / rate(machine);
        draws.interval(|values: &[Values]| rates * values[other].area / values[0].area)
    };
    DesignIntervals {
        ratio: draws.interval(|values| values[0].ratio),
        energy_nj: draws.interval(|values| values[0].energy).times(1e9),
        overhead: draws.interval(|values| values[1].energy / values[0].energy - 1.0),
        savings: [saving(2), saving(3)],
        gains: [gain(&design.backpropagation, 4), gain(&design.by_rows, 5)],
    }
}
