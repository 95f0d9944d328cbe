//! The model that a run began with.

use alloc::string::String;

use serde::{Deserialize, Serialize};

use crate::snapshot::DataHash;

/// A model whose memories a run began with, instead of untrained ones: see [`State::inheriting`](crate::State::inheriting).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Text", into = "Text")]
pub struct Origin {
    /// Its file.
    pub model: String,
    /// What its [state's digest](crate::snapshot::state_digest) must be; `None` if any will do.
    pub state: Option<DataHash>,
}

/// As texts have it.
#[derive(Serialize, Deserialize)]
#[serde(
    untagged,
    expecting = "expected the name of a model file, or { model = \"FILE\", state_sha256 = \"64 hexadecimal digits\" }"
)]
enum Text {
    Name(String),
    Record(Record),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    model: String,
    state_sha256: DataHash,
}

impl From<Text> for Origin {
    fn from(text: Text) -> Self {
        match text {
            Text::Name(model) => Self { model, state: None },
            Text::Record(Record { model, state_sha256 }) => Self { model, state: Some(state_sha256) },
        }
    }
}

impl From<Origin> for Text {
    fn from(Origin { model, state }: Origin) -> Self {
        match state {
            None => Self::Name(model),
            Some(state_sha256) => Self::Record(Record { model, state_sha256 }),
        }
    }
}
