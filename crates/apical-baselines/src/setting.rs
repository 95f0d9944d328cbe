//! What is learned, and in which order: plain training, and settings in which learning on the chip matters.

use std::fmt;
use std::str::FromStr;

use apical_support::nearest;
use serde::{Deserialize, Serialize};

use crate::BaselineError;

/// A setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Setting {
    /// Every image once an epoch.
    Epochs,
    /// Every image once, in a stream; accuracy on the way.
    OnePass,
    /// After training, a writer comes whose images are shifted and slanted; how fast is it learned, what is lost?
    NewWriter,
    /// The classes one after the other, each once; what is forgotten of those before?
    ClassByClass,
    /// After training, weight bits fail; how much is lost, and how much learned again?
    FaultyBits,
    /// 1, 10 and 100 images of each class.
    FewSamples,
}

impl Setting {
    /// All settings, in the order of reports.
    pub const ALL: [Self; 6] = [
        Self::Epochs,
        Self::OnePass,
        Self::NewWriter,
        Self::ClassByClass,
        Self::FaultyBits,
        Self::FewSamples,
    ];

    /// The name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Epochs => "epochs",
            Self::OnePass => "one-pass",
            Self::NewWriter => "new-writer",
            Self::ClassByClass => "class-by-class",
            Self::FaultyBits => "faulty-bits",
            Self::FewSamples => "few-samples",
        }
    }

    /// What it asks.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Epochs => "Training in epochs",
            Self::OnePass => "A stream, in one pass",
            Self::NewWriter => "A new writer: shifted and slanted",
            Self::ClassByClass => "Classes one by one",
            Self::FaultyBits => "Faulty weight bits",
            Self::FewSamples => "Few images of a class",
        }
    }
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Setting {
    type Err = BaselineError;

    fn from_str(text: &str) -> Result<Self, BaselineError> {
        let text = text.trim();
        Self::ALL.into_iter().find(|setting| setting.name() == text).ok_or_else(|| {
            BaselineError::UnknownSetting {
                name: text.to_owned(),
                nearest: nearest(&text.to_lowercase(), Self::ALL.map(Self::name)).map(str::to_owned),
                known: Self::ALL.map(Self::name).join(", "),
            }
        })
    }
}

/// Shares of a stream after which accuracy is measured.
pub(crate) const STREAM: [f64; 10] = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0];
/// The new writer: pixels to the right and down, and pixels to the right for each row up.
pub const WRITER: (f32, f32) = (2.0, 0.3);
/// Of the training images that the new writer wrote, so many are learned, as shares.
pub(crate) const ADAPTATION: [f64; 7] = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2];
/// Shares of all weight bits that fail.
pub const FAULT_RATES: [f64; 4] = [0.0001, 0.001, 0.01, 0.05];
/// Shares of an epoch of learning after faults.
pub(crate) const RECOVERY: [f64; 5] = [0.05, 0.1, 0.25, 0.5, 1.0];
/// Images of each class.
pub const FEW: [usize; 3] = [1, 10, 100];
/// Images shown in all where there are few, over and over.
pub const FEW_SHOWN: u64 = 20_000;
