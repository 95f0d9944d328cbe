//! What a model file says of the run that made it.

use apical_core::Config;
use apical_core::snapshot::{DataRecord, RunRecord};
use apical_core::training::Recipe;
use apical_data::Loaded;

use super::SOFTWARE;

/// The record of a run that has not begun.
pub(crate) fn of_run(config: &Config, recipe: Recipe, data: &Loaded) -> RunRecord {
    let (train, test) = (&data.split.train, &data.split.test);
    let record = DataRecord {
        name: data.name.clone(),
        train_hash: train.hash().into(),
        test_hash: test.hash().into(),
    };
    let mut run = RunRecord::new(recipe, record, (train.width(), train.height()), config);
    run.config_text = configuration_text(config, recipe, &data.name, &data.class_names);
    run.software = SOFTWARE.to_owned();
    run
}

/// The configuration as `apical train` stores it: that program can repeat the run, and knows the names of the classes.
fn configuration_text(config: &Config, recipe: Recipe, data: &str, classes: &[String]) -> String {
    let sizes = config.layers.iter().map(|&size| toml::Value::Integer(size as i64)).collect();
    let names = classes.iter().map(|name| toml::Value::String(name.clone())).collect();
    let integer = |value: u64| toml::Value::Integer(i64::try_from(value).unwrap_or(i64::MAX));
    let table: toml::Table = [
        ("data", toml::Value::String(data.to_owned())),
        ("class_names", toml::Value::Array(names)),
        ("layers", toml::Value::Array(sizes)),
        ("format", toml::Value::String(config.format.to_string())),
        ("order", toml::Value::String(config.order.to_string())),
        ("epochs", integer(recipe.epochs.into())),
        ("seed", integer(recipe.seed)),
        ("shift", integer(recipe.shift.into())),
        ("learning_rate", toml::Value::String(recipe.learning_rate.to_string())),
    ]
    .map(|(key, value)| (key.to_owned(), value))
    .into_iter()
    .collect();
    table.to_string()
}
