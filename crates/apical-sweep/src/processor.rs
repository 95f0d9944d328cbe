//! The processor of a point.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use apical_chip::design::{Design, DesignCache, DesignRequest, Fit, Process};
use apical_chip::preset::{PresetError, Setting};
use apical_chip::units::{Hertz, Volts};
use apical_core::Config;
use apical_support::key_of;

use crate::{ProcessorConfig, SweepError};

/// What a point says of its processor.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    pub(crate) preset: Option<String>,
    /// By path.
    pub(crate) settings: BTreeMap<String, String>,
    pub(crate) technology: Option<String>,
    pub(crate) sram: Option<String>,
    pub(crate) supply_v: Option<f64>,
    pub(crate) clock_mhz: Option<f64>,
}

/// Designs of a plan, and what they are called in the names of points.
#[derive(Debug, Default)]
pub(crate) struct Designs {
    cache: DesignCache,
    /// Hashes of technologies, by where they are from.
    hashes: BTreeMap<String, String>,
}

impl Wanted {
    fn request(&self, rule: &Config) -> Result<DesignRequest, PresetError> {
        let settings: Result<Vec<Setting>, _> =
            self.settings.iter().map(|(path, value)| format!("{path}={value}").parse()).collect();
        let suited = DesignRequest::preset_for(&rule.front_end);
        Ok(DesignRequest {
            preset: self.preset.clone().unwrap_or_else(|| suited.to_owned()),
            settings: settings?,
            technology: self.technology.clone(),
            sram: self.sram.clone(),
            supply: self.supply_v.map(Volts::new),
            clock: self.clock_mhz.map(|megahertz| Hertz::new(megahertz * 1e6)),
            network: Some((rule.clone(), Fit::Exact)),
        })
    }
}

impl Designs {
    /// The processor of a point for its network, and what goes into the point's name.
    pub(crate) fn resolve(
        &mut self,
        wanted: &Wanted,
        rule: &Config,
        (images, learning_images): (u32, u32),
    ) -> Result<(Arc<Design>, ProcessorConfig), SweepError> {
        let request = wanted.request(rule)?;
        let design = self.cache.resolve(&request)?;
        let name = Path::new(&request.preset).file_name();
        let config = ProcessorConfig {
            preset: name.map_or_else(|| request.preset.clone(), |name| name.to_string_lossy().into_owned()),
            preset_hash: key_of(&self.cache.preset_text(&request.preset)?),
            settings: wanted.settings.clone(),
            technology: design.technology().name.clone(),
            technology_hash: self.hash(design.process()),
            supply_v: design.point().supply.value(),
            clock_mhz: design.point().clock.megahertz(),
            images,
            learning_images,
        };
        Ok((Arc::new(design), config))
    }

    fn hash(&mut self, process: &Process) -> String {
        let hash = self.hashes.entry(process.source().to_owned()).or_insert_with(|| {
            let technology = process.technology();
            let entries = technology.entries.iter().map(|entry| (entry.path.as_str(), entry.value.as_str()));
            key_of(&(&technology.name, entries.collect::<Vec<_>>()))
        });
        hash.clone()
    }
}
