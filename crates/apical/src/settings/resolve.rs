//! From choices to what a run is.

use std::path::PathBuf;

use apical_core::training::{LearningRate, Recipe};
use apical_core::{Config, MAXIMUM_NEURONS};
use apical_data::ImageSize;
use clap::ValueEnum;

use super::choices::Names;
use super::{Choices, OneOrMany, SettingsError};
use crate::data::{Prepare, parse_image_size};

/// Epochs of a run, whatever the data, unless something else is asked for.
const DEFAULT_EPOCHS: u32 = 30;
/// Where a model goes unless something else is asked for.
const DEFAULT_OUT: &str = "apical-model.safetensors";
/// Neurons of each of the two hidden layers, as in the silicon.
const DEFAULT_HIDDEN: i64 = 200;
/// Most epochs.
pub(super) const MAXIMUM_EPOCHS: i64 = 1_000_000;

/// What is settled before any data are read.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) data: Vec<String>,
    pub(crate) data_dir: Option<PathBuf>,
    pub(crate) prepare: Prepare,
    pub(crate) image_size: ImageSize,
    pub(crate) limit: Option<u32>,
    pub(crate) recipe: Recipe,
    pub(crate) out: PathBuf,
    pub(crate) checkpoint_every: Option<u32>,
    choices: Choices,
}

/// Checks all choices that can be checked without data, and fills in defaults.
pub(crate) fn resolve(choices: Choices) -> Result<Plan, SettingsError> {
    let number = |key, value: Option<i64>, least, greatest, default| match value {
        Some(found) if !(least..=greatest).contains(&found) => Err(out_of_range(key, found, least, greatest)),
        found => Ok(found.unwrap_or(default)),
    };
    let epochs = number("epochs", choices.epochs, 1, MAXIMUM_EPOCHS, DEFAULT_EPOCHS.into())?;
    let seed = number("seed", choices.seed, 0, i64::MAX, 1)?;
    let shift = number("shift", choices.shift, 0, 100, 0)?;
    number("limit", choices.limit, 1, u32::MAX.into(), 1)?;
    number("checkpoint_every", choices.checkpoint_every, 1, MAXIMUM_EPOCHS, 1)?;
    let learning_rate = parsed("learning_rate", choices.learning_rate.as_deref(), LearningRate::DEFAULT)?;
    Ok(Plan {
        data: choices.data.as_ref().map_or_else(|| vec!["builtin".to_owned()], Names::list),
        data_dir: choices.data_dir.clone(),
        prepare: match &choices.prepare {
            Some(name) => Prepare::from_str(name, false).map_err(|_| SettingsError::Value {
                key: "prepare",
                message: format!("{name:?} is none of auto, normalise, as-is"),
            })?,
            None => Prepare::Auto,
        },
        image_size: match &choices.image_size {
            Some(text) => parse_image_size(text)
                .map_err(|message| SettingsError::Value { key: "image_size", message })?,
            None => ImageSize::MNIST,
        },
        limit: choices.limit.map(|limit| limit as u32),
        recipe: Recipe { seed: seed as u64, epochs: epochs as u32, learning_rate, shift: shift as u8 },
        out: choices.out.clone().unwrap_or_else(|| DEFAULT_OUT.into()),
        checkpoint_every: choices.checkpoint_every.map(|epochs| epochs as u32),
        choices,
    })
}

