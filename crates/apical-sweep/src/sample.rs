//! Which configurations a plan has: grids and draws.

use std::collections::{BTreeMap, BTreeSet};

use apical_core::random::SplitMix64;

use crate::plan::{Choices, MOST_POINTS, Strategy, SweepPlan};
use crate::{Axis, Choice, Labels, Parameter, SweepError, Value};

/// A configuration before it is put together.
#[derive(Debug, Clone)]
pub(crate) struct Draw {
    pub(crate) labels: Labels,
    pub(crate) settings: BTreeMap<Parameter, Value>,
}

/// All configurations, each once, in a fixed order.
pub(crate) fn draws(plan: &SweepPlan) -> Result<Vec<Draw>, SweepError> {
    let mut draws = match plan.strategy {
        Strategy::Grid => grid(plan)?,
        Strategy::Random | Strategy::SuccessiveHalving => random(plan),
        Strategy::LatinHypercube => latin(plan),
    };
    if draws.len() * plan.seeds.len() > MOST_POINTS {
        return Err(too_many(draws.len() * plan.seeds.len()));
    }
    // Draws from few values repeat.
    let mut seen = BTreeSet::new();
    draws.retain(|draw| seen.insert(serde_json::to_string(&draw.labels).unwrap_or_default()));
    Ok(draws)
}

fn too_many(count: usize) -> SweepError {
    SweepError::field("axes", format!("{count} points; at most {MOST_POINTS} are run"))
}

fn draw(plan: &SweepPlan, choices: impl Iterator<Item = Choice>) -> Draw {
    let mut draw = Draw { labels: Labels::new(), settings: plan.fixed.clone() };
    for (axis, choice) in plan.axes.iter().zip(choices) {
        draw.labels.insert(axis.name.clone(), choice.label);
        draw.settings.extend(choice.settings);
    }
    draw
}

fn grid(plan: &SweepPlan) -> Result<Vec<Draw>, SweepError> {
    let lists: Vec<&[Choice]> = plan.axes.iter().map(list).collect();
    let count = lists.iter().try_fold(1_usize, |count, list| count.checked_mul(list.len()));
    let count = count.filter(|count| *count <= MOST_POINTS).ok_or_else(|| too_many(usize::MAX))?;
    let at = |mut number: usize| {
        // The last axis changes fastest.
        let mut indices = vec![0; lists.len()];
        for (index, list) in indices.iter_mut().zip(&lists).rev() {
            *index = number % list.len();
            number /= list.len();
        }
        draw(plan, lists.iter().zip(indices).map(|(list, index)| list[index].clone()))
    };
    Ok((0..count).map(at).collect())
}

/// Values of an axis of a grid, which has no ranges: the plan was refused otherwise.
fn list(axis: &Axis) -> &[Choice] {
    match &axis.choices {
        Choices::List(list) => list,
        Choices::Range { .. } => &[],
    }
}

/// Uniform from 0 (included) to 1 (left out).
fn unit(random: &mut SplitMix64) -> f64 {
    (random.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
}

fn random(plan: &SweepPlan) -> Vec<Draw> {
    let mut random = SplitMix64::new(plan.sampling_seed);
    (0..plan.points)
        .map(|_| {
            let shares: Vec<f64> = plan.axes.iter().map(|_| unit(&mut random)).collect();
            draw(plan, plan.axes.iter().zip(shares).map(|(axis, share)| axis.at(share)))
        })
        .collect()
}

fn latin(plan: &SweepPlan) -> Vec<Draw> {
    let mut random = SplitMix64::new(plan.sampling_seed);
    let count = plan.points;
    let columns: Vec<Vec<f64>> = plan
        .axes
        .iter()
        .map(|_| {
            let mut strata: Vec<usize> = (0..count).collect();
            for last in (1..count).rev() {
                strata.swap(last, random.below(last as u32 + 1) as usize);
            }
            strata.into_iter().map(|stratum| (stratum as f64 + unit(&mut random)) / count as f64).collect()
        })
        .collect();
    let row = |index: usize| {
        draw(plan, plan.axes.iter().zip(&columns).map(|(axis, column)| axis.at(column[index])))
    };
    (0..count).map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(strategy: &str, rest: &str) -> SweepPlan {
        SweepPlan::parse(&format!("format_version = 1\nname = \"x\"\nstrategy = \"{strategy}\"\n{rest}"))
            .unwrap()
    }

    #[test]
    fn a_grid_has_every_combination_once() {
        let plan =
            plan("grid", "[axes]\nweight_bits = [2, 4]\naccumulator_bits = { from = 4, to = 8, step = 2 }");
        let draws = draws(&plan).unwrap();
        assert_eq!(draws.len(), 6);
        let labels: BTreeSet<String> =
            draws.iter().map(|draw| serde_json::to_string(&draw.labels).unwrap()).collect();
        assert_eq!(labels.len(), 6);
        assert!(draws.iter().all(|draw| draw.settings.len() == 2));
        let long =
            "[axes]\nepochs = { from = 1, to = 1000, step = 1 }\nwindow = { from = 1, to = 1000, step = 1 }";
        assert!(super::draws(&self::plan("grid", long)).unwrap_err().to_string().contains("at most 100000"));
    }

    #[test]
    fn a_latin_hypercube_has_one_point_in_each_stratum_of_each_axis() {
        let rest = "points = 40\n[axes]\nsupply_v = { from = 0.6, to = 1.0 }\ninitial_range = { from = 1, to = 4000 }";
        let (first, second) = (draws(&plan("latin-hypercube", rest)), draws(&plan("latin-hypercube", rest)));
        let draws = first.unwrap();
        let same = second.unwrap().iter().zip(&draws).all(|(one, other)| one.labels == other.labels);
        assert!(same, "draws follow from the seed");
        for (axis, from, to) in [("supply_v", 0.6, 1.0), ("initial_range", 0.5, 4000.5)] {
            let stratum = |draw: &Draw| {
                let value = draw.labels[axis].number().unwrap();
                assert!((from..=to).contains(&value), "{axis} {value}");
                ((value - from) / (to - from) * 40.0 + 1e-4) as usize
            };
            let strata: BTreeSet<usize> = draws.iter().map(stratum).collect();
            assert!(strata.len() >= 39, "{axis}: {} strata (rounding may join two)", strata.len());
        }
    }

    #[test]
    fn random_draws_are_within_their_range_and_each_is_there_once() {
        let rest = "points = 200\nsampling_seed = 7\n[axes]\nmargin_bits = { from = 0, to = 8 }\norder = [\"pipelined\", \
                    \"sequential\"]";
        let draws = draws(&plan("random", rest)).unwrap();
        assert_eq!(draws.len(), 18, "200 draws find all of 9 x 2 values, each kept once");
        let other = super::draws(&plan("random", &rest.replace("= 7", "= 8"))).unwrap();
        assert_ne!(draws[0].labels, other[0].labels, "another seed draws otherwise");
    }
}
