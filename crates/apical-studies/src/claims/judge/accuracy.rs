//! Claim 1.

use apical_chip::published::ACCURACY;
use apical_report::percent;

use super::super::measure::Measured;
use super::{Claim, Judge};

/// Seeds whose mean is judged.
const SEEDS: usize = 5;

pub(super) fn claims(judge: &Judge<'_>, found: &Measured, epochs: u32) -> Vec<Claim> {
    let line = |name: &str, accuracies: &[f64], goal: &str| {
        let value = accuracies.iter().sum::<f64>() / accuracies.len().max(1) as f64;
        let claim = judge
            .claim(1, name, percent(value, 2), value, value >= ACCURACY.value)
            .measured()
            .of_whole_training(judge);
        let claim = if judge.mnist { claim.published(ACCURACY.to_string(), ACCURACY.value) } else { claim };
        if accuracies.len() < SEEDS {
            return claim.not_judged().note("one seed: a mean of five decides (leave out --quick)");
        }
        let (least, most) = accuracies.iter().fold((1.0_f64, 0.0_f64), |(l, m), &v| (l.min(v), m.max(v)));
        claim.note(format!(
            "mean of {} seeds ({} to {}), each of the last 5 of {} epochs; goal {goal}",
            accuracies.len(),
            percent(least, 2),
            percent(most, 2),
            epochs
        ))
    };
    let accuracy = if judge.mnist {
        format!("accuracy on MNIST, at least {ACCURACY}")
    } else {
        format!("accuracy on {}", judge.data)
    };
    let runs = [
        (accuracy.as_str(), &found.accuracies, "98.00 %"),
        ("the same with shifts of one pixel", &found.shifted, "98.30 %"),
    ];
    runs.into_iter()
        .filter(|(_, accuracies, _)| !accuracies.is_empty())
        .map(|(name, accuracies, goal)| line(name, accuracies, goal))
        .collect()
}
