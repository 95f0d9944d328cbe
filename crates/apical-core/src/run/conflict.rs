//! Choices against a run: it is resumed as it was begun, or not at all.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{Choices, ImageSize, MAXIMUM_EPOCHS, Run, RunError};
use crate::Config;
use crate::front_end::Request;
use crate::training::Recipe;

impl Run {
    /// Checks that nothing that is chosen now (flags and file) differs from what the run was begun with. `config` is its
    /// network's; `classes`, those of the data.
    ///
    /// # Errors
    /// The first choice that contradicts it, or that is out of range.
    pub fn check_against(&self, given: &Choices, config: &Config, classes: usize) -> Result<(), RunError> {
        check_layers(given, config)?;
        let done: [(&'static str, bool); 3] = [
            ("cuts", !given.cuts.is_empty()),
            ("stage", !given.stage.is_empty()),
            ("stop_image", given.stop_image.is_some()),
        ];
        if let Some((key, _)) = done.into_iter().find(|(_, given)| *given) {
            let message = "it is of a run from its beginning; leave it out to resume".to_owned();
            return Err(RunError::Value { key, message });
        }
        let (record, recipe) = (self.record(), self.recipe());
        let stage = given.clone().or(self.choices(config).stage_alone()).stage()?;
        let size = ImageSize { height: record.image_height, width: record.image_width };
        let layers = config.layers.iter().map(|&size| size as i64).collect();
        if let Some(asked) = &given.front_end
            && given.fixed_front_end().ok().as_ref() != Some(&config.front_end)
        {
            let (given, stored) = (asked.to_string(), config.front_end.to_string());
            return Err(RunError::Contradiction { key: "front_end", given, stored });
        }
        let front_end = Some(Request::Fixed(config.front_end.clone()));
        let with_layers = Choices { layers: Some(layers), front_end, ..given.clone() };
        let now = with_layers.config(&stage, size, classes)?;
        let Recipe { seed, learning_rate, shift, .. } = stage.recipe;
        let compared: [(&'static str, bool, String, String); 11] = [
            pair("format", given.format.is_some(), now.format, config.format),
            pair("order", given.order.is_some(), now.order, config.order),
            pair("window", given.window.is_some(), list(&now.window), list(&config.window)),
            pair("margin_bits", given.margin_bits.is_some(), now.margin_bits, config.margin_bits),
            pair("drop_shift", given.drop_shift.is_some(), now.drop_shift, config.drop_shift),
            pair("initial_range", given.initial_range.is_some(), now.initial_range, config.initial_range),
            pair(
                "feedback_sharing",
                given.feedback_sharing.is_some(),
                now.feedback_sharing,
                config.feedback_sharing,
            ),
            pair("seed", given.seed.is_some(), seed, recipe.seed),
            pair("shift", given.shift.is_some(), shift, recipe.shift),
            pair("learning_rate", given.learning_rate.is_some(), learning_rate, recipe.learning_rate),
            pair(
                "learning_rate_epochs",
                given.learning_rate_epochs.is_some(),
                stage.recipe.epochs,
                recipe.epochs,
            ),
        ];
        match compared.into_iter().find(|(_, chosen, now, then)| *chosen && now != then) {
            Some((key, _, given, stored)) => Err(RunError::Contradiction { key, given, stored }),
            None => Ok(()),
        }
    }

    /// The epoch at which the run is to be complete: its own target, or a later one that was asked for.
    ///
    /// # Errors
    /// If it is before the end of the learning-rate curve, or out of range.
    pub fn extended_target(&self, given: Option<i64>) -> Result<u32, RunError> {
        let maximum = i64::from(MAXIMUM_EPOCHS);
        let span = self.recipe().epochs;
        match given.unwrap_or(i64::from(self.target())) {
            epochs if epochs > maximum => Err(RunError::range("epochs", epochs, 1, maximum)),
            epochs if epochs < i64::from(span) => Err(RunError::Value {
                key: "epochs",
                message: format!(
                    "{epochs} contradicts the checkpoint, whose learning rate falls over {span} epochs; --stop-after ends \
                     a run early"
                ),
            }),
            epochs => Ok(epochs as u32),
        }
    }
}

impl Choices {
    /// The last stage's choices, without those of the others and of the network.
    fn stage_alone(mut self) -> Self {
        let last = self.stage.pop();
        last.unwrap_or(Self { layers: None, window: None, ..self })
    }
}

/// Checks the sizes of the layers alone: what else is checked needs a network of these sizes.
fn check_layers(given: &Choices, stored: &Config) -> Result<(), RunError> {
    let Some(layers) = &given.layers else { return Ok(()) };
    let stored: Vec<i64> = stored.layers.iter().map(|&size| size as i64).collect();
    if *layers == stored {
        return Ok(());
    }
    let list = |sizes: &[i64]| sizes.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
    Err(RunError::Contradiction { key: "layers", given: list(layers), stored: list(&stored) })
}

fn list(values: &[u16]) -> String {
    format!("{values:?}")
}

fn pair(
    key: &'static str,
    chosen: bool,
    now: impl ToString,
    then: impl ToString,
) -> (&'static str, bool, String, String) {
    (key, chosen, now.to_string(), then.to_string())
}
