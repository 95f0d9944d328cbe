//! Choices against the network and the run that there are: what was chosen, and differs.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;
use core::fmt::Display;

use super::{Choices, OneOrMany};
use crate::Config;
use crate::snapshot::RunRecord;
use crate::training::Recipe;

/// A choice that differs.
pub(crate) struct Disagreement {
    /// Its key.
    pub(crate) key: &'static str,
    /// What was chosen.
    pub(crate) given: String,
    /// What there is.
    pub(crate) stored: String,
}

impl Choices {
    /// The first of sizes and front end, which all else rests on.
    pub(super) fn differing_shape(&self, stored: &Config) -> Option<Disagreement> {
        // A request that leaves something to the data is no front end yet.
        let front_end = self.front_end.as_ref().map(|request| {
            self.fixed_front_end().map_or_else(|_| request.to_string(), |front_end| front_end.to_string())
        });
        // The first may be given as the number of pixels, as where the run was begun.
        let pixels = stored.raw_inputs() as i64;
        let layers = self.layers.as_ref().map(|sizes| match (sizes.split_first(), stored.layers.first()) {
            (Some((&first, rest)), Some(&bits)) if first == pixels => {
                commas(&[&[bits as i64], rest].concat())
            }
            _ => commas(sizes),
        });
        let compared =
            [pair("layers", layers, commas(&stored.layers)), pair("front_end", front_end, &stored.front_end)];
        compared.into_iter().flatten().next()
    }

    /// The first of the network's other parameters.
    pub(super) fn differing_parameter(&self, stored: &Config) -> Option<Disagreement> {
        let windows = |window: &OneOrMany| match window {
            OneOrMany::One(theta) => format!("{:?}", vec![*theta; stored.window.len()]),
            OneOrMany::Many(list) => format!("{list:?}"),
        };
        let compared = [
            pair("format", self.format, stored.format),
            pair("order", self.order, stored.order),
            pair("window", self.window.as_ref().map(windows), format!("{:?}", stored.window)),
            pair("margin_bits", self.margin_bits, stored.margin_bits),
            pair("drop_shift", self.drop_shift, stored.drop_shift),
            pair("initial_range", self.initial_range, stored.initial_range),
            pair("feedback_sharing", self.feedback_sharing, stored.feedback_sharing),
        ];
        compared.into_iter().flatten().next()
    }

    /// The first of a recipe.
    pub(super) fn differing_recipe(&self, stored: &Recipe) -> Option<Disagreement> {
        let compared = [
            pair("seed", self.seed, stored.seed),
            pair("shift", self.shift, stored.shift),
            pair("learning_rate", self.learning_rate, stored.learning_rate),
            pair("learning_rate_epochs", self.learning_rate_epochs, stored.epochs),
        ];
        compared.into_iter().flatten().next()
    }
}

/// What the text of a model file's configuration says otherwise than the file's fields. Texts of earlier programs, without a record
/// of the data, were the file that the user wrote, with flags beside it, and are not compared.
pub(crate) fn contradiction(config: &Config, record: &RunRecord) -> Option<Disagreement> {
    let choices = Choices::parse(&record.config_text).ok()?;
    let last = choices.stage.last().unwrap_or(&choices);
    let told = last.data_record.as_ref()?;
    // A text that names no front end has a threshold.
    let unnamed = choices.front_end.is_none().then(|| choices.fixed_front_end().ok()).flatten();
    let of_data = [
        pair("front_end", unnamed, &config.front_end),
        pair("data_record.train_sha256", Some(told.train_hash), record.data.train_hash),
        pair("data_record.test_sha256", Some(told.test_hash), record.data.test_hash),
    ];
    choices
        .differing_shape(config)
        .or_else(|| choices.differing_parameter(config))
        .or_else(|| last.differing_recipe(&record.recipe))
        .or_else(|| of_data.into_iter().flatten().next())
}

/// A pair that differs.
fn pair(key: &'static str, given: Option<impl ToString>, stored: impl ToString) -> Option<Disagreement> {
    let (given, stored) = (given?.to_string(), stored.to_string());
    (given != stored).then_some(Disagreement { key, given, stored })
}

fn commas<T: Display>(sizes: &[T]) -> String {
    sizes.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}
