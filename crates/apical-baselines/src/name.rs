//! The rules that there are.

use std::fmt;
use std::str::FromStr;

use apical_core::Format;
use apical_core::front_end::FrontEnd;
use apical_support::nearest;
use serde::{Deserialize, Serialize};

use crate::rules::dsf::{self, Surroundings};
use crate::rules::{bp, bp_binary, dfa, drtp, fa, sd_rate, sd_spiking, sdfa};
use crate::{BaselineError, LearningRule, Settings};

/// A rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum RuleName {
    /// Backpropagation, stochastic gradient descent.
    Bp,
    /// Backpropagation, Adam.
    BpAdam,
    /// Backpropagation through binary activations.
    BpBinary,
    /// Feedback alignment.
    Fa,
    /// Direct feedback alignment.
    Dfa,
    /// Direct feedback alignment with the sign of the error.
    Sdfa,
    /// Direct random target projection.
    Drtp,
    /// Segregated dendrites, firing rates.
    SdRate,
    /// Segregated dendrites, spikes.
    SdSpiking,
    /// Direct spike-only feedback, weights of 4 bits.
    DsfW4G8,
    /// Direct spike-only feedback, weights of 6 bits.
    DsfW6G8,
    /// Direct spike-only feedback, weights of 8 bits.
    DsfW8G8,
}

impl RuleName {
    /// All rules, in the order of reports.
    pub const ALL: [Self; 12] = [
        Self::Bp,
        Self::BpAdam,
        Self::BpBinary,
        Self::Fa,
        Self::Dfa,
        Self::Sdfa,
        Self::Drtp,
        Self::SdRate,
        Self::SdSpiking,
        Self::DsfW4G8,
        Self::DsfW6G8,
        Self::DsfW8G8,
    ];