impl Plan {
    /// The processor for images of `size` in `classes` classes.
    pub(crate) fn config(&self, size: ImageSize, classes: usize) -> Result<Config, SettingsError> {
        let choices = &self.choices;
        let pixels = size.width * size.height;
        let layers = choices
            .layers
            .clone()
            .unwrap_or_else(|| vec![pixels as i64, DEFAULT_HIDDEN, DEFAULT_HIDDEN, classes as i64]);
        // A negative size is reported as it was written.
        if let Some(&negative) = layers.iter().find(|&&size| size < 0) {
            return Err(out_of_range("layers", negative, 1, MAXIMUM_NEURONS as i64));
        }
        let mut config = Config::new(layers.into_iter().map(|size| size as usize).collect())?;
        if config.inputs() != pixels {
            return Err(SettingsError::Value {
                key: "layers",
                message: format!(
                    "the first size is {}, but the images have {} x {} = {pixels} pixels",
                    config.inputs(),
                    size.height,
                    size.width
                ),
            });
        }
        if config.classes() < classes {
            return Err(SettingsError::Value {
                key: "layers",
                message: format!(
                    "the last size is {}, but the data have {classes} classes; each needs an output neuron",
                    config.classes()
                ),
            });
        }
        config.format = parsed("format", choices.format.as_deref(), config.format)?;
        config.order = parsed("order", choices.order.as_deref(), config.order)?;
        if let Some(window) = &choices.window {
            config.window = windows(window, config.hidden_count())?;
        }
        let small = |key, value: Option<i64>, default: u16, least, greatest| match value {
            Some(found) if !(least..=greatest).contains(&found) => {
                Err(out_of_range(key, found, least, greatest))
            }
            Some(found) => Ok(found as u16),
            None => Ok(default),
        };
        config.margin_bits =
            small("margin_bits", choices.margin_bits, config.margin_bits.into(), 0, 8)? as u8;
        config.drop_shift = small("drop_shift", choices.drop_shift, config.drop_shift.into(), 1, 8)? as u8;
        config.initial_range =
            small("initial_range", choices.initial_range, config.initial_range, 0, 32_767)?;
        config.feedback_sharing = small(
            "feedback_sharing",
            choices.feedback_sharing,
            config.feedback_sharing,
            1,
            MAXIMUM_NEURONS as i64,
        )?;
        config.validate()?;
        self.recipe.learning_rate.check(config.format)?;
        let smaller_side = size.width.min(size.height);
        if self.recipe.shift > 0 && usize::from(self.recipe.shift) >= smaller_side {
            return Err(out_of_range("shift", self.recipe.shift.into(), 0, smaller_side as i64 - 1));
        }
        Ok(config)
    }

    /// Every choice as it turned out, as TOML: what another run needs to do the same.
    pub(crate) fn resolved(&self, config: &Config, class_names: &[String]) -> Result<String, SettingsError> {
        let recipe = &self.recipe;
        let pictures = self.choices.prepare.is_some() || self.choices.image_size.is_some();
        Choices {
            data: Some(Names::from_list(self.data.clone())),
            data_dir: None,
            prepare: pictures.then(|| self.prepare.name().to_owned()),
            image_size: pictures.then(|| format!("{}x{}", self.image_size.height, self.image_size.width)),
            class_names: Some(class_names.to_vec()),
            limit: self.limit.map(i64::from),
            layers: Some(config.layers.iter().map(|&size| size as i64).collect()),
            format: Some(config.format.to_string()),
            order: Some(config.order.to_string()),
            epochs: Some(recipe.epochs.into()),
            seed: Some(recipe.seed as i64),
            shift: Some(recipe.shift.into()),
            learning_rate: Some(recipe.learning_rate.to_string()),
            window: Some(OneOrMany::Many(config.window.iter().map(|&theta| theta.into()).collect())),
            margin_bits: Some(config.margin_bits.into()),
            drop_shift: Some(config.drop_shift.into()),
            initial_range: Some(config.initial_range.into()),
            feedback_sharing: Some(config.feedback_sharing.into()),
            out: None,
            checkpoint_every: None,
        }
        .to_toml()
    }

    /// Names of the classes: those chosen, else those of the data.
    pub(crate) fn class_names(&self, of_data: Vec<String>) -> Result<Vec<String>, SettingsError> {
        match &self.choices.class_names {
            None => Ok(of_data),
            Some(names) if names.len() == of_data.len() => Ok(names.clone()),
            Some(names) => Err(SettingsError::Value {
                key: "class_names",
                message: format!("{} names given, the data have {} classes", names.len(), of_data.len()),
            }),
        }
    }
}

fn windows(window: &OneOrMany, hidden: usize) -> Result<Vec<u16>, SettingsError> {
    let values = match window {
        OneOrMany::One(value) => vec![*value; hidden],
        OneOrMany::Many(values) => values.clone(),
    };
    let checked = |value: i64| {
        u16::try_from(value)
            .ok()
            .filter(|&theta| theta > 0)
            .ok_or_else(|| out_of_range("window", value, 1, u16::MAX.into()))
    };
    values.into_iter().map(checked).collect()
}

