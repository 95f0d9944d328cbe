//! The configuration's text in a model file against the file's fields: both say what the network and the run are.

use alloc::format;
use alloc::string::{String, ToString};

use super::{Choices, OneOrMany};
use crate::Config;
use crate::front_end::{FrontEnd, Request};
use crate::snapshot::RunRecord;

/// What the text says otherwise than the fields: the key, what the text says, what the fields say. Texts of earlier programs,
/// without a record of the data, were the file that the user wrote, with flags beside it, and are not compared.
pub(crate) fn contradiction(config: &Config, record: &RunRecord) -> Option<(&'static str, String, String)> {
    let choices = Choices::parse(&record.config_text).ok()?;
    let last = choices.stage.last().unwrap_or(&choices);
    let told = last.data_record.as_ref()?;
    let recipe = record.recipe;
    let sizes: alloc::vec::Vec<i64> = config.layers.iter().map(|&size| size as i64).collect();
    let windows = |window: &OneOrMany| match window {
        OneOrMany::One(theta) => format!("{:?}", alloc::vec![*theta; config.window.len()]),
        OneOrMany::Many(list) => format!("{list:?}"),
    };
    let front_end = |request: &Request| match request {
        Request::Fixed(front_end) => front_end.to_string(),
        request => request.to_string(),
    };
    let network = choices.front_end.as_ref().map_or_else(|| FrontEnd::THRESHOLD.to_string(), front_end);
    let compared = [
        pair("front_end", Some(network), &config.front_end),
        pair("layers", choices.layers.as_ref().map(|given| format!("{given:?}")), format!("{sizes:?}")),
        pair("format", choices.format, config.format),
        pair("order", choices.order, config.order),
        pair("window", choices.window.as_ref().map(windows), format!("{:?}", config.window)),
        pair("margin_bits", choices.margin_bits, config.margin_bits),
        pair("drop_shift", choices.drop_shift, config.drop_shift),
        pair("initial_range", choices.initial_range, config.initial_range),
        pair("feedback_sharing", choices.feedback_sharing, config.feedback_sharing),
        pair("seed", last.seed.map(|seed| seed.0), recipe.seed),
        pair("shift", last.shift, recipe.shift),
        pair("learning_rate", last.learning_rate, recipe.learning_rate),
        pair("learning_rate_epochs", last.learning_rate_epochs, recipe.epochs),
        pair("data_record.train_sha256", Some(told.train_hash), record.data.train_hash),
        pair("data_record.test_sha256", Some(told.test_hash), record.data.test_hash),
    ];
    compared.into_iter().flatten().next()
}

/// A pair that differs.
fn pair(
    key: &'static str,
    text: Option<impl ToString>,
    field: impl ToString,
) -> Option<(&'static str, String, String)> {
    let (text, field) = (text?.to_string(), field.to_string());
    (text != field).then_some((key, text, field))
}