    /// The name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bp => "bp",
            Self::BpAdam => "bp-adam",
            Self::BpBinary => "bp-binary",
            Self::Fa => "fa",
            Self::Dfa => "dfa",
            Self::Sdfa => "sdfa",
            Self::Drtp => "drtp",
            Self::SdRate => "sd-rate",
            Self::SdSpiking => "sd-spiking",
            Self::DsfW4G8 => "dsf-w4g8",
            Self::DsfW6G8 => "dsf-w6g8",
            Self::DsfW8G8 => "dsf-w8g8",
        }
    }

    /// What it is, in a line.
    #[must_use]
    pub const fn summary(self) -> &'static str {
        match self {
            Self::Bp => "backpropagation in floating point, gradient descent",
            Self::BpAdam => "backpropagation in floating point, Adam",
            Self::BpBinary => "backpropagation through binary activations, straight-through",
            Self::Fa => "feedback alignment: fixed random weights back, layer by layer",
            Self::Dfa => "direct feedback alignment: the error to each layer at once",
            Self::Sdfa => "direct feedback alignment with the sign of the error",
            Self::Drtp => "direct random target projection: the target instead of the error",
            Self::SdRate => "segregated dendrites, firing rates",
            Self::SdSpiking => "segregated dendrites, two phases of Poisson spikes",
            Self::DsfW4G8 => "direct spike-only feedback, 4-bit weights: this project's rule",
            Self::DsfW6G8 => "direct spike-only feedback, 6-bit weights",
            Self::DsfW8G8 => "direct spike-only feedback, 8-bit weights",
        }
    }

    /// Whether it is the project's own rule, in one of its formats.
    #[must_use]
    pub const fn is_own(self) -> bool {
        matches!(self, Self::DsfW4G8 | Self::DsfW6G8 | Self::DsfW8G8)
    }

    /// What is chosen where nothing is said, with pixels as inputs.
    #[must_use]
    pub fn settings(self) -> Settings {
        self.settings_behind(&FrontEnd::THRESHOLD)
    }

    /// What is chosen where nothing is said, behind a front end: only the project's own rule minds it.
    #[must_use]
    pub fn settings_behind(self, front_end: &FrontEnd) -> Settings {
        match self {
            Self::Bp => bp::settings(),
            Self::BpAdam => bp::adam_settings(),
            Self::BpBinary => bp_binary::settings(),
            Self::Fa => fa::settings(),
            Self::Dfa => dfa::settings(),
            Self::Sdfa => sdfa::settings(),
            Self::Drtp => drtp::settings(),
            Self::SdRate => sd_rate::settings(),
            Self::SdSpiking => sd_spiking::settings(),
            Self::DsfW4G8 | Self::DsfW6G8 | Self::DsfW8G8 => dsf::settings(front_end),
        }
    }

    /// Bits that a weight takes in memory, whatever belongs to it for learning included.
    #[must_use]
    pub const fn stored_bits(self) -> u32 {
        match self {
            Self::DsfW4G8 => 12,
            Self::DsfW6G8 => 14,
            Self::DsfW8G8 => 16,
            Self::Bp => 64,
            Self::BpAdam | Self::BpBinary | Self::Fa | Self::Dfa | Self::Sdfa | Self::Drtp => 96,
            Self::SdRate | Self::SdSpiking => 32,
        }
    }

    /// How long an image takes to learn, about, in images of `dsf-w4g8`: for estimates of time.
    #[must_use]
    pub const fn effort(self) -> u64 {
        match self {
            Self::DsfW4G8 | Self::DsfW6G8 | Self::DsfW8G8 => 1,
            Self::SdSpiking => 300,
            _ => 15,
        }
    }

    /// What can be chosen.
    #[must_use]
    pub const fn keys(self) -> &'static [&'static str] {
        match self {
            Self::BpBinary => &[
                "learning_rate",
                "learning_rate_end",
                "momentum",
                "optimiser",
                "batch",
                "loss",
                "input",
                "initial",
            ],
            Self::SdRate => &["learning_rate", "learning_rate_end", "batch"],
            Self::SdSpiking | Self::DsfW4G8 | Self::DsfW6G8 | Self::DsfW8G8 => {
                &["learning_rate", "learning_rate_end"]
            }
            _ => &Settings::KEYS,
        }
    }

    /// Makes the rule on a network whose inputs are pixels.
    ///
    /// # Errors
    /// If it cannot take the sizes.
    pub fn make(
        self,
        layers: &[usize],
        seed: u64,
        settings: &Settings,
    ) -> Result<Box<dyn LearningRule>, BaselineError> {
        self.make_in(layers, seed, settings, &Surroundings::THRESHOLD)
    }

    /// Makes the rule on a network whose inputs are what a front end makes of images.
    ///
    /// # Errors
    /// If it cannot take the sizes.
    pub fn make_in(
        self,
        layers: &[usize],
        seed: u64,
        settings: &Settings,
        own: &Surroundings,
    ) -> Result<Box<dyn LearningRule>, BaselineError> {
        self.check(layers)?;
        Ok(match self {
            Self::Bp | Self::BpAdam => Box::new(bp::make(self, layers, seed, settings)),
            Self::BpBinary => Box::new(bp_binary::make(layers, seed, settings)),
            Self::Fa => Box::new(fa::make(layers, seed, settings)),
            Self::Dfa => Box::new(dfa::make(layers, seed, settings)),
            Self::Sdfa => Box::new(sdfa::make(layers, seed, settings)),
            Self::Drtp => Box::new(drtp::make(layers, seed, settings)),
            Self::SdRate => Box::new(sd_rate::SdRate::new(layers, seed, settings)),
            Self::SdSpiking => Box::new(sd_spiking::SdSpiking::new(layers, seed, settings)),
            Self::DsfW4G8 => Box::new(dsf::Dsf::new(self, Format::W4G8, layers, seed, settings, own)?),
            Self::DsfW6G8 => Box::new(dsf::Dsf::new(self, Format::W6G8, layers, seed, settings, own)?),
            Self::DsfW8G8 => Box::new(dsf::Dsf::new(self, dsf::w8g8(), layers, seed, settings, own)?),
        })
    }

    /// Checks that the rule can take layer sizes.
    ///
    /// # Errors
    /// If it cannot; the reason is said.
    pub fn check(self, layers: &[usize]) -> Result<(), BaselineError> {
        let refused = |reason: String| {
            Err(BaselineError::Layers { rule: self.name(), layers: layers.to_vec(), reason })
        };
        /// Larger ones would take more memory than any comparison is worth.
        const MOST: usize = 65_536;
        if layers.len() < 2 {
            return refused("an input size and at least one layer are needed, such as 784,200,200,10".into());
        }
        if layers.iter().any(|size| !(1..=MOST).contains(size)) {
            return refused(format!("each size must be 1 to {MOST}"));
        }
        if !(2..=256).contains(&layers[layers.len() - 1]) {
            return refused("the last size is the number of classes: 2 to 256".into());
        }
        let hidden = layers.len() > 2;
        match self {
            Self::Fa | Self::Dfa | Self::Sdfa | Self::Drtp if !hidden => {
                refused("without a hidden layer there is nothing that feedback could reach".into())
            }
            Self::SdRate | Self::SdSpiking if !hidden => {
                refused("only hidden neurons have the segregated dendrites".into())
            }
            Self::DsfW4G8 | Self::DsfW6G8 | Self::DsfW8G8 => {
                match Surroundings::THRESHOLD.config(Format::W4G8, layers) {
                    Ok(_) => Ok(()),
                    Err(error) => refused(error.to_string().trim_start_matches("layers: ").to_owned()),
                }
            }
            _ => Ok(()),
        }
    }
}

impl fmt::Display for RuleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for RuleName {
    type Err = BaselineError;

    fn from_str(text: &str) -> Result<Self, BaselineError> {
        let text = text.trim();
        Self::ALL.into_iter().find(|rule| rule.name() == text).ok_or_else(|| BaselineError::UnknownRule {
            name: text.to_owned(),
            nearest: nearest(&text.to_lowercase(), Self::ALL.map(Self::name)).map(str::to_owned),
            known: Self::ALL.map(Self::name).join(", "),
        })
    }
}

impl From<RuleName> for String {
    fn from(rule: RuleName) -> Self {
        rule.name().to_owned()
    }
}

impl TryFrom<String> for RuleName {
    type Error = BaselineError;

    fn try_from(text: String) -> Result<Self, BaselineError> {
        text.parse()
    }
}
