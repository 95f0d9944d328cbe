//! Values of the schema that the rest of the core does not know, and how all of them are spelled.

use alloc::string::{String, ToString};
use core::fmt::{self, Display};
use core::str::FromStr;

use crate::MAXIMUM_INPUTS;

/// Size of an image, written `HEIGHTxWIDTH`; each 1 to 4,000, or more if no more than 16,384 values are in it: a row of features.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ImageSize {
    /// Rows.
    pub height: usize,
    /// Columns.
    pub width: usize,
}

/// What is done to pictures before the network sees them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Preparation {
    /// Centred and scaled as MNIST was, unless they look as if they were already.
    #[default]
    Auto,
    /// Always centred and scaled.
    Normalise,
    /// Taken as they are.
    AsIs,
}

/// Which images are held out, and which are taken where not all are: `stratified:SEED` or `ordered`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SplitRule {
    /// The same share of each class, in an order that follows from a seed and the images' content, whatever their order in files.
    Stratified {
        /// Not that of a run: seeds of one comparison learn from the same images.
        seed: u64,
    },
    /// By their order in files, as in model files of earlier programs: every sixth of a class, the last sixth of the training images,
    /// the first so many.
    Ordered,
}

/// Text that is no such value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{key}: {text:?} is {expected}")]
pub struct ValueError {
    key: &'static str,
    text: String,
    expected: &'static str,
}

impl ImageSize {
    /// The size of MNIST: 28 x 28.
    pub const MNIST: Self = Self { height: 28, width: 28 };

    /// Number of pixels.
    #[must_use]
    pub const fn pixels(self) -> usize {
        self.height * self.width
    }
}

impl Display for ImageSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}x{}", self.height, self.width)
    }
}

impl FromStr for ImageSize {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let side = |digits: &str| digits.parse::<usize>().ok().filter(|&side| side > 0);
        // A row of features may be longer than the side of a picture.
        let allowed = |size: &Self| {
            size.height.max(size.width) <= 4000 || size.height.saturating_mul(size.width) <= MAXIMUM_INPUTS
        };
        text.split_once('x')
            .and_then(|(height, width)| Some(Self { height: side(height)?, width: side(width)? }))
            .filter(allowed)
            .ok_or_else(|| ValueError {
                key: "image_size",
                text: text.to_string(),
                expected: "not HEIGHTxWIDTH with numbers from 1 to 4000 or a row of up to 16384, such as 28x28",
            })
    }
}

impl SplitRule {
    /// Unless something else is asked for.
    pub const DEFAULT: Self = Self::Stratified { seed: 1 };
}

impl Default for SplitRule {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl Display for SplitRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stratified { seed } => write!(f, "stratified:{seed}"),
            Self::Ordered => f.pad("ordered"),
        }
    }
}

impl FromStr for SplitRule {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let seed = text.strip_prefix("stratified:").and_then(|seed| seed.parse().ok());
        match (text, seed) {
            ("ordered", _) => Ok(Self::Ordered),
            ("stratified", _) => Ok(Self::DEFAULT),
            (_, Some(seed)) => Ok(Self::Stratified { seed }),
            _ => Err(ValueError {
                key: "split",
                text: text.to_string(),
                expected: "neither stratified:SEED with a seed from 0 to 18446744073709551615 nor ordered",
            }),
        }
    }
}

/// How much images of a class count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ClassWeight {
    /// Each image is shown once in an epoch.
    #[default]
    None,
    /// Images of rare classes are shown so often that every class has as many as the most frequent one.
    Balanced,
}

impl ClassWeight {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::None, Self::Balanced];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Balanced => "balanced",
        }
    }
}

impl Display for ClassWeight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for ClassWeight {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        Self::ALL.into_iter().find(|weight| weight.name() == text).ok_or_else(|| ValueError {
            key: "class_weight",
            text: text.to_string(),
            expected: "neither none nor balanced",
        })
    }
}

impl Preparation {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Normalise, Self::AsIs];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Normalise => "normalise",
            Self::AsIs => "as-is",
        }
    }
}

impl Display for Preparation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Preparation {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        Self::ALL.into_iter().find(|preparation| preparation.name() == text).ok_or_else(|| ValueError {
            key: "prepare",
            text: text.to_string(),
            expected: "none of auto, normalise, as-is",
        })
    }
}

crate::spelling::as_text!(ClassWeight, "class_weight");
crate::spelling::as_text!(ImageSize, "image_size");
crate::spelling::as_text!(Preparation, "prepare");
crate::spelling::as_text!(SplitRule, "split");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_height_first() {
        assert_eq!("28x20".parse(), Ok(ImageSize { height: 28, width: 20 }));
        assert_eq!(ImageSize { height: 28, width: 20 }.to_string(), "28x20");
        for text in ["", "28", "x", "0x5", "5x4001", "28X28", "-1x2"] {
            assert!(text.parse::<ImageSize>().is_err(), "{text}");
        }
    }

    #[test]
    fn split_rules_read_back_as_written() {
        for rule in [SplitRule::DEFAULT, SplitRule::Stratified { seed: u64::MAX }, SplitRule::Ordered] {
            assert_eq!(rule.to_string().parse(), Ok(rule));
        }
        assert_eq!("stratified".parse(), Ok(SplitRule::DEFAULT));
        for text in ["", "stratified:", "stratified:-1", "ordered:1", "random"] {
            assert!(text.parse::<SplitRule>().is_err(), "{text}");
        }
    }

    #[test]
    fn class_weights_read_back_as_written() {
        for weight in ClassWeight::ALL {
            assert_eq!(weight.to_string().parse(), Ok(weight));
        }
        assert!("even".parse::<ClassWeight>().is_err());
    }

    #[test]
    fn preparations_read_back_as_written() {
        for preparation in Preparation::ALL {
            assert_eq!(preparation.to_string().parse(), Ok(preparation));
        }
        let message = "centre".parse::<Preparation>().unwrap_err().to_string();
        assert_eq!(message, "prepare: \"centre\" is none of auto, normalise, as-is");
    }
}
