//! Presets: processors as data.
//!
//! A preset is a TOML file: network sizes and widths, memories, lanes, supply and clock. Four are part of this crate;
//! any file of the same form is as good. Single values can be [set](Preset::parse_with) by path.

mod builtin;
mod file;
mod set;

use std::borrow::Cow;
use std::path::Path;

use apical_core::Config;
use apical_core::front_end::FrontEnd;
use apical_core::training::Defaults;

use crate::named::is_path;
use crate::organisation::{Organisation, OrganisationError};
use crate::units::{Hertz, Volts};

pub use file::PresetError;
pub use set::{Setting, SettingError};

/// A processor: an organisation at an operating point, in a technology.
#[derive(Debug, Clone, PartialEq)]
pub struct Preset {
    /// Name.
    pub name: String,
    /// What it is, in a line.
    pub summary: String,
    /// Name of its technology.
    pub technology: String,
    /// Supply voltage.
    pub supply: Volts,
    /// Clock frequency at that supply. Other operating points are scaled from here.
    pub clock: Hertz,
    /// The machine.
    pub organisation: Organisation,
    /// What the network of a new learner sees through; a model brings its own thresholds.
    pub front_end: FrontEnd,
    /// Neighbouring neurons that share their feedback signs; part of the rule, chosen with the memories.
    pub feedback_sharing: u16,
}

impl Preset {
    /// Names of the presets that are part of this crate.
    pub fn builtin_names() -> impl Iterator<Item = &'static str> {
        builtin::PRESETS.iter().map(|(name, _)| *name)
    }

    /// The text of a preset that is part of this crate.
    #[must_use]
    pub fn builtin_text(name: &str) -> Option<&'static str> {
        builtin::PRESETS.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
    }

    /// A preset that is part of this crate.
    ///
    /// # Errors
    /// If there is none of that name, with the names that there are.
    pub fn builtin(name: &str) -> Result<Self, PresetError> {
        Self::named(name, &[])
    }

    /// A preset that is part of this crate, with some values set otherwise.
    ///
    /// # Errors
    /// If there is none of that name, or a setting does not fit.
    pub fn named(name: &str, settings: &[Setting]) -> Result<Self, PresetError> {
        Self::parse_with(Self::known_text(name)?, settings)
    }

    fn known_text(name: &str) -> Result<&'static str, PresetError> {
        Self::builtin_text(name).ok_or_else(|| PresetError::Unknown {
            name: name.to_owned(),
            known: Self::builtin_names().collect::<Vec<_>>().join(", "),
        })
    }

    /// A preset in a file, with some values set otherwise.
    ///
    /// # Errors
    /// If the file cannot be read or is no preset; the file is named.
    pub fn load(path: &Path, settings: &[Setting]) -> Result<Self, PresetError> {
        Self::parse_file(path, &read(path)?, settings)
    }

    fn parse_file(path: &Path, text: &str, settings: &[Setting]) -> Result<Self, PresetError> {
        Self::parse_with(text, settings)
            .map_err(|source| PresetError::File { path: path.to_owned(), source: Box::new(source) })
    }

    /// A preset by name, or in a file if the name has a dot or a slash.
    ///
    /// # Errors
    /// As [`named`](Self::named) and [`load`](Self::load).
    pub fn find(name: &str, settings: &[Setting]) -> Result<Self, PresetError> {
        Self::parse_of(name, &Self::text(name)?, settings)
    }

    /// The text of a preset by name, or of a file if the name has a dot or a slash.
    ///
    /// # Errors
    /// If there is none of that name, or the file cannot be read.
    pub fn text(name: &str) -> Result<Cow<'static, str>, PresetError> {
        if is_path(name) {
            read(Path::new(name)).map(Cow::Owned)
        } else {
            Self::known_text(name).map(Cow::Borrowed)
        }
    }

    /// Reads a [text](Self::text) that was found by name or in a file; errors name the file.
    pub(crate) fn parse_of(name: &str, text: &str, settings: &[Setting]) -> Result<Self, PresetError> {
        if is_path(name) {
            Self::parse_file(Path::new(name), text, settings)
        } else {
            Self::parse_with(text, settings)
        }
    }

    /// Reads the text of a preset.
    ///
    /// # Errors
    /// If a key is unknown or missing, a unit does not fit, or the organisation is impossible.
    pub fn parse(text: &str) -> Result<Self, PresetError> {
        Self::parse_with(text, &[])
    }

    /// Reads the text of a preset, with some values set otherwise.
    ///
    /// # Errors
    /// As [`parse`](Self::parse), and if a setting names a path that is not there.
    pub fn parse_with(text: &str, settings: &[Setting]) -> Result<Self, PresetError> {
        file::parse(text, settings)
    }

    /// The rule on the preset's network, with the specification's values in its registers; behind levels or a retina it drops what training
    /// drops.
    ///
    /// # Errors
    /// If the sizes are outside the limits of the rule.
    pub fn config(&self) -> Result<Config, apical_core::ConfigError> {
        let layers = &self.organisation.layers;
        let inputs = layers.first().map(|layer| layer.inputs as usize);
        let sizes = inputs.into_iter().chain(layers.iter().map(|layer| layer.neurons as usize));
        let mut config = Config::new(sizes.collect())?;
        config.format = self.organisation.format;
        config.front_end = self.front_end.clone();
        if !config.front_end.is_threshold() {
            config.drop_shift = Defaults::of(&config.front_end).drop_shift;
        }
        config.feedback_sharing = self.feedback_sharing;
        config.validate()?;
        Ok(config)
    }

    /// The same preset with memories and lanes for a network of other sizes and widths.
    ///
    /// # Errors
    /// If no such organisation is possible.
    pub fn sized_for(&self, config: &Config) -> Result<Self, OrganisationError> {
        let organisation = self.organisation.sized_for(config);
        organisation.validate()?;
        Ok(Self { organisation, front_end: config.front_end.clone(), ..self.clone() })
    }
}

fn read(path: &Path) -> Result<String, PresetError> {
    std::fs::read_to_string(path).map_err(|source| PresetError::Read { path: path.to_owned(), source })
}
