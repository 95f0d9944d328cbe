//! Runs of a rule in a setting, over their seeds.

use std::collections::BTreeMap;

use apical_baselines::energy::Prices;
use apical_baselines::run::RunResult;
use apical_baselines::setting::Setting;
use apical_baselines::{Operations, RuleName};
use apical_chip::design::DesignRequest;
use apical_report::{mean, median};
use serde::Serialize;

use crate::StudyError;

/// Energy of learning an image in nanojoules, modelled.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ImageEnergy {
    /// Weight memories, lower bound.
    pub memory_low: f64,
    /// Weight memories, upper bound.
    pub memory_high: f64,
    /// Weight memories, calibrated.
    pub memory_calibrated: f64,
    /// Arithmetic.
    pub arithmetic: f64,
    /// Feedback wires.
    pub feedback: f64,
    /// Calibrated memories and the rest.
    pub total: f64,
}

/// A point of a curve over seeds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct MeanPoint {
    /// Where it is.
    pub x: f64,
    /// Mean of the seeds.
    pub mean: f64,
    /// The least of them.
    pub least: f64,
    /// The greatest of them.
    pub greatest: f64,
}

/// A curve over seeds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MeanCurve {
    /// What it shows.
    pub name: String,
    /// From left to right; values are shares from 0 to 1.
    pub points: Vec<MeanPoint>,
}

/// A rule in a setting.
#[derive(Debug, Clone, Serialize)]
pub struct ComparisonRow {
    /// The setting.
    pub setting: Setting,
    /// The rule.
    pub rule: RuleName,
    /// Accuracy of each seed, 0 to 1.
    pub accuracies: Vec<f64>,
    /// Their mean.
    pub accuracy: f64,
    /// Standard deviation over seeds; 0 for one.
    pub deviation: f64,
    /// Means of further figures.
    pub measures: BTreeMap<String, f64>,
    /// Accuracy on the way.
    pub curves: Vec<MeanCurve>,
    /// Accuracy over the energy in microjoules that learning had taken after each epoch.
    pub energy_curve: Vec<MeanPoint>,
    /// Mean angle in degrees by layer: before learning, then after each epoch.
    pub alignment: Vec<Vec<f64>>,
    /// Operations of all seeds.
    pub operations: Operations,
    /// Energy of an image, averaged over all that were learned.
    pub energy: ImageEnergy,
    /// Images learned a second on one thread here, tests and angles left out; the median over epochs and seeds.
    pub images_per_second: f64,
}

/// Rows in the order of the results.
pub(super) fn rows(results: &[RunResult], layers: &[usize]) -> Result<Vec<ComparisonRow>, StudyError> {
    let design = DesignRequest::default().resolve()?;
    let weights: usize = layers.windows(2).map(|pair| pair[0] * pair[1]).sum();
    let same =
        |a: &RunResult, b: &RunResult| (a.config.setting, a.config.rule) == (b.config.setting, b.config.rule);
    results
        .chunk_by(same)
        .map(|runs| {
            let rule = runs[0].config.rule;
            let prices =
                Prices::new(design.technology(), design.point().supply, weights, rule.stored_bits())?;
            Ok(row(runs, &prices))
        })
        .collect()
}

/// The fastest form of the project's own rule, the fastest of the other rules, and how much faster the first learns.
pub(super) fn speed_ratio(rows: &[ComparisonRow]) -> Option<(RuleName, RuleName, f64)> {
    let fastest = |own: bool| {
        let of_kind = rows.iter().filter(|row| row.rule.is_own() == own);
        of_kind.max_by(|a, b| a.images_per_second.total_cmp(&b.images_per_second))
    };
    let (own, other) = (fastest(true)?, fastest(false)?);
    Some((own.rule, other.rule, own.images_per_second / other.images_per_second))
}

fn row(runs: &[RunResult], prices: &Prices) -> ComparisonRow {
    let accuracies: Vec<f64> = runs.iter().map(|run| run.accuracy).collect();
    let accuracy = mean(accuracies.iter().copied());
    let squares: f64 = accuracies.iter().map(|value| (value - accuracy).powi(2)).sum();
    let deviation = if runs.len() > 1 { (squares / (runs.len() - 1) as f64).sqrt() } else { 0.0 };
    let mut operations = Operations::default();
    for run in runs {
        operations += &run.total();
    }
    let energy = prices.energy(&operations);
    let per_image = |nanojoules: f64| nanojoules / operations.images.max(1) as f64;
    let energy = ImageEnergy {
        memory_low: per_image(energy.memory.low.nanojoules()),
        memory_high: per_image(energy.memory.high.nanojoules()),
        memory_calibrated: per_image(energy.memory.calibrated.nanojoules()),
        arithmetic: per_image(energy.arithmetic.nanojoules()),
        feedback: per_image(energy.feedback.nanojoules()),
        total: per_image(energy.total().calibrated.nanojoules()),
    };
    let names = runs[0].measures.keys();
    let measure = |name: &String| {
        let values = runs.iter().filter_map(|run| run.measures.get(name)).copied();
        (name.clone(), mean(values))
    };
    let speeds = runs.iter().flat_map(RunResult::images_per_second).collect();
    ComparisonRow {
        setting: runs[0].config.setting,
        rule: runs[0].config.rule,
        accuracy,
        deviation,
        measures: names.map(measure).collect(),
        curves: curves(runs),
        energy_curve: energy_curve(runs, prices),
        alignment: alignment(runs),
        energy,
        operations,
        images_per_second: median(speeds),
        accuracies,
    }
}

/// Mean and range of some values.
fn over(x: f64, values: &[f64]) -> MeanPoint {
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let greatest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    MeanPoint { x, mean: mean(values.iter().copied()), least, greatest }
}

fn curves(runs: &[RunResult]) -> Vec<MeanCurve> {
    let curve = |(curve, first): (usize, &apical_baselines::run::Curve)| {
        let point = |(index, &(x, _)): (usize, &(f64, f64))| {
            let values: Vec<f64> = runs
                .iter()
                .filter_map(|run| run.curves.get(curve)?.points.get(index))
                .map(|point| point.1)
                .collect();
            over(x, &values)
        };
        MeanCurve { name: first.name.clone(), points: first.points.iter().enumerate().map(point).collect() }
    };
    runs[0].curves.iter().enumerate().map(curve).collect()
}

fn energy_curve(runs: &[RunResult], prices: &Prices) -> Vec<MeanPoint> {
    if runs[0].config.setting != Setting::Epochs {
        return Vec::new();
    }
    let accuracies = curves(runs);
    let Some(curve) = accuracies.first() else { return Vec::new() };
    let spent = |epoch: usize| {
        let of = |run: &RunResult| {
            let operations = run.operations.get(epoch)?;
            Some(prices.energy(operations).total().calibrated.nanojoules() / 1000.0)
        };
        let values: Vec<f64> = runs.iter().filter_map(of).collect();
        mean(values.iter().copied())
    };
    curve.points.iter().enumerate().map(|(epoch, point)| MeanPoint { x: spent(epoch), ..*point }).collect()
}

fn alignment(runs: &[RunResult]) -> Vec<Vec<f64>> {
    let epochs = runs[0].alignment.iter().enumerate();
    epochs
        .map(|(epoch, layers)| {
            let layer = |layer: usize| {
                let values: Vec<f64> =
                    runs.iter().filter_map(|run| run.alignment.get(epoch)?.get(layer).copied()).collect();
                mean(values.iter().copied())
            };
            (0..layers.len()).map(layer).collect()
        })
        .collect()
}