/// A value that reads itself from text.
fn parsed<T>(key: &'static str, text: Option<&str>, default: T) -> Result<T, SettingsError>
where
    T: std::str::FromStr<Err: std::fmt::Display>,
{
    let Some(text) = text else { return Ok(default) };
    text.parse().map_err(|error: T::Err| {
        let message = error.to_string();
        // These messages begin with the field's name already.
        let message = message.split_once(": ").map_or(message.clone(), |(_, rest)| rest.to_owned());
        SettingsError::Value { key, message: format!("{text:?}: {message}") }
    })
}

pub(super) fn out_of_range(key: &'static str, found: i64, least: i64, greatest: i64) -> SettingsError {
    SettingsError::Range { key, found: found.to_string(), allowed: format!("{least} to {greatest}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(text: &str) -> Result<Plan, SettingsError> {
        resolve(Choices::parse(text).unwrap())
    }

    fn config(text: &str) -> Result<Config, SettingsError> {
        plan(text)?.config(ImageSize::MNIST, 10)
    }

    #[test]
    fn defaults_are_those_of_the_specification() {
        let plan = plan("").unwrap();
        assert_eq!(
            plan.recipe,
            Recipe { seed: 1, epochs: 30, learning_rate: LearningRate::DEFAULT, shift: 0 }
        );
        assert_eq!(plan.config(ImageSize::MNIST, 10).unwrap(), Config::new(vec![784, 200, 200, 10]).unwrap());
    }

    #[test]
    fn what_is_stored_resolves_to_itself() {
        let first =
            plan("layers = [784, 30, 12]\nwindow = 9\nseed = 5\nlearning_rate = \"3.1:0.7\"").unwrap();
        let first_config = first.config(ImageSize::MNIST, 10).unwrap();
        let text = first.resolved(&first_config, &["a".into(), "b".into()]).unwrap();
        let second = plan(&text).unwrap();
        assert_eq!(second.recipe, first.recipe);
        assert_eq!(second.config(ImageSize::MNIST, 10).unwrap(), first_config);
        assert_eq!(second.resolved(&first_config, &["a".into(), "b".into()]).unwrap(), text);
    }

    #[test]
    fn messages_name_key_value_and_range() {
        for (text, expected) in [
            ("epochs = 0", "epochs: 0 is out of range: 1 to 1000000"),
            ("margin_bits = 9", "margin_bits: 9 is out of range: 0 to 8"),
            ("drop_shift = 0", "drop_shift: 0 is out of range: 1 to 8"),
            ("initial_range = 40000", "initial_range: 40000 is out of range: 0 to 32767"),
            ("feedback_sharing = 0", "feedback_sharing: 0 is out of range: 1 to 4000"),
            ("window = 0", "window: 0 is out of range: 1 to 65535"),
            ("window = [1, 2, 3]", "window: 3 values given, 2 hidden layers"),
            ("shift = 28", "shift: 28 is out of range: 0 to 27"),
            ("seed = -1", "seed: -1 is out of range: 0 to 9223372036854775807"),
            ("limit = 0", "limit: 0 is out of range: 1 to 4294967295"),
            ("layers = [784, 0, 10]", "layers: size 0 at position 1 is out of range: 1 to 4000"),
            ("layers = [784, 4001, 10]", "layers: size 4001 at position 1 is out of range: 1 to 4000"),
            ("layers = [784, -3, 10]", "layers: -3 is out of range: 1 to 4000"),
            ("layers = [784, 9, 0]", "layers: 0 classes (the last size) is out of range: 2 to 256"),
            ("layers = [9, 9, 10]", "layers: the first size is 9, but the images have 28 x 28 = 784 pixels"),
            (
                "layers = [784, 9, 5]",
                "layers: the last size is 5, but the data have 10 classes; each needs an output neuron",
            ),
            ("format = \"w9g8\"", "format: \"w9g8\": weight width 9 is out of range: 2 to 8 bits"),
            ("order = \"both\"", "order: \"both\": expected pipelined or sequential"),
        ] {
            assert_eq!(config(text).unwrap_err().to_string(), expected, "{text}");
        }
        let message = config("learning_rate = \"fast\"").unwrap_err().to_string();
        assert!(message.starts_with("learning_rate: ") && message.contains("0 to 127"), "{message}");
        let message = config("learning_rate = \"120\"\nformat = \"w4g4\"").unwrap_err().to_string();
        assert!(message.contains("out of range: 0 to"), "{message}");
    }
}
