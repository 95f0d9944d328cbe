//! Configurations over their seeds, and which of them no other one beats.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{Index, Labels, Metric, Objective, PointResult};

/// A figure over seeds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spread {
    /// The mean.
    pub mean: f64,
    /// The least.
    pub least: f64,
    /// The greatest.
    pub greatest: f64,
}

/// A configuration, over the seeds that there are results of.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Configuration {
    /// Where it is on the axes.
    pub labels: Labels,
    /// Names of its points.
    pub points: Vec<String>,
    /// Figures that were asked for.
    pub figures: BTreeMap<Metric, Spread>,
    /// Mean bounds of the energy of an image in nanojoules.
    pub nj_bounds: [f64; 2],
    /// Whether no other configuration is as good in all objectives and better in one.
    pub front: bool,
}

fn spread(values: &[f64]) -> Spread {
    let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    Spread { mean, least, greatest: values.iter().copied().fold(f64::NEG_INFINITY, f64::max) }
}

/// Configurations in the order of the index. `results` are those of the index's points; what is missing is left out.
#[must_use]
pub fn configurations(index: &Index, results: &[Option<PointResult>]) -> Vec<Configuration> {
    let mut configurations: Vec<Configuration> = Vec::new();
    let pairs: Vec<_> = index.points.iter().zip(results).collect();
    for seeds in pairs.chunk_by(|(one, _), (other, _)| one.labels == other.labels) {
        let found: Vec<&PointResult> = seeds.iter().filter_map(|(_, result)| result.as_ref()).collect();
        if found.is_empty() {
            continue;
        }
        let figure = |metric: Metric| {
            let values: Option<Vec<f64>> = found.iter().map(|result| metric.of(result)).collect();
            values.map(|values| (metric, spread(&values)))
        };
        let mean = |value: fn(&PointResult) -> f64| {
            found.iter().map(|result| value(result)).sum::<f64>() / found.len() as f64
        };
        configurations.push(Configuration {
            labels: seeds[0].0.labels.clone(),
            points: seeds.iter().map(|(entry, _)| entry.point.clone()).collect(),
            figures: Metric::ALL.into_iter().filter_map(figure).collect(),
            nj_bounds: [mean(|result| result.processor.nj_low), mean(|result| result.processor.nj_high)],
            front: false,
        });
    }
    let front = front(&configurations, &index.objectives);
    for (configuration, front) in configurations.iter_mut().zip(front) {
        configuration.front = front;
    }
    configurations
}

/// Which configurations no other one beats, by their means.
#[must_use]
pub fn front(configurations: &[Configuration], objectives: &[Objective]) -> Vec<bool> {
    let merits: Vec<Vec<f64>> = configurations
        .iter()
        .map(|configuration| {
            let merit = |objective: &Objective| {
                let figure = configuration.figures.get(&objective.metric);
                figure.map_or(f64::NEG_INFINITY, |spread| objective.merit(spread.mean))
            };
            objectives.iter().map(merit).collect()
        })
        .collect();
    let beats = |one: &[f64], other: &[f64]| {
        one.iter().zip(other).all(|(a, b)| a >= b) && one.iter().zip(other).any(|(a, b)| a > b)
    };
    merits.iter().map(|own| !merits.iter().any(|other| beats(other, own))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Direction;

    #[test]
    fn the_front_has_what_nothing_beats() {
        let configuration = |accuracy: f64, nj: f64| Configuration {
            labels: Labels::new(),
            points: Vec::new(),
            figures: [(Metric::Accuracy, accuracy), (Metric::NjPerImage, nj)]
                .map(|(metric, mean)| (metric, Spread { mean, least: mean, greatest: mean }))
                .into(),
            nj_bounds: [0.0; 2],
            front: false,
        };
        let all = [(0.9, 5.0), (0.8, 4.0), (0.8, 5.0), (0.95, 9.0), (0.9, 5.0), (0.7, 4.0)];
        let all: Vec<_> = all.into_iter().map(|(accuracy, nj)| configuration(accuracy, nj)).collect();
        let objectives = [
            Objective { metric: Metric::Accuracy, direction: Direction::Maximise },
            Objective { metric: Metric::NjPerImage, direction: Direction::Minimise },
        ];
        // Equals do not beat each other.
        assert_eq!(front(&all, &objectives), [true, true, false, true, true, false]);
        assert_eq!(front(&all, &objectives[..1]), [false, false, false, true, false, false]);
    }
}
