//! Everything that can be chosen for a run, each of it or not.

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{ClassWeight, ImageSize, Input, Origin, Pipeline, Preparation, RunError, Seed, SplitRule};
use crate::front_end::Request;
use crate::snapshot::DataRecord;
use crate::training::LearningRate;
use crate::{Format, Order};

/// Longest configuration file, in bytes.
const MAXIMUM_FILE_BYTES: u64 = 1 << 20;

/// One value for all hidden layers, or one for each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    untagged,
    expecting = "expected a whole number, or a list of whole numbers, one for each hidden layer"
)]
pub enum OneOrMany {
    /// For all.
    One(i64),
    /// For each.
    Many(Vec<i64>),
}

/// A dataset's name, or several files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, expecting = "expected the name of a dataset, a folder or a file, or a list of files")]
pub enum Names {
    /// A name, a folder or a file.
    One(String),
    /// Files.
    Many(Vec<String>),
}

impl Names {
    /// As a list.
    #[must_use]
    pub fn list(&self) -> Vec<String> {
        match self {
            Self::One(name) => vec![name.clone()],
            Self::Many(names) => names.clone(),
        }
    }

    /// One where there is one.
    #[must_use]
    pub fn from_list(names: Vec<String>) -> Self {
        match <[String; 1]>::try_from(names) {
            Ok([name]) => Self::One(name),
            Err(names) => Self::Many(names),
        }
    }
}

/// A [`Cut`](super::Cut) as texts have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CutChoice {
    /// Epochs completed.
    pub epochs: i64,
    /// Images of the next one that had entered.
    pub images: i64,
    /// What became of those in the pipeline.
    pub pipeline: Pipeline,
}

/// What flags, a configuration file or a model file say of a run. What is `None` is left to whatever has the next say.
///
/// Numbers are wider than what they stand for, so that one that is too large is reported with the range allowed rather than as
/// another type. Keys that are about a stage may stand in `[[stage]]` too, for what follows; those of the network and of this
/// machine may not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choices {
    /// A dataset by name, a folder, or files. Default: the built-in digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<Names>,
    /// Folder of a named dataset. Where something is on this machine does not belong to what a run is, and is never stored.
    #[serde(skip_serializing)]
    pub data_dir: Option<PathBuf>,
    /// What is done to pictures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prepare: Option<Preparation>,
    /// Bits that samples of 16 bits of pictures use, 1 to 16. Default: as follows from the pictures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sample_bits: Option<i64>,
    /// Size that pictures are brought to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_size: Option<ImageSize>,
    /// Names of the classes, class 0 first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class_names: Option<Vec<String>>,
    /// So many training images only, 1 to 2^32 - 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
    /// Whether a sixth of the training images stands in for the test images.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub validation: Option<bool>,
    /// How much images of rare classes count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class_weight: Option<ClassWeight>,
    /// Which images are held out, and which are taken where not all are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub split: Option<SplitRule>,
    /// The column of a table that holds the label: its name, or its number from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label_column: Option<String>,
    /// How numbers of tables and arrays become values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<Input>,
    /// A model whose network it begins with. Default: an untrained network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Origin>,
    /// What stands in front of the network. Default: the threshold of specification 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub front_end: Option<Request>,
    /// Inputs, then neurons of each layer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layers: Option<Vec<i64>>,
    /// Widths of weights and accumulators.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
    /// When an update is seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<Order>,
    /// Epochs at which the run is complete, 1 to 1,000,000.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub epochs: Option<i64>,
    /// Seed; of the first stage also that of the network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<Seed>,
    /// Greatest random shift of a training image, in pixels, 0 to 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shift: Option<i64>,
    /// From where to where the learning rate goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub learning_rate: Option<LearningRate>,
    /// Epochs over which it goes there, 0 to 1,000,000; default: `epochs`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub learning_rate_epochs: Option<i64>,
    /// Window theta, 1 to 65,535.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window: Option<OneOrMany>,
    /// Bits of the random margin, 0 to 8.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub margin_bits: Option<i64>,
    /// One input spike in `2^drop_shift` is dropped, 1 to 8.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drop_shift: Option<i64>,
    /// Range of initial weights, 0 to 32,767.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initial_range: Option<i64>,
    /// Neurons that share their feedback signs, 1 to 4,000.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feedback_sharing: Option<i64>,
    /// First epoch after which the test images are tried; 0: none. Default: 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_test: Option<i64>,
    /// Epochs after which to stop, 0 to 1,000,000; default: `epochs`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop_after: Option<i64>,
    /// Images after that at which to stop; default: 0. Goes with `stop_after`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop_image: Option<i64>,
    /// Why the same network cannot be made again from these choices.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub irreproducible: Option<String>,
    /// Where the model goes.
    #[serde(skip_serializing)]
    pub out: Option<PathBuf>,
    /// End after so many epochs that bring nothing better, and keep the best network. Where it ended is what is stored.
    #[serde(skip_serializing)]
    pub early_stop: Option<i64>,
    /// Save a checkpoint after every so many epochs.
    #[serde(skip_serializing)]
    pub checkpoint_every: Option<i64>,
    /// What the data must be; their name goes into the model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_record: Option<DataRecord>,
    /// Interruptions that left their mark, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cuts: Vec<CutChoice>,
    /// What followed, in order: stages that went on with the network of the one before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stage: Vec<Choices>,
}

