//! What points are judged by.

use std::fmt;
use std::str::FromStr;

use apical_support::nearest;
use serde::{Deserialize, Serialize};

use crate::{PointResult, SweepError};

/// A figure of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// Share of right answers, 0 to 1; measured.
    Accuracy,
    /// Energy of classifying an image in nanojoules; modelled, calibrated.
    NjPerImage,
    /// Area in square millimetres; modelled.
    Mm2,
    /// Images classified a second; modelled.
    ImagesPerSecond,
    /// Energy of a learned image over that of a classified one, less one; modelled.
    TrainingOverhead,
}

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// More is better.
    Maximise,
    /// Less is better.
    Minimise,
}

/// A figure, and which way it is to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objective {
    /// The figure.
    pub metric: Metric,
    /// The way.
    pub direction: Direction,
}

impl Metric {
    /// All, in the order of reports.
    pub const ALL: [Self; 5] =
        [Self::Accuracy, Self::NjPerImage, Self::Mm2, Self::ImagesPerSecond, Self::TrainingOverhead];

    /// Its name in plans and tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accuracy => "accuracy",
            Self::NjPerImage => "nj_per_image",
            Self::Mm2 => "mm2",
            Self::ImagesPerSecond => "images_per_second",
            Self::TrainingOverhead => "training_overhead",
        }
    }

    /// What it is called in pages, with how it was found.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Accuracy => "accuracy (measured)",
            Self::NjPerImage => "nJ an image (modelled)",
            Self::Mm2 => "mm² (modelled)",
            Self::ImagesPerSecond => "images/s (modelled)",
            Self::TrainingOverhead => "training overhead (modelled)",
        }
    }

    /// The way that is better unless a plan says otherwise.
    #[must_use]
    pub const fn usual(self) -> Direction {
        match self {
            Self::Accuracy | Self::ImagesPerSecond => Direction::Maximise,
            Self::NjPerImage | Self::Mm2 | Self::TrainingOverhead => Direction::Minimise,
        }
    }

    /// The figure of a point; `None` if it was not asked for.
    #[must_use]
    pub fn of(self, result: &PointResult) -> Option<f64> {
        let processor = &result.processor;
        match self {
            Self::Accuracy => Some(result.accuracy),
            Self::NjPerImage => Some(processor.nj_per_image),
            Self::Mm2 => Some(processor.mm2),
            Self::ImagesPerSecond => Some(processor.images_per_second),
            Self::TrainingOverhead => processor.learning.as_ref().map(|learning| learning.training_overhead),
        }
    }
}

impl Objective {
    /// How good a value is: more is better.
    #[must_use]
    pub fn merit(self, value: f64) -> f64 {
        match self.direction {
            Direction::Maximise => value,
            Direction::Minimise => -value,
        }
    }
}

impl fmt::Display for Metric {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for Metric {
    type Err = SweepError;

    fn from_str(text: &str) -> Result<Self, SweepError> {
        Self::ALL.into_iter().find(|metric| metric.name() == text).ok_or_else(|| {
            let names = Self::ALL.map(Self::name);
            let meant =
                nearest(text, names).map(|name| format!(" (did you mean {name}?)")).unwrap_or_default();
            let message = format!("there is no {text:?}{meant}; there are {}", names.join(", "));
            SweepError::field("objectives", message)
        })
    }
}

impl FromStr for Direction {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "maximise" => Ok(Self::Maximise),
            "minimise" => Ok(Self::Minimise),
            _ => Err(()),
        }
    }
}
