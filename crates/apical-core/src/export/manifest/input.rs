//! What a manifest says of raw data.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::super::ExportError;
use super::super::contract::Prepare;
use super::wrong;
use crate::run::{ImageSize, Range};

/// How raw data become values.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InputEntry {
    prepare: String,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    ranges: Vec<Range>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    features: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    size: Option<ImageSize>,
}

impl InputEntry {
    pub(super) fn new(prepare: &Prepare) -> Option<Self> {
        let name = prepare.name()?.to_string();
        let (ranges, features, size) = match prepare {
            Prepare::Features { ranges, names } => (ranges.clone(), names.clone(), None),
            Prepare::AsIs(size) | Prepare::Normalise(size) => (Vec::new(), Vec::new(), Some(*size)),
            Prepare::Nothing => return None,
        };
        Some(Self { prepare: name, ranges, features, size })
    }

    /// The opposite.
    pub(super) fn prepare(self) -> Result<Prepare, ExportError> {
        let Self { prepare, ranges, features, size } = self;
        let found = match (size, ranges.is_empty() && features.is_empty()) {
            (None, false) => Prepare::Features { ranges, names: features },
            (Some(size), true) if prepare == Prepare::AsIs(size).name().unwrap_or_default() => {
                Prepare::AsIs(size)
            }
            (Some(size), true) => Prepare::Normalise(size),
            _ => Prepare::Nothing,
        };
        if found.name() == Some(&prepare) {
            return Ok(found);
        }
        Err(wrong("input: prepare is features, with ranges, or as-is or normalise, with size"))
    }
}
