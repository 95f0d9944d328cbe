//! What a store was last used for: which points belong together, and what they are judged by.

use serde::{Deserialize, Serialize};

use crate::{Expansion, Impossible, Labels, Objective, Subject, SweepPlan};

/// A sweep as its report needs it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Index {
    /// Name of the plan.
    pub name: String,
    /// Its strategy.
    pub strategy: String,
    /// Name of the data.
    pub data: String,
    /// Whether accuracy is that of held-out training images.
    pub validation: bool,
    /// Training images.
    pub train_images: u64,
    /// Images that the processor model classifies, at most.
    pub images: u32,
    /// What is wanted.
    pub objectives: Vec<Objective>,
    /// Axes in the order of reports.
    pub axes: Vec<String>,
    /// Whether there will be no more points.
    pub complete: bool,
    /// The points.
    pub points: Vec<Entry>,
    /// Configurations that cannot be built.
    pub impossible: Vec<Impossible>,
}

/// A point in an index.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Its name.
    pub point: String,
    /// Name of its network.
    pub network: String,
    /// Where it is on the axes.
    pub labels: Labels,
    /// Its seed.
    pub seed: u64,
}

impl Index {
    /// The index of a plan's points.
    #[must_use]
    pub fn new(plan: &SweepPlan, subject: &Subject, expansion: &Expansion) -> Self {
        let mut axes: Vec<String> = plan.axes.iter().map(|axis| axis.name.clone()).collect();
        if plan.halving.is_some() {
            axes.push("epochs".to_owned());
        }
        let entry = |point: &crate::Point| Entry {
            point: point.key.clone(),
            network: point.network.clone(),
            labels: point.labels.clone(),
            seed: point.seed(),
        };
        Self {
            name: plan.name.clone(),
            strategy: plan.strategy.name().to_owned(),
            data: subject.name.clone(),
            validation: plan.source.validation,
            train_images: subject.train.len() as u64,
            images: plan.images,
            objectives: plan.objectives.clone(),
            axes,
            complete: expansion.complete,
            points: expansion.points.iter().map(entry).collect(),
            impossible: expansion.impossible.clone(),
        }
    }
}
