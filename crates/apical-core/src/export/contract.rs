//! What turns raw data into the values that a network takes, and what its classes are called.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::ExportError;
use crate::Config;
use crate::run::{ImageSize, Preparation, Range, Run};

/// What those who use an exported network have to know besides the network. The default says nothing, and leaves exports as they are
/// without it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contract {
    /// Names of the classes, class 0 first; empty if they have none.
    pub class_names: Vec<String>,
    /// The step before the front end.
    pub prepare: Prepare,
}

/// How raw data become the values from 0 to 255 that the front end takes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Prepare {
    /// They are such values already, or nobody said how they became such.
    #[default]
    Nothing,
    /// Numbers with a range: `v` becomes `255 (v - lower) / (upper - lower)`, rounded half up; what is outside, the nearer end.
    Features {
        /// One range of all numbers, or one of each.
        ranges: Vec<Range>,
        /// Names of the numbers in order; empty if they have none.
        names: Vec<String>,
    },
    /// Grey pictures of exactly this size, 0 to 255, as they are.
    AsIs(ImageSize),
    /// Grey pictures with sides of 1 to [`LONGEST_SIDE`] pixels, centred and scaled to this size as MNIST's digits.
    Normalise(ImageSize),
}

/// Longest side of pictures that exported source normalises. What larger ones are treated for besides, shadows and ruled lines, takes
/// the memory of a computer.
pub const LONGEST_SIDE: usize = 63;

impl Contract {
    /// That of a run: as its own data were prepared.
    #[must_use]
    pub fn of(run: &Run) -> Self {
        let (record, source) = (run.record(), run.source());
        let size = ImageSize { height: record.image_height, width: record.image_width };
        let mut class_names = run.class_names().to_vec();
        if class_names.iter().all(String::is_empty) {
            class_names.clear();
        }
        // As everywhere, a class without a name goes by its number.
        for (class, name) in class_names.iter_mut().enumerate().filter(|(_, name)| name.is_empty()) {
            *name = class.to_string();
        }
        let input = source.input.as_ref();
        let ranges: Vec<Range> =
            input.into_iter().flat_map(|input| input.range.iter().chain(&input.ranges).copied()).collect();
        let prepare = match source.prepare {
            _ if !ranges.is_empty() => Prepare::Features {
                ranges,
                names: input.map(|input| input.features.clone()).unwrap_or_default(),
            },
            Some(Preparation::AsIs) => Prepare::AsIs(size),
            Some(Preparation::Normalise) => Prepare::Normalise(size),
            Some(Preparation::Auto) | None => Prepare::Nothing,
        };
        Self { class_names, prepare }
    }

    /// Whether it is one of a network.
    pub(super) fn check(&self, config: &Config) -> Result<(), ExportError> {
        let values = config.raw_inputs();
        let wrong = |what: &str, found: usize, expected: usize| {
            Err(ExportError::Contract { problem: format!("{found} {what}, {expected} expected") })
        };
        if ![0, config.classes()].contains(&self.class_names.len()) {
            return wrong("names of classes", self.class_names.len(), config.classes());
        }
        match &self.prepare {
            Prepare::Nothing => Ok(()),
            Prepare::Features { ranges, .. } if ![1, values].contains(&ranges.len()) => {
                wrong("ranges", ranges.len(), values)
            }
            Prepare::Features { names, .. } if ![0, values].contains(&names.len()) => {
                wrong("names of features", names.len(), values)
            }
            Prepare::Features { ranges, .. } => {
                let ordered =
                    |(lower, upper): &Range| lower.0.is_finite() && upper.0.is_finite() && lower.0 <= upper.0;
                let problem = "a range is two finite numbers, the lower one first".to_string();
                if ranges.iter().all(ordered) { Ok(()) } else { Err(ExportError::Contract { problem }) }
            }
            Prepare::AsIs(size) | Prepare::Normalise(size) if size.pixels() != values => {
                wrong("pixels", size.pixels(), values)
            }
            Prepare::AsIs(_) | Prepare::Normalise(_) => Ok(()),
        }
    }
}

impl Prepare {
    /// Its name in files; `None` for nothing.
    pub(super) fn name(&self) -> Option<&'static str> {
        match self {
            Self::Nothing => None,
            Self::Features { .. } => Some("features"),
            Self::AsIs(_) => Some(Preparation::AsIs.name()),
            Self::Normalise(_) => Some(Preparation::Normalise.name()),
        }
    }
}

/// The box that ink is scaled to: 20/28 of each side, as MNIST's, rounded. Rows, columns.
pub(super) fn ink_box(size: ImageSize) -> [usize; 2] {
    [size.height, size.width].map(|side| ((side * 20 + 14) / 28).max(1))
}

/// Whether the distance between the ends of a range is more than a number can be.
pub(super) fn is_widest((lower, upper): &Range) -> bool {
    !(upper.0 - lower.0).is_finite()
}
