//! Choices against a checkpoint: a run is resumed as it was begun, or not at all.

use apical_core::Config;
use apical_core::training::Recipe;

use super::resolve::{MAXIMUM_EPOCHS, Plan, out_of_range};
use super::{Choices, SettingsError};

impl Plan {
    /// Checks that nothing that was chosen now (`given`, flags and file) differs from what the checkpoint holds.
    /// `self` is `given` over what the checkpoint stores; `config` is what it resolves to.
    pub(crate) fn check_against(
        &self,
        given: &Choices,
        config: &Config,
        stored: (&Config, &Recipe),
    ) -> Result<(), SettingsError> {
        let (stored_config, stored_recipe) = stored;
        let recipe = &self.recipe;
        let compared: [(&'static str, bool, String, String); 10] = [
            pair("format", given.format.is_some(), config.format, stored_config.format),
            pair("order", given.order.is_some(), config.order, stored_config.order),
            pair(
                "window",
                given.window.is_some(),
                format!("{:?}", config.window),
                format!("{:?}", stored_config.window),
            ),
            pair("margin_bits", given.margin_bits.is_some(), config.margin_bits, stored_config.margin_bits),
            pair("drop_shift", given.drop_shift.is_some(), config.drop_shift, stored_config.drop_shift),
            pair(
                "initial_range",
                given.initial_range.is_some(),
                config.initial_range,
                stored_config.initial_range,
            ),
            pair(
                "feedback_sharing",
                given.feedback_sharing.is_some(),
                config.feedback_sharing,
                stored_config.feedback_sharing,
            ),
            pair("seed", given.seed.is_some(), recipe.seed, stored_recipe.seed),
            pair("shift", given.shift.is_some(), recipe.shift, stored_recipe.shift),
            pair(
                "learning_rate",
                given.learning_rate.is_some(),
                recipe.learning_rate,
                stored_recipe.learning_rate,
            ),
        ];
        match compared.into_iter().find(|(_, chosen, now, then)| *chosen && now != then) {
            Some((key, _, given, stored)) => Err(SettingsError::Contradiction { key, given, stored }),
            None => Ok(()),
        }
    }
}

/// Checks the sizes of the layers alone: what else is checked needs a network of these sizes.
pub(crate) fn check_layers(given: &Choices, stored: &Config) -> Result<(), SettingsError> {
    let Some(layers) = &given.layers else { return Ok(()) };
    let stored: Vec<i64> = stored.layers.iter().map(|&size| size as i64).collect();
    if *layers == stored {
        return Ok(());
    }
    let list = |sizes: &[i64]| sizes.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
    Err(SettingsError::Contradiction { key: "layers", given: list(layers), stored: list(&stored) })
}

fn pair(
    key: &'static str,
    chosen: bool,
    now: impl ToString,
    then: impl ToString,
) -> (&'static str, bool, String, String) {
    (key, chosen, now.to_string(), then.to_string())
}

/// The epoch at which a resumed run ends: the run's own, or a later one that was asked for.
pub(crate) fn last_epoch(given: Option<i64>, stored: &Recipe) -> Result<u32, SettingsError> {
    match given.unwrap_or(i64::from(stored.epochs)) {
        epochs if epochs > MAXIMUM_EPOCHS => Err(out_of_range("epochs", epochs, 1, MAXIMUM_EPOCHS)),
        epochs if epochs < i64::from(stored.epochs) => Err(SettingsError::Value {
            key: "epochs",
            message: format!(
                "{epochs} contradicts the checkpoint, whose learning rate falls over {} epochs; --stop-after ends \
                 a run early",
                stored.epochs
            ),
        }),
        epochs => Ok(epochs as u32),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use apical_core::training::LearningRate;

    #[test]
    fn epochs_of_a_checkpoint_are_held_to_the_limit_too() {
        let stored = |epochs| Recipe { seed: 1, epochs, learning_rate: LearningRate::DEFAULT, shift: 0 };
        assert_eq!(last_epoch(None, &stored(30)).unwrap(), 30);
        assert_eq!(last_epoch(Some(50), &stored(30)).unwrap(), 50);
        assert!(last_epoch(Some(20), &stored(30)).is_err());
        assert!(last_epoch(None, &stored(u32::MAX)).is_err());
    }
}
