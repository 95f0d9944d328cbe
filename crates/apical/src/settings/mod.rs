//! What a run is to do: flags over the configuration file over defaults.

mod choices;
mod conflict;
mod error;
mod resolve;

pub(crate) use choices::{Choices, Names, OneOrMany};
pub(crate) use conflict::{check_layers, last_epoch};
pub(crate) use error::SettingsError;
pub(crate) use resolve::{Plan, resolve};
