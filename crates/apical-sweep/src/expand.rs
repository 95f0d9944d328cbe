//! From a plan to its points.

use std::collections::BTreeSet;

use crate::halving::{rungs, survivors};
use crate::processor::Designs;
use crate::resolve::{Settings, point};
use crate::sample::{Draw, draws};
use crate::{
    Halving, Impossible, Objective, Parameter, Point, PointResult, Store, Subject, SweepError, SweepPlan,
    Value,
};

/// The points of a plan.
#[derive(Debug, Clone, Default)]
pub struct Expansion {
    /// Those that can be run, in a fixed order, seeds of a configuration after each other.
    pub points: Vec<Point>,
    /// Configurations that cannot be built.
    pub impossible: Vec<Impossible>,
    /// Whether there will be no more: successive halving has further rungs once the results of one are there.
    pub complete: bool,
    seen: BTreeSet<String>,
}

/// Makes the points of a plan for some data. `store` has the results that further rungs follow from.
///
/// # Errors
/// If there are too many points, none is possible, or a file that is named cannot be read.
pub fn expand(plan: &SweepPlan, subject: &Subject, store: Option<&Store>) -> Result<Expansion, SweepError> {
    let draws = draws(plan)?;
    let mut designs = Designs::default();
    let mut expansion = Expansion { complete: true, ..Expansion::default() };
    match &plan.halving {
        None => {
            for draw in &draws {
                expansion.add(draw, plan, subject, &mut designs)?;
            }
        }
        Some(halving) => halve(draws, halving, (plan, subject, store), &mut expansion, &mut designs)?,
    }
    if expansion.points.is_empty() {
        let reason = expansion.impossible.first().map(|first| first.reason.clone()).unwrap_or_default();
        return Err(SweepError::NonePossible { count: expansion.impossible.len(), reason });
    }
    Ok(expansion)
}

impl Expansion {
    /// Adds a configuration with all seeds. Whether it is possible.
    fn add(
        &mut self,
        draw: &Draw,
        plan: &SweepPlan,
        subject: &Subject,
        designs: &mut Designs,
    ) -> Result<bool, SweepError> {
        let settings = Settings::of(&draw.settings);
        match point(&settings, &draw.labels, plan.seeds[0], plan, subject, designs) {
            Ok(first) => {
                // Two draws may make the same processor.
                if self.seen.insert(first.key.clone()) {
                    let others = plan.seeds[1..].iter().map(|&seed| first.with_seed(seed));
                    let others: Vec<Point> = others.collect();
                    self.points.push(first);
                    self.points.extend(others);
                }
                Ok(true)
            }
            // A name or a file of the plan that is not there concerns it as a whole.
            Err(SweepError::Design(error)) if error.is_missing() => Err(error.into()),
            Err(error) => {
                self.impossible.push(Impossible { labels: draw.labels.clone(), reason: error.chain() });
                Ok(false)
            }
        }
    }
}

fn halve(
    mut alive: Vec<Draw>,
    halving: &Halving,
    (plan, subject, store): (&SweepPlan, &Subject, Option<&Store>),
    expansion: &mut Expansion,
    designs: &mut Designs,
) -> Result<(), SweepError> {
    let objective = plan.objectives.iter().find(|objective| objective.metric == halving.choose_by);
    let objective = *objective.unwrap_or(&plan.objectives[0]);
    let epochs = Parameter::named("epochs", "fixed")?;
    for rung in rungs(halving) {
        let begin = expansion.points.len();
        let mut possible = Vec::new();
        for mut draw in alive {
            let value = Value::Whole(rung.into());
            draw.settings.insert(epochs.clone(), value.clone());
            draw.labels.insert("epochs".to_owned(), value);
            let before = expansion.points.len();
            if expansion.add(&draw, plan, subject, designs)? && expansion.points.len() > before {
                possible.push(draw);
            }
        }
        if rung == halving.epochs {
            break;
        }
        let values = judged(&expansion.points[begin..], plan.seeds.len(), objective, store)?;
        let Some(values) = values else {
            expansion.complete = false;
            break;
        };
        let kept = survivors(&values, objective, halving.factor);
        alive = kept.into_iter().map(|index| possible[index].clone()).collect();
    }
    Ok(())
}

/// The mean over seeds of what configurations are judged by; `None` if a result is not there yet.
fn judged(
    points: &[Point],
    seeds: usize,
    objective: Objective,
    store: Option<&Store>,
) -> Result<Option<Vec<f64>>, SweepError> {
    let Some(store) = store else { return Ok(None) };
    let mut values = Vec::new();
    for seeds in points.chunks(seeds) {
        let mut sum = 0.0;
        for point in seeds {
            let result: Option<PointResult> = store.get(&point.config)?;
            let Some(value) = result.and_then(|result| objective.metric.of(&result)) else { return Ok(None) };
            sum += value;
        }
        values.push(sum / seeds.len() as f64);
    }
    Ok(Some(values))
}
