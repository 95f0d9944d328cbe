//! Everything that can be chosen for a run, each of it or not.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::SettingsError;

/// Longest configuration file, in bytes.
const MAXIMUM_FILE_BYTES: u64 = 1 << 20;

/// One value for all hidden layers, or one for each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    untagged,
    expecting = "expected a whole number, or a list of whole numbers, one for each hidden layer"
)]
pub(crate) enum OneOrMany {
    One(i64),
    Many(Vec<i64>),
}

/// What flags or a configuration file say. What is `None` is left to whatever has the next say.
///
/// Numbers are wider than what they stand for, so that one that is too large is reported with the range allowed
/// rather than as another type.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Choices {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) data: Option<Names>,
    /// Where something is on this machine does not belong to what a run is, and is never stored in a model.
    #[serde(skip_serializing)]
    pub(crate) data_dir: Option<PathBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) prepare: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) image_size: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) class_names: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) limit: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) layers: Option<Vec<i64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) format: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) order: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) epochs: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) seed: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) shift: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) learning_rate: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) window: Option<OneOrMany>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) margin_bits: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) drop_shift: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) initial_range: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) feedback_sharing: Option<i64>,
    #[serde(skip_serializing)]
    pub(crate) out: Option<PathBuf>,
    #[serde(skip_serializing)]
    pub(crate) checkpoint_every: Option<i64>,
}

/// A data set's name, or several files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, expecting = "expected the name of a data set, a folder or a file, or a list of files")]
pub(crate) enum Names {
    One(String),
    Many(Vec<String>),
}

impl Names {
    pub(crate) fn list(&self) -> Vec<String> {
        match self {
            Self::One(name) => vec![name.clone()],
            Self::Many(names) => names.clone(),
        }
    }

    pub(crate) fn from_list(names: Vec<String>) -> Self {
        match <[String; 1]>::try_from(names) {
            Ok([name]) => Self::One(name),
            Err(names) => Self::Many(names),
        }
    }
}

impl Choices {
    /// Reads a TOML file.
    pub(crate) fn read(path: &Path) -> Result<Self, SettingsError> {
        let failed = |source| SettingsError::Read { path: path.to_owned(), source };
        let mut text = String::new();
        let file = File::open(path).map_err(failed)?;
        file.take(MAXIMUM_FILE_BYTES + 1).read_to_string(&mut text).map_err(failed)?;
        if text.len() as u64 > MAXIMUM_FILE_BYTES {
            return Err(SettingsError::TooLong { path: path.to_owned(), maximum: MAXIMUM_FILE_BYTES });
        }
        Self::parse(&text).map_err(|message| SettingsError::Syntax { path: path.to_owned(), message })
    }

    /// Reads TOML; an error is the parser's text, which shows the line.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| error.to_string().trim_end().to_owned())
    }

    /// These choices as TOML, to be stored in a model.
    pub(crate) fn to_toml(&self) -> Result<String, SettingsError> {
        toml::to_string(self)
            .map_err(|error| SettingsError::Value { key: "configuration", message: error.to_string() })
    }

    /// Whether there is a choice under this key. (Of those that are stored in a model.)
    pub(super) fn has(&self, key: &str) -> bool {
        toml::Table::try_from(self).is_ok_and(|table| table.contains_key(key))
    }

    /// These choices, and those of `other` where there is none here.
    pub(crate) fn or(self, other: Self) -> Self {
        // Written out in full: a field that is added must be decided on.
        Self {
            data: self.data.or(other.data),
            data_dir: self.data_dir.or(other.data_dir),
            prepare: self.prepare.or(other.prepare),
            image_size: self.image_size.or(other.image_size),
            class_names: self.class_names.or(other.class_names),
            limit: self.limit.or(other.limit),
            layers: self.layers.or(other.layers),
            format: self.format.or(other.format),
            order: self.order.or(other.order),
            epochs: self.epochs.or(other.epochs),
            seed: self.seed.or(other.seed),
            shift: self.shift.or(other.shift),
            learning_rate: self.learning_rate.or(other.learning_rate),
            window: self.window.or(other.window),
            margin_bits: self.margin_bits.or(other.margin_bits),
            drop_shift: self.drop_shift.or(other.drop_shift),
            initial_range: self.initial_range.or(other.initial_range),
            feedback_sharing: self.feedback_sharing.or(other.feedback_sharing),
            out: self.out.or(other.out),
            checkpoint_every: self.checkpoint_every.or(other.checkpoint_every),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_come_before_the_file() {
        let flags = Choices { seed: Some(2), ..Choices::default() };
        let file = Choices::parse("seed = 1\nepochs = 7\nwindow = [8, 9]\ndata = \"mnist\"").unwrap();
        let both = flags.or(file);
        assert_eq!((both.seed, both.epochs), (Some(2), Some(7)));
        assert_eq!(both.window, Some(OneOrMany::Many(vec![8, 9])));
        assert_eq!(both.data, Some(Names::One("mnist".into())));
    }

    #[test]
    fn an_unknown_key_is_named_with_its_line() {
        let message = Choices::parse("seed = 1\nepoch = 7").unwrap_err();
        assert!(message.contains("line 2") && message.contains("unknown field `epoch`"), "{message}");
        assert!(message.contains("`epochs`"), "{message}");
        let message = Choices::parse("window = \"wide\"").unwrap_err();
        assert!(message.contains("whole number"), "{message}");
    }

    #[test]
    fn what_is_stored_reads_back_without_this_machines_folders() {
        let mut choices = Choices::parse("data = [\"a\", \"b\"]\nlayers = [4, 3, 2]\nwindow = 16").unwrap();
        choices.data_dir = Some("/somewhere".into());
        choices.out = Some("/somewhere/model".into());
        let text = choices.to_toml().unwrap();
        assert!(!text.contains("somewhere"), "{text}");
        let back = Choices::parse(&text).unwrap();
        assert_eq!(back, Choices { data_dir: None, out: None, ..choices });
    }
}
