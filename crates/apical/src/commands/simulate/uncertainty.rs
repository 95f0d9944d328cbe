//! Intervals of what a run took.

use apical_chip::design::Design;
use apical_chip::simulation::RunCounts;
use apical_report::{percent, thousands};
use apical_uncertainty::{Estimated, Estimator, RunOf, SEED, Silicon, Subject};
use serde::Serialize;

use crate::failure::Failure;

/// Draws where no number is asked for.
pub(super) const DEFAULT_SAMPLES: u32 = apical_uncertainty::DEFAULT_SAMPLES as u32;
const MAXIMUM_SAMPLES: i64 = 1_000_000;
/// Causes that are named.
const NAMED_CAUSES: usize = 3;

pub(super) fn parse_samples(text: &str) -> Result<u32, String> {
    let found = text.parse::<i64>().ok().filter(|number| (0..=MAXIMUM_SAMPLES).contains(number));
    found
        .and_then(|number| u32::try_from(number).ok())
        .ok_or_else(|| format!("expected 0 to {MAXIMUM_SAMPLES}"))
}

/// What is known of a run's energy, power and area, and how well.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Uncertainty {
    /// Intervals hold 90 % of the probability.
    #[serde(flatten)]
    pub(super) machine: Estimated,
    silicon: Silicon,
    seed: u64,
}

/// `None` without draws, or where a technology has no ranges.
pub(super) fn estimate(
    design: &Design,
    run: &RunCounts,
    learning: bool,
    samples: u32,
) -> Result<Option<Uncertainty>, Failure> {
    if samples == 0 {
        return Ok(None);
    }
    let Some(estimator) = Estimator::if_known(design.process(), samples as usize, SEED)? else {
        return Ok(None);
    };
    let subject = Subject {
        preset: design.preset(),
        point: design.point(),
        counters: &run.counters,
        images: run.images,
        run: if learning { RunOf::Learning } else { RunOf::Inference },
    };
    let (silicon, mut machines) = estimator.estimate(&[subject])?;
    let machine = machines.remove(0);
    Ok(Some(Uncertainty { machine, silicon, seed: SEED }))
}

impl Uncertainty {
    /// First line of what is known of energy: the ratio is known best.
    pub(super) fn ratio_line(&self) -> String {
        let ratio = self.machine.ratio.shown();
        format!("ratio     {ratio} times less energy an image than the silicon of 2020\n")
    }

    /// What the intervals are.
    pub(super) fn legend(&self) -> String {
        let shares = self.machine.sensitivities.iter().take(NAMED_CAUSES).filter(|found| found.share >= 0.01);
        let causes: Vec<String> =
            shares.map(|found| format!("{} ({})", found.cause, percent(found.share, 0))).collect();
        format!(
            "In brackets: 5 to 95 % of {} draws (worth {:.0}) of what is not known of the constants and of the silicon's inside,\n\
             each made to take its published energy. The ratio's spread goes most with\n  {}.\n",
            thousands(self.silicon.samples as u64),
            self.silicon.effective_samples,
            causes.join("; ")
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_draws_are_possible() {
        assert_eq!((parse_samples("0"), parse_samples("1000000")), (Ok(0), Ok(1_000_000)));
        assert!(
            parse_samples("-1").is_err() && parse_samples("1000001").is_err() && parse_samples("x").is_err()
        );
    }
}