impl Choices {
    /// Reads a TOML file of at most 1 MiB.
    ///
    /// # Errors
    /// If it cannot be read, or is not a configuration.
    pub fn read(path: &Path) -> Result<Self, RunError> {
        let failed = |source| RunError::Read { path: path.to_owned(), source };
        let mut text = String::new();
        let file = File::open(path).map_err(failed)?;
        file.take(MAXIMUM_FILE_BYTES + 1).read_to_string(&mut text).map_err(failed)?;
        if text.len() as u64 > MAXIMUM_FILE_BYTES {
            return Err(RunError::TooLong { path: path.to_owned(), maximum: MAXIMUM_FILE_BYTES });
        }
        Self::parse(&text).map_err(|message| RunError::Syntax { path: path.to_owned(), message })
    }

    /// Reads TOML.
    ///
    /// # Errors
    /// The parser's text, which shows the line.
    pub fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| error.to_string().trim_end().to_owned())
    }

    /// These choices as TOML, without this machine's folders.
    #[must_use]
    pub fn to_toml(&self) -> String {
        // Its values are numbers, texts and lists and tables of them, all of which TOML has.
        toml::to_string(self).unwrap_or_default()
    }

    /// Whether there is a choice under this key. (Of those that are stored in a model.)
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.keys().iter().any(|own| own == key)
    }

    /// Keys under which there is a choice. (Of those that are stored in a model.)
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        toml::Table::try_from(self)
            .map_or_else(|_| Vec::new(), |table| table.keys().map(ToString::to_string).collect())
    }

    /// These choices, and those of `other` where there is none here.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let list = |own: Vec<_>, others| if own.is_empty() { others } else { own };
        // An image belongs to the epoch that it was said with.
        let stop_image =
            if self.stop_after.is_some() { self.stop_image } else { self.stop_image.or(other.stop_image) };
        // Written out in full: a field that is added must be decided on.
        Self {
            data: self.data.or(other.data),
            data_dir: self.data_dir.or(other.data_dir),
            prepare: self.prepare.or(other.prepare),
            sample_bits: self.sample_bits.or(other.sample_bits),
            image_size: self.image_size.or(other.image_size),
            class_names: self.class_names.or(other.class_names),
            limit: self.limit.or(other.limit),
            validation: self.validation.or(other.validation),
            class_weight: self.class_weight.or(other.class_weight),
            split: self.split.or(other.split),
            label_column: self.label_column.or(other.label_column),
            input: self.input.or(other.input),
            from: self.from.or(other.from),
            front_end: self.front_end.or(other.front_end),
            layers: self.layers.or(other.layers),
            format: self.format.or(other.format),
            order: self.order.or(other.order),
            epochs: self.epochs.or(other.epochs),
            seed: self.seed.or(other.seed),
            shift: self.shift.or(other.shift),
            learning_rate: self.learning_rate.or(other.learning_rate),
            learning_rate_epochs: self.learning_rate_epochs.or(other.learning_rate_epochs),
            window: self.window.or(other.window),
            margin_bits: self.margin_bits.or(other.margin_bits),
            drop_shift: self.drop_shift.or(other.drop_shift),
            initial_range: self.initial_range.or(other.initial_range),
            feedback_sharing: self.feedback_sharing.or(other.feedback_sharing),
            first_test: self.first_test.or(other.first_test),
            stop_after: self.stop_after.or(other.stop_after),
            stop_image,
            irreproducible: self.irreproducible.or(other.irreproducible),
            out: self.out.or(other.out),
            early_stop: self.early_stop.or(other.early_stop),
            checkpoint_every: self.checkpoint_every.or(other.checkpoint_every),
            data_record: self.data_record.or(other.data_record),
            cuts: list(self.cuts, other.cuts),
            stage: if self.stage.is_empty() { other.stage } else { self.stage },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_come_before_the_file() {
        let flags = Choices { seed: Some(Seed(2)), stop_after: Some(1), ..Choices::default() };
        let file = Choices::parse(
            "seed = 1\nepochs = 7\nwindow = [8, 9]\ndata = \"mnist\"\nstop_after = 3\nstop_image = 5",
        );
        let both = flags.or(file.unwrap());
        assert_eq!((both.seed, both.epochs), (Some(Seed(2)), Some(7)));
        assert_eq!((both.stop_after, both.stop_image), (Some(1), None));
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
        let text = "data = [\"a\", \"b\"]\nlayers = [4, 3, 2]\nwindow = 16\nprepare = \"as-is\"\nimage_size = \"2x2\"\n\
                    stop_after = 1\nseed = \"18446744073709551615\"\nlearning_rate = \"2:1\"\n\
                    cuts = [{ epochs = 0, images = 3, pipeline = \"learned\" }]\n\
                    data_record = { name = \"a\", train_sha256 = \"00\", test_sha256 = \"00\" }\n\
                    [[stage]]\nepochs = 3\n[[stage.cuts]]\nepochs = 1\nimages = 9\npipeline = \"epoch-ended\"\n"
            .replace("\"00\"", &alloc::format!("\"{}\"", "ab".repeat(32)));
        let mut choices = Choices::parse(&text).unwrap();
        choices.data_dir = Some("/somewhere".into());
        choices.out = Some("/somewhere/model".into());
        let text = choices.to_toml();
        assert!(!text.contains("somewhere"), "{text}");
        let back = Choices::parse(&text).unwrap();
        assert_eq!(back, Choices { data_dir: None, out: None, ..choices });
    }
}
