//! What can go wrong, in words that name the field and what is allowed.

use apical_core::training::TrainerError;
use apical_core::{ConfigError, ProcessorError, StateError, StepRateError};
use apical_support::StoreError;

/// A rule, a setting or a store that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BaselineError {
    /// Not the name of a rule.
    #[error("rule {name:?} does not exist{}; there are: {known}", suggestion(.nearest.as_deref()))]
    UnknownRule {
        /// The name given.
        name: String,
        /// The most similar name.
        nearest: Option<String>,
        /// All names.
        known: String,
    },
    /// Not the name of a setting.
    #[error("setting {name:?} does not exist{}; there are: {known}", suggestion(.nearest.as_deref()))]
    UnknownSetting {
        /// The name given.
        name: String,
        /// The most similar name.
        nearest: Option<String>,
        /// All names.
        known: String,
    },
    /// Layer sizes that a rule cannot take.
    #[error("layers {}: rule {rule} cannot take them: {reason}", list(.layers))]
    Layers {
        /// The rule.
        rule: &'static str,
        /// The sizes given.
        layers: Vec<usize>,
        /// Why not.
        reason: String,
    },
    /// A network that does not fit the data.
    #[error("layers {}: {reason}", list(.layers))]
    Data {
        /// The sizes given.
        layers: Vec<usize>,
        /// Why not.
        reason: String,
    },
    /// Text that sets nothing.
    #[error("{text:?}: {reason}; expected RULE.KEY=VALUE, such as dfa.learning_rate=0.001")]
    RuleSetting {
        /// The text given.
        text: String,
        /// What is wrong.
        reason: String,
    },
    /// A number outside its range.
    #[error("{field}: {found} is out of range: {range}")]
    Range {
        /// The field.
        field: &'static str,
        /// What was found.
        found: String,
        /// What is allowed.
        range: &'static str,
    },
    /// The project's own rule refuses sizes or constants.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A front end that does not fit.
    #[error(transparent)]
    FrontEnd(#[from] apical_core::front_end::FrontEndError),
    /// The processor refuses a state.
    #[error(transparent)]
    State(#[from] StateError),
    /// The processor refuses an image.
    #[error(transparent)]
    Processor(#[from] ProcessorError),
    /// The learning rate does not fit the accumulators.
    #[error(transparent)]
    StepRate(#[from] StepRateError),
    /// A run that cannot go on.
    #[error(transparent)]
    Trainer(#[from] TrainerError),
    /// The technology has no figures for a memory or a supply.
    #[error(transparent)]
    Energy(#[from] apical_chip::energy::EnergyError),
    /// The technology is not usable.
    #[error(transparent)]
    Technology(#[from] apical_chip::technology::TechnologyError),
    /// The store of results.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn suggestion(nearest: Option<&str>) -> String {
    nearest.map(|name| format!(" (did you mean {name}?)")).unwrap_or_default()
}

fn list(layers: &[usize]) -> String {
    layers.iter().map(usize::to_string).collect::<Vec<_>>().join(",")
}
