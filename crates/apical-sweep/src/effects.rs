//! Main effects: what an axis does to a figure, all other axes averaged over.

use serde::Serialize;

use crate::front::Configuration;
use crate::{Metric, Value};

/// Above so many different values an axis is cut into bins.
const MOST_LEVELS: usize = 12;
/// Bins of such an axis.
const BINS: usize = 6;

/// An axis and a figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Effect {
    /// The axis.
    pub axis: String,
    /// The figure.
    pub metric: Metric,
    /// Values of the axis in order.
    pub levels: Vec<Level>,
}

/// The mean of a figure over all configurations with a value of an axis.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Level {
    /// The value, or the range of a bin.
    pub label: String,
    /// The mean.
    pub mean: f64,
    /// Configurations.
    pub count: usize,
}

impl Effect {
    /// The greatest mean less the least.
    #[must_use]
    pub fn range(&self) -> f64 {
        let means = self.levels.iter().map(|level| level.mean);
        means.clone().fold(f64::NEG_INFINITY, f64::max) - means.fold(f64::INFINITY, f64::min)
    }
}

/// Effects of each axis on each figure that all configurations have.
#[must_use]
pub fn effects(axes: &[String], configurations: &[Configuration]) -> Vec<Effect> {
    let mut effects = Vec::new();
    for axis in axes {
        let levels = levels(axis, configurations);
        for metric in Metric::ALL {
            let has = |configuration: &Configuration| configuration.figures.contains_key(&metric);
            if configurations.is_empty() || !configurations.iter().all(has) {
                continue;
            }
            let mean = |members: &[usize]| {
                let sum: f64 = members.iter().map(|&index| configurations[index].figures[&metric].mean).sum();
                sum / members.len() as f64
            };
            let level = |(label, members): &(String, Vec<usize>)| Level {
                label: label.clone(),
                mean: mean(members),
                count: members.len(),
            };
            effects.push(Effect { axis: axis.clone(), metric, levels: levels.iter().map(level).collect() });
        }
    }
    effects
}

/// Values of an axis with the configurations that have them, none empty.
fn levels(axis: &str, configurations: &[Configuration]) -> Vec<(String, Vec<usize>)> {
    let mut entries: Vec<(&Value, usize)> = configurations
        .iter()
        .enumerate()
        .filter_map(|(index, configuration)| Some((configuration.labels.get(axis)?, index)))
        .collect();
    entries.sort_by(|(one, _), (other, _)| match (one.number(), other.number()) {
        (Some(one), Some(other)) => one.total_cmp(&other),
        (one, other) => one.is_none().cmp(&other.is_none()),
    });
    let mut levels: Vec<(String, Vec<usize>)> = Vec::new();
    for (value, index) in &entries {
        let label = value.to_string();
        match levels.iter_mut().find(|(known, _)| *known == label) {
            Some((_, members)) => members.push(*index),
            None => levels.push((label, vec![*index])),
        }
    }
    if levels.len() <= MOST_LEVELS || entries.iter().any(|(value, _)| value.number().is_none()) {
        return levels;
    }
    let size = entries.len().div_ceil(BINS);
    let bin = |bin: &[(&Value, usize)]| {
        let label = format!("{} to {}", bin[0].0, bin[bin.len() - 1].0);
        (label, bin.iter().map(|(_, index)| *index).collect())
    };
    entries.chunks(size).map(bin).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::front::Spread;

    fn configuration(bits: f64, banks: i64, mean: f64) -> Configuration {
        let spread = Spread { mean, least: mean, greatest: mean };
        let labels = [("bits", Value::Number(bits)), ("banks", Value::Whole(banks))];
        Configuration {
            labels: labels.map(|(name, value)| (name.to_owned(), value)).into(),
            points: Vec::new(),
            figures: BTreeMap::from([(Metric::Mm2, spread)]),
            nj_bounds: [0.0; 2],
            front: false,
        }
    }

    #[test]
    fn the_other_axes_are_averaged_over() {
        let all = [(4.0, 1, 10.0), (4.0, 10, 20.0), (2.0, 1, 1.0), (2.0, 10, 3.0)];
        let all: Vec<_> = all.into_iter().map(|(a, b, c)| configuration(a, b, c)).collect();
        let effects = effects(&["bits".to_owned(), "banks".to_owned()], &all);
        let means = |effect: &Effect| effect.levels.iter().map(|level| level.mean).collect::<Vec<_>>();
        assert_eq!(means(&effects[0]), [2.0, 15.0], "in the order of the numbers");
        assert_eq!(means(&effects[1]), [5.5, 11.5]);
        assert_eq!(effects[0].range(), 13.0);
    }

    #[test]
    fn many_values_become_bins_that_hold_all() {
        let all: Vec<_> = (0..100).map(|n| configuration(f64::from(n), 1, f64::from(n))).collect();
        let effects = effects(&["bits".to_owned()], &all);
        assert_eq!(effects[0].levels.len(), 6);
        assert_eq!(effects[0].levels.iter().map(|level| level.count).sum::<usize>(), 100);
        assert_eq!(effects[0].levels[0].label, "0 to 16");
    }
}
