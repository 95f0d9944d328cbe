//! Choices against a run: it is resumed as it was begun, or not at all.

use alloc::borrow::ToOwned;
use alloc::format;

use super::agreement::Disagreement;
use super::{Choices, ImageSize, MAXIMUM_EPOCHS, Run, RunError};
use crate::Config;
use crate::front_end::Request;

impl Run {
    /// Checks that nothing that is chosen now (flags and file) differs from what the run was begun with. `config` is its
    /// network's; `classes`, those of the data.
    ///
    /// # Errors
    /// The first choice that contradicts it, or that is out of range.
    pub fn check_against(&self, given: &Choices, config: &Config, classes: usize) -> Result<(), RunError> {
        agrees(given.differing_shape(config))?;
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
        let front_end = Some(Request::Fixed(config.front_end.clone()));
        let with_layers = Choices { layers: Some(layers), front_end, ..given.clone() };
        // What is out of range is said before what differs.
        with_layers.config(&stage, size, classes)?;
        agrees(given.differing_parameter(config))?;
        agrees(given.differing_recipe(recipe))
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

fn agrees(disagreement: Option<Disagreement>) -> Result<(), RunError> {
    match disagreement {
        None => Ok(()),
        Some(Disagreement { key, given, stored }) => Err(RunError::Contradiction { key, given, stored }),
    }
}
