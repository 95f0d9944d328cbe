//! Machines that can be synthesised.

use apical_chip::organisation::Organisation;
use apical_chip::preset::Preset;
use apical_core::{Config, front_end::FrontEnd};
use apical_rtl::package;

use crate::SynthesisError;

/// A machine, and the network that it is shown with.
#[derive(Debug, Clone)]
pub struct Target {
    /// What the report calls it.
    pub name: String,
    /// Its package's folder below `rtl/generated`.
    pub folder: &'static str,
    /// Its sizes.
    pub organisation: Organisation,
    /// The network, untrained.
    pub config: Config,
    /// The preset that the cycle model has of it, if any.
    pub preset: Option<&'static str>,
}

/// Presets of which there are packages, with those of their small machines: name, its folder, the small one's.
const PRESETS: [(&str, &str, &str); 2] = [("apical", "", "small"), ("retina", "retina", "small_retina")];

impl Target {
    /// The machine of a preset, or a small one of its kind.
    ///
    /// # Errors
    /// If there is no package of this name.
    pub fn new(name: &str, small: bool) -> Result<Self, SynthesisError> {
        let Some(&(preset, folder, small_folder)) = PRESETS.iter().find(|(preset, ..)| *preset == name)
        else {
            let known = PRESETS.map(|(preset, ..)| preset).join(", ");
            return Err(wrong(name, &format!("it is none of the presets with a package: {known}")));
        };
        let failed = |error: &dyn std::fmt::Display| wrong(name, &error.to_string());
        if !small {
            let found = Preset::builtin(preset).map_err(|error| failed(&error))?;
            let config = found.config().map_err(|error| failed(&error))?;
            let name = format!("preset {preset}");
            return Ok(Self { name, folder, organisation: found.organisation, config, preset: Some(preset) });
        }
        let (organisation, front_end) = if preset == "apical" {
            (package::small_machine().map_err(|error| failed(&error))?, FrontEnd::THRESHOLD)
        } else {
            let organisation = package::small_retina_machine().map_err(|error| failed(&error))?;
            (organisation, package::small_front_end())
        };
        let inputs = organisation.layers.first().map(|layer| layer.inputs as usize);
        let neurons = organisation.layers.iter().map(|layer| layer.neurons as usize);
        let sizes: Vec<usize> = inputs.into_iter().chain(neurons).collect();
        let shape = sizes.iter().map(ToString::to_string).collect::<Vec<_>>().join("-");
        let mut config = Config::new(sizes).map_err(|error| failed(&error))?;
        config.format = organisation.format;
        config.front_end = front_end;
        let behind = if preset == "apical" { "" } else { " behind levels and a retina" };
        Ok(Self {
            name: format!("small ({shape}{behind})"),
            folder: small_folder,
            organisation,
            config,
            preset: None,
        })
    }
}

fn wrong(name: &str, problem: &str) -> SynthesisError {
    SynthesisError::content(format!("preset {name}"), problem.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_target_takes_the_network_that_it_is_shown_with() {
        for (preset, ..) in PRESETS {
            for small in [false, true] {
                let target = Target::new(preset, small).unwrap();
                assert_eq!(target.config.validate(), Ok(()), "{}", target.name);
                assert_eq!(target.organisation.check_network(&target.config), Ok(()), "{}", target.name);
            }
        }
        let error = Target::new("park2019", false).unwrap_err().to_string();
        assert!(error.contains("apical, retina"), "{error}");
    }
}
